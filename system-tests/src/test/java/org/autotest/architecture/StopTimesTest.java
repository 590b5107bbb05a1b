package org.autotest.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import org.autotest.autoserv.AutoservMain;
import org.autotest.core.job.ClientStop;
import org.autotest.dispatcher.DispatcherConfig;
import org.junit.jupiter.api.Test;

/// Whoever is told to stop has ended before whoever told it uses force.
final class StopTimesTest {
  @Test
  void each_waits_longer_than_the_one_it_waits_for() {
    assertThat(ClientStop.OWN_END).isLessThan(ClientStop.GRACE);
    assertThat(ClientStop.GRACE).isLessThan(AutoservMain.STOP_LIMIT);
    assertThat(AutoservMain.STOP_LIMIT)
        .isLessThan(DispatcherConfig.Timing.DEFAULTS.grace().minusSeconds(1));
  }
}
