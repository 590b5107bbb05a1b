package org.autotest.dispatcher.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Set;
import org.autotest.core.host.HostId;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.JobId;
import org.junit.jupiter.api.Test;

class KeptHostsTest {
  private static final HostId ONE = new HostId(1);
  private static final HostId TWO = new HostId(2);
  private static final JobId EARLY = new JobId(10);
  private static final JobId LATE = new JobId(11);

  private final KeptHosts kept = new KeptHosts();

  private static Rank rank(JobId job) {
    return new Rank(Instant.ofEpochSecond(job.value()), true, job, new EntryId(job.value()));
  }

  @Test
  void a_host_is_kept_for_one_job_and_the_other_is_told_that_it_lost_it() {
    kept.keep(LATE, rank(LATE), Set.of(ONE, TWO));
    kept.told(LATE, Set.of(ONE, TWO));

    kept.keep(EARLY, rank(EARLY), Set.of(ONE));

    assertThat(kept.of(EARLY)).containsExactly(ONE);
    assertThat(kept.of(LATE)).containsExactly(TWO);
    assertThat(kept.isTold(LATE)).isFalse();
    assertThat(kept.isKeptFrom(ONE, LATE, rank(LATE))).isTrue();
  }

  @Test
  void who_lost_all_keeps_nothing_and_what_is_released_is_free() {
    kept.keep(LATE, rank(LATE), Set.of(ONE));
    kept.keep(EARLY, rank(EARLY), Set.of(ONE));

    assertThat(kept.of(LATE)).isEmpty();
    assertThat(kept.release(LATE)).isEmpty();
    assertThat(kept.release(EARLY)).containsExactly(ONE);
    assertThat(kept.isKeptFrom(ONE, LATE, rank(LATE))).isFalse();
    assertThat(kept.jobs()).isEmpty();
  }
}
