package org.autotest.autoserv.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// When a warning was not wanted.
final class MutedWarningsTest {
  @TempDir private Path temp;
  private StatusLogFile status;

  @BeforeEach
  void begin() {
    status = new StatusLogFile(temp.resolve("status.log"), InstantSource.system(), ZoneOffset.UTC);
  }

  @Test
  void only_what_was_seen_while_it_was_muted_or_just_before_is_not_wanted() {
    assertThat(wasMuted(Duration.ZERO)).isFalse();

    tell("warnings.disable=OOM");

    assertThat(wasMuted(Duration.ZERO)).isTrue();
    assertThat(wasMuted(Duration.ofSeconds(1))).as("told late").isTrue();
    assertThat(wasMuted(Duration.ofSeconds(60))).as("long before").isFalse();

    long meanwhile = System.nanoTime();
    tell("warnings.enable=OOM");

    assertThat(wasMuted(Duration.ZERO)).isFalse();
    assertThat(status.wasMuted(Set.of("oom"), meanwhile)).isTrue();
    assertThat(wasMuted(Duration.ofSeconds(60))).as("long before").isFalse();
  }

  private boolean wasMuted(Duration ago) {
    return status.wasMuted(Set.of("oom"), System.nanoTime() - ago.toNanos());
  }

  private void tell(String field) {
    status.append(
        "INFO\t----\t----\t%s\ttimestamp=1\tlocaltime=Nov 22 21:41:37\t\n"
            .formatted(field)
            .getBytes(StandardCharsets.UTF_8));
  }
}
