package org.autotest.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.autotest.core.tko.JobDirectories.Found;
import org.junit.jupiter.api.Test;

class TkoTagsTest {
  private static final Path JOB = Path.of("/old/jobs/17-alice");
  private static final Found WHOLE = new Found(JOB, JOB);
  private static final Found MACHINE = new Found(JOB.resolve("h1"), JOB);

  @Test
  void a_job_is_named_by_its_path_and_a_machine_below_it() {
    TkoTags alone = tags(JOB, Optional.empty(), Optional.empty(), "/results");
    assertThat(alone.of(WHOLE)).isEqualTo("17-alice");
    assertThat(alone.of(MACHINE)).isEqualTo("17-alice/h1");

    TkoTags ofMany = tags(Path.of("/old"), Optional.empty(), Optional.empty(), "/results");
    assertThat(ofMany.of(MACHINE)).isEqualTo("jobs/17-alice/h1");

    TkoTags inTheLab = tags(JOB, Optional.empty(), Optional.empty(), "/old");
    assertThat(inTheLab.of(MACHINE)).isEqualTo("jobs/17-alice/h1");
  }

  @Test
  void a_name_that_is_given_and_a_number_of_levels_come_first() {
    TkoTags named = tags(Path.of("/old"), Optional.of("imported"), Optional.of(1), "/old");
    assertThat(named.of(WHOLE)).isEqualTo("imported/jobs/17-alice");
    assertThat(tags(JOB, Optional.of("x"), Optional.empty(), "/old").of(WHOLE)).isEqualTo("x");

    assertThat(tags(JOB, Optional.empty(), Optional.of(2), "/old").of(MACHINE))
        .isEqualTo("jobs/17-alice/h1");
    assertThat(tags(JOB, Optional.empty(), Optional.of(9), "/old").of(WHOLE))
        .isEqualTo("old/jobs/17-alice");
  }

  private static TkoTags tags(
      Path parsed, Optional<String> given, Optional<Integer> levels, String root) {
    return new TkoTags(parsed, given, levels, Path.of(root));
  }
}
