package org.autotest.autoserv.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import org.autotest.core.statuslog.StatusCode;
import org.autotest.core.statuslog.StatusWord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Lines about a subdirectory of the results.
final class StatusLogFileTest {
  @TempDir Path temp;
  private Path results;
  private StatusLogFile status;

  @BeforeEach
  void begins() throws IOException {
    results = Files.createDirectory(temp.resolve("results"));
    status =
        new StatusLogFile(
            results.resolve(StatusLogFile.NAME),
            InstantSource.fixed(Instant.EPOCH),
            ZoneOffset.UTC);
  }

  private void record(String subdir) {
    status.record(new StatusWord.Result(StatusCode.GOOD), subdir, "op", Map.of(), "one\ntwo");
  }

  @Test
  void stand_in_its_own_log_too_without_the_indentation() throws Exception {
    Path directory = Files.createDirectories(results.resolve("group/test"));
    status.record(new StatusWord.Start(), "around", Map.of(), "");
    record("group/test");
    record("group/test");

    String line = "GOOD\tgroup/test\top\ttimestamp=0\tlocaltime=Jan 01 00:00:00\tone\n  two\n";
    assertThat(directory.resolve("status.log")).hasContent(line + line);
    assertThat(results.resolve("status.log")).content().endsWith("\t" + line + "\t" + line);
  }

  @Test
  void make_no_directory_and_leave_the_results_in_no_way() throws Exception {
    Path outside = Files.createDirectory(temp.resolve("outside"));
    Path file = Files.createFile(temp.resolve("file"));
    Files.createSymbolicLink(results.resolve("link"), outside);
    Files.createSymbolicLink(
        Files.createDirectory(results.resolve("linked")).resolve("status.log"), file);
    for (String subdir : new String[] {"absent", "../outside", ".", "link", "linked"}) {
      record(subdir);
    }

    assertThat(results.resolve("absent")).doesNotExist();
    assertThat(outside).isEmptyDirectory();
    assertThat(file).isEmptyFile();
    assertThat(results.resolve("status.log")).content().hasLineCount(10);
  }
}
