package org.autotest.dispatcher.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import org.autotest.core.results.ExecutionPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsFilesTest {
  private static final ExecutionPath RUN = new ExecutionPath("3-ann/group0");

  @TempDir private Path root;

  @Test
  void results_of_several_machines_are_in_theirs_and_in_the_common_directory() throws IOException {
    ResultsFiles files = new ResultsFiles(root, ZoneOffset.UTC);
    Path run = Files.createDirectories(root.resolve(RUN.value()));
    Files.writeString(run.resolve(".machines"), "host1\nhost2\n../../etc\n");

    assertThat(files.machineDirectories(RUN)).containsExactly(RUN);
    Files.createDirectory(run.resolve("host1"));
    Files.createDirectory(run.resolve("host2"));
    Files.writeString(run.resolve("status.log"), "");
    List<ExecutionPath> machines =
        List.of(new ExecutionPath(RUN + "/host1"), new ExecutionPath(RUN + "/host2"));
    assertThat(files.machineDirectories(RUN)).isEqualTo(machines);

    Files.writeString(run.resolve("status.log"), "GOOD\t----\ta\t\n");
    assertThat(files.machineDirectories(RUN))
        .containsExactly(RUN, machines.getFirst(), machines.getLast());
  }
}
