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

  private static final String START = "START\t----\t----\t\n";

  @Test
  void lines_come_byte_for_byte_and_only_a_newline_ends_one() throws Exception {
    Path log = Files.writeString(temp.resolve("status.log"), START + good("a\rb\n") + "\tGO");
    Path client =
        Files.writeString(
            temp.resolve("status"),
            START + good("a\rb\n") + good("c\r\n") + good("d\re\n") + "END GOOD\t-\t-\t");

    assertThat(complete(log, client)).isEqualTo(3);

    assertThat(Files.readString(log))
        .isEqualTo(
            START
                + good("a\rb\n")
                + "\tGO\n"
                + good("c\r\n")
                + good("d\re\n")
                + "END GOOD\t-\t-\t\n");
  }

  @Test
  void what_is_of_no_entry_is_left_out_and_changes_nothing_of_what_is_known() throws Exception {
    Path log = Files.writeString(temp.resolve("status.log"), START + good("a\n"));
    Path client =
        Files.writeString(
            temp.resolve("status"),
            START + "what?\n" + good("a\n") + good("b\n  more\n") + "  x\n");

    assertThat(complete(log, client)).isEqualTo(3);

    assertThat(Files.readString(log))
        .isEqualTo(START + good("a\n") + good("b\n  more\n") + "  x\n");
  }

  private static String good(String message) {
    return "\tGOOD\tt\tt\t" + message;
  }

  private static int complete(Path log, Path client) throws Exception {
    StatusLogFile status = new StatusLogFile(log, InstantSource.system(), ZoneOffset.UTC);
    return StatusMerge.complete(status, log, client, System.getLogger("merge-test"));
  }
}
