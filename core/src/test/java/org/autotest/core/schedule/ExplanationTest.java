package org.autotest.core.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.autotest.core.host.Hostname;
import org.autotest.core.job.EntryId;
import org.autotest.core.schedule.Explanation.HostHolds;
import org.junit.jupiter.api.Test;

class ExplanationTest {
  private static HostHolds held(String host, Rule rule, String observation) {
    return new HostHolds(new Hostname(host), List.of(new Hold(rule, observation, "")));
  }

  private static String summary(HostHolds... hosts) {
    return new Explanation(new EntryId(1), List.of(), List.of(hosts), 0).summary();
  }

  @Test
  void that_the_job_has_a_host_itself_is_told_only_when_there_is_nothing_else() {
    HostHolds own = held("h1", Rule.USED_BY_SAME_JOB, "h1 is used by another entry of this job");
    HostHolds reserved = held("h2", Rule.RESERVED, "h2 is reserved for bob");

    assertThat(summary(own, reserved))
        .isEqualTo("h2 is reserved for bob; and 1 more is not free either");
    assertThat(summary(own)).isEqualTo("h1 is used by another entry of this job");
  }
}
