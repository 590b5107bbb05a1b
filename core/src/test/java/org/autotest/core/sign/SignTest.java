package org.autotest.core.sign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Optional;
import org.autotest.core.failure.Blame;
import org.autotest.core.host.HostStatus;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.statuslog.StatusCode;
import org.junit.jupiter.api.Test;

class SignTest {
  @Test
  void signs_and_words_can_be_told_apart() {
    assertThat(Arrays.stream(Sign.values()).map(Sign::glyph)).doesNotHaveDuplicates();
    assertThat(Arrays.stream(Sign.values()).map(Sign::word)).doesNotHaveDuplicates();
  }

  @Test
  void only_the_thing_under_test_is_ever_shown_as_failed() {
    for (Blame blame : Blame.values()) {
      Sign expected = blame == Blame.TEST ? Sign.FAILED : Sign.INFRASTRUCTURE;
      assertThat(Sign.ofTest(StatusCode.FAIL, Optional.of(blame))).isEqualTo(expected);
      assertThat(Sign.ofEntry(EntryStatus.FAILED, Optional.of(blame))).isEqualTo(expected);
    }
    assertThat(Sign.ofTest(StatusCode.FAIL, Optional.empty())).isEqualTo(Sign.FAILED);
    assertThat(Sign.ofEntry(EntryStatus.FAILED, Optional.empty())).isEqualTo(Sign.INFRASTRUCTURE);
  }

  @Test
  void a_good_test_stays_good_whoever_is_to_blame_for_the_rest() {
    assertThat(Sign.ofTest(StatusCode.GOOD, Optional.of(Blame.HOST))).isEqualTo(Sign.PASSED);
  }

  @Test
  void a_locked_host_is_out_of_service_whatever_its_status() {
    for (HostStatus status : HostStatus.values()) {
      assertThat(Sign.ofHost(status, true)).isEqualTo(Sign.ABORTED);
    }
    assertThat(Sign.ofHost(HostStatus.READY, false)).isEqualTo(Sign.PASSED);
  }
}
