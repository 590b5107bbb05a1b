package org.autotest.client.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsNotWrittenTest {
  @TempDir private Path temp;

  @Test
  void a_directory_that_was_removed_is_told_in_words() {
    Path file = temp.resolve("removed/status");

    IOException absent =
        catchThrowableOfType(IOException.class, () -> Files.writeString(file, "x"));

    assertThat(ResultsNotWritten.to(file, absent))
        .hasMessage("writing to " + file + ": no such directory");
  }
}
