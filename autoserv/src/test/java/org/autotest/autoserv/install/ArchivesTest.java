package org.autotest.autoserv.install;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ArchivesTest {
  private static final int MACHINES = 8;

  @TempDir private Path temp;

  @Test
  void tests_that_are_packed_for_several_machines_at_once_are_whole_for_each() throws Exception {
    Path tests = Files.createDirectory(temp.resolve("tests"));
    Path spool = Files.createDirectory(temp.resolve("spool"));
    byte[] noise = new byte[2 << 20];
    new Random(1).nextBytes(noise);
    Files.write(tests.resolve("noise"), noise);
    CyclicBarrier together = new CyclicBarrier(MACHINES);
    Callable<String> packing =
        () -> {
          Archive archive = Archives.tests(tests, spool);
          together.await();
          return Archives.sha256(archive.file().get());
        };

    List<String> sums = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(MACHINES)) {
      for (Future<String> sum :
          threads.invokeAll(Stream.generate(() -> packing).limit(8).toList())) {
        sums.add(sum.get());
      }
    }

    assertThat(sums).hasSize(MACHINES).containsOnly(sums.getFirst());
    assertThat(spool)
        .isDirectoryContaining("glob:**.tar.gz")
        .isDirectoryNotContaining("glob:**.new");
  }
}
