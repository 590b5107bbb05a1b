package org.autotest.core.tko;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.autotest.core.failure.MalformedInput;
import org.autotest.core.tko.JobDirectories.Found;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobDirectoriesTest {
  @TempDir private Path root;

  @Test
  void each_machine_of_a_job_is_one_and_the_whole_only_when_its_status_log_says_something()
      throws IOException {
    write("job/.machines", "h2\nh1\nh1\ngone\n../other\n\n");
    write("job/keyval", "label=x\n");
    write("job/h1/status.log", "");
    write("job/h2/debug/autoserv.INFO", "");
    write("job/h3/status.log", "");
    write("other/status.log", "");

    assertThat(names(JobDirectories.of(root.resolve("job")))).containsExactly("job/h2", "job/h1");
    assertThat(JobDirectories.of(root.resolve("job")))
        .extracting(Found::job)
        .containsOnly(root.resolve("job"));

    assertThat(JobDirectories.missing(root.resolve("job"))).containsExactly("gone", "../other");
    write("job/status.log", "");
    assertThat(names(JobDirectories.of(root.resolve("job")))).containsExactly("job/h2", "job/h1");

    write("job/status.log", "INFO\t----\t----\t\n");

    assertThat(names(JobDirectories.below(root.resolve("job"))))
        .containsExactly("job", "job/h2", "job/h1");
  }

  @Test
  void below_another_directory_every_job_is_found_and_what_lies_in_a_job_is_none()
      throws IOException {
    write("b/status", "");
    write("b/sleeptest/status", "");
    write("a/host1/keyval", "");
    write("a/host2/status.log", "");
    write("c/.machines", "m\n");
    write("c/m/status.log", "");
    write("odd/notes.txt", "");
    write("1/2/3/4/status.log", "");
    write("1/2/3/4/5/status.log", "");
    write("x/2/3/4/5/status.log", "");
    write("summary.txt", "");
    Files.createSymbolicLink(root.resolve("link"), root.resolve("b"));

    assertThat(names(JobDirectories.below(root)))
        .containsExactly("1/2/3/4", "a/host1", "a/host2", "b", "c/m");
    assertThat(JobDirectories.below(root.resolve("odd"))).isEmpty();
    assertThat(names(JobDirectories.of(root.resolve("odd")))).containsExactly("odd");
  }

  @Test
  void a_directory_that_is_not_there_is_told() {
    assertThatThrownBy(() -> JobDirectories.below(root.resolve("no")))
        .isInstanceOf(MalformedInput.class)
        .hasMessageContaining("no such directory");
  }

  private List<String> names(List<Found> found) {
    return found.stream().map(each -> root.relativize(each.directory()).toString()).toList();
  }

  private void write(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
