package org.autotest.core.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.autotest.core.job.JobId;
import org.autotest.core.results.ExecutionPath;
import org.junit.jupiter.api.Test;

class GroupDirectoryTest {
  @Test
  void groups_of_a_job_are_counted_from_zero_and_a_second_attempt_is_the_same_group() {
    assertThat(GroupDirectory.next(Optional.empty(), Set.of())).isEqualTo("group0");
    assertThat(GroupDirectory.next(Optional.empty(), Set.of("group0@2", "group10", "host1")))
        .isEqualTo("group11");
    assertThat(GroupDirectory.next(Optional.of("rack"), Set.of("group7", "rack.group0")))
        .isEqualTo("rack.group1");
  }

  @Test
  void any_name_of_a_group_makes_a_safe_directory() {
    for (String name :
        new String[] {"a/b", ".hidden", "x@2", "lange Straße", "-x", "a".repeat(255)}) {
      String directory = GroupDirectory.next(Optional.of(name), Set.of());

      assertThat(directory).endsWith(".group0").doesNotContain("@", "/");
      assertThat(ExecutionPath.ofJob(new JobId(1), "alice", directory).value()).contains(directory);
    }
    assertThat(GroupDirectory.next(Optional.of("a/b"), Set.of())).isEqualTo("a_b.group0");
  }
}
