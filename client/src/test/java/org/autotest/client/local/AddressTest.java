package org.autotest.client.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests that a control file names by where they can be fetched.
class AddressTest {
  @TempDir Path directory;

  private final AtomicInteger requests = new AtomicInteger();

  @Test
  void a_test_is_fetched_from_its_address_once_in_a_job_and_gone_after_it() throws Exception {
    LocalClient client = new LocalClient(directory);
    byte[] archive = archive();
    String sum = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(archive));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          boolean isThere = exchange.getRequestURI().getPath().endsWith("mine.tar.gz");
          exchange.sendResponseHeaders(isThere ? 200 : 404, isThere ? archive.length : -1);
          exchange.getResponseBody().write(archive, 0, isThere ? archive.length : 0);
          exchange.close();
        });
    server.start();
    try {
      String base = "http://127.0.0.1:" + server.getAddress().getPort();
      Path control =
          client.write(
              "control",
              """
              job.run_test('BASE/test-mine.tar.gz')
              job.run_test('BASE/test-mine.tar.gz', tag='again')
              job.run_test('BASE/mine.tar.gz#sha256=SUM', tag='sum')
              job.run_test('BASE/mine.tar.gz#sha256=%s', tag='bad')
              job.run_test('BASE/not-mine.tar.gz')
              job.run_test('BASE/far.tar.bz2')
              job.run_test('ftp://127.0.0.1/far.tar.bz2', tag='ftp')
              """
                  .replace("BASE", base)
                  .replace("SUM", sum)
                  .formatted("0".repeat(64)));

      LocalClient.Ended ended = client.run(control.toString());

      assertThat(client.status())
          .as(ended.output())
          .contains(
              "  GOOD mine mine completed successfully",
              "  GOOD mine.again mine.again completed successfully",
              "  GOOD mine.sum mine.sum completed successfully")
          .anyMatch(line -> line.matches("  ERROR mine.bad mine.bad .*: its SHA-256 is .*"))
          .anyMatch(line -> line.matches("  ERROR not-mine not-mine .*: test does not exist"))
          .anyMatch(line -> line.matches("  ERROR far far fetching http:.*far.tar.bz2.*"))
          .anyMatch(line -> line.matches("  ERROR far.ftp far.ftp .*only http, https, file and.*"));
      assertThat(requests).hasValue(5);
      try (Stream<Path> files = Files.walk(directory)) {
        assertThat(files).noneMatch(file -> file.getFileName().toString().equals("mine.sh"));
      }
    } finally {
      server.stop(0);
    }
  }

  @Test
  void tests_of_one_name_from_two_addresses_build_apart() throws Exception {
    LocalClient client = new LocalClient(directory);
    for (String place : List.of("first", "second")) {
      Path packing = directory.resolve(place);
      Path mine = Files.createDirectories(packing.resolve("mine"));
      Files.writeString(mine.resolve("word"), place);
      Files.writeString(mine.resolve("setup"), "#!/bin/sh\ncp $AUTOTEST_BIN_DIR/word .\n");
      Files.writeString(
          mine.resolve("mine"), "#!/bin/sh\ncmp $AUTOTEST_SRC_DIR/word $AUTOTEST_BIN_DIR/word\n");
      assertThat(mine.resolve("setup").toFile().setExecutable(true)).isTrue();
      assertThat(mine.resolve("mine").toFile().setExecutable(true)).isTrue();
      List<String> tar = List.of("tar", "-czf", "mine.tar.gz", "mine");
      Process packed = new ProcessBuilder(tar).directory(packing.toFile()).start();
      assertThat(packed.waitFor()).isZero();
    }
    Path control =
        client.write(
            "control",
            """
            job.run_test('file://%1$s/first/mine.tar.gz')
            job.run_test('file://%1$s/second/mine.tar.gz', tag='second')
            job.run_test('file://%1$s/first/mine.tar.gz', tag='again')
            """
                .formatted(directory));

    LocalClient.Ended ended = client.run(control.toString());

    assertThat(client.status())
        .as(ended.output())
        .contains(
            "  GOOD mine mine completed successfully",
            "  GOOD mine.second mine.second completed successfully",
            "  GOOD mine.again mine.again completed successfully");
  }

  private byte[] archive() throws Exception {
    Path mine = Files.createDirectories(directory.resolve("pack/mine"));
    Files.writeString(mine.resolve("mine.sh"), "exit 0\n");
    List<String> tar = List.of("tar", "-czf", "a.tgz", "-C", "pack", "mine");
    Process process = new ProcessBuilder(tar).directory(directory.toFile()).inheritIO().start();
    assertThat(process.waitFor()).isZero();
    byte[] archive = Files.readAllBytes(directory.resolve("a.tgz"));
    Files.delete(mine.resolve("mine.sh"));
    return archive;
  }
}
