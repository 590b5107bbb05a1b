package org.autotest.client.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.autotest.core.failure.MalformedInput;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobStateTest {
  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("control.state");
  }

  @Test
  void each_change_is_there_for_whoever_opens_it_next() throws IOException {
    JobState state = JobState.open(file);
    state.set(JobState.PUBLIC, "a", 1L);
    state.set(JobState.PUBLIC, "b", "two");
    state.discard(JobState.PUBLIC, "a");

    JobState next = JobState.open(file);

    assertThat(next.has(JobState.PUBLIC, "a")).isFalse();
    assertThat(next.get(JobState.PUBLIC, "b")).contains("two");
  }

  @Test
  void a_change_that_was_cut_off_did_not_happen_and_spoils_no_later_one() throws IOException {
    JobState.open(file).set(JobState.PUBLIC, "a", 1L);
    Files.writeString(file, "{\"public\":{\"a\":2", StandardOpenOption.APPEND);

    JobState after = JobState.open(file);
    assertThat(after.get(JobState.PUBLIC, "a")).contains(1L);
    after.set(JobState.PUBLIC, "b", 3L);

    assertThat(JobState.open(file).get(JobState.PUBLIC, "a")).contains(1L);
    assertThat(JobState.open(file).get(JobState.PUBLIC, "b")).contains(3L);
  }

  @Test
  void the_file_of_many_changes_stays_small_and_ends_as_one_document() throws IOException {
    JobState state = JobState.open(file);
    for (long i = 0; i < 20_000; i++) {
      state.set(JobState.PUBLIC, "count", i);
    }
    assertThat(Files.size(file)).isLessThan(300_000);

    Path kept = directory.resolve("kept");
    state.moveTo(kept);

    assertThat(file).doesNotExist();
    assertThat(kept).hasContent("{\"public\":{\"count\":19999}}");
  }

  @Test
  void a_document_of_several_lines_is_read_too() throws IOException {
    Files.writeString(file, "{\n  \"public\": {\n    \"a\": 1\n  }\n}\n");

    assertThat(JobState.open(file).get(JobState.PUBLIC, "a")).contains(1L);
  }

  @Test
  void anything_else_is_refused_by_name() throws IOException {
    Files.writeString(file, "what is this\n");

    assertThatThrownBy(() -> JobState.open(file))
        .isInstanceOf(MalformedInput.class)
        .hasMessageContaining("control.state");
  }
}
