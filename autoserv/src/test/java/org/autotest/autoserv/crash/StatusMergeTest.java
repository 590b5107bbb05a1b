package org.autotest.autoserv.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.autotest.autoserv.results.StatusLogFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StatusMergeTest {
  @TempDir private Path temp;

  @Test
  void lines_come_byte_for_byte_and_only_a_newline_ends_one() throws Exception {
    Path log = Files.writeString(temp.resolve("status.log"), "START\n\tGOOD\ta\rb\n\tGO");
    Path client =
        Files.writeString(
            temp.resolve("status"), "START\n\tGOOD\ta\rb\n\tGOOD\tc\r\n\tGOOD\td\re\nEND");

    int missing =
        StatusMerge.complete(
            new StatusLogFile(log, InstantSource.system(), ZoneOffset.UTC), log, client);

    assertThat(missing).isEqualTo(3);
    assertThat(Files.readString(log))
        .isEqualTo("START\n\tGOOD\ta\rb\n\tGO\n\tGOOD\tc\r\n\tGOOD\td\re\nEND\n");
  }
}
