package org.autotest.dispatcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.autotest.dispatcher.run.LabRig.main;
import static org.autotest.dispatcher.run.LabRig.repair;
import static org.autotest.dispatcher.run.LabRig.verify;

import java.time.Duration;
import org.autotest.core.host.HostStatus;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.junit.jupiter.api.Test;

/// Special tasks whose autoserv ends before it wrote its pidfile.
class NeverBegunTest extends OneHostTest {
  @Test
  void a_verify_that_never_begins_says_so_is_tried_once_more_and_then_fails() throws Exception {
    EntryId entry = lab.build.entry(job("reboot_after = 0"), host);
    lab.settle();

    lab.launcher.vanishWithoutPidfile(lab.process(verify()).process());
    lab.settle();
    assertThat(problem("afe_host_queue_entries", entry.value())).contains("wrote its pidfile");
    assertThat(problem("afe_hosts", host.value())).contains("wrote its pidfile");

    lab.after(Duration.ofSeconds(11));
    lab.launcher.vanishWithoutPidfile(lab.process(verify()).process());
    lab.settle();
    assertThat(lab.status(host)).isEqualTo(HostStatus.REPAIRING);
    for (int i = 0; i < 2; i++) {
      lab.launcher.vanishWithoutPidfile(lab.process(repair()).process());
      lab.settle().after(Duration.ofSeconds(11));
    }

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.FAILED);
    assertThat(
            lab.text(
                "SELECT failure_blame FROM afe_host_queue_entries WHERE id = ?", entry.value()))
        .isEqualTo("LAB");
    assertThat(lab.status(host)).isEqualTo(HostStatus.REPAIR_FAILED);
    assertThat(lab.text("SELECT COUNT(*) FROM afe_executions")).isEqualTo("4");
  }

  @Test
  void a_verify_that_begins_at_the_second_start_is_as_good_as_any() throws Exception {
    EntryId entry = lab.build.entry(job("reboot_after = 0"), host);
    lab.settle();
    lab.launcher.vanishWithoutPidfile(lab.process(verify()).process());
    lab.settle().after(Duration.ofSeconds(11));

    lab.exit(verify(), 0).exit(main(), 0);

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.COMPLETED);
    assertThat(problem("afe_host_queue_entries", entry.value())).isEqualTo("null");
    assertThat(problem("afe_hosts", host.value())).isEqualTo("null");
  }

  private String problem(String table, long id) {
    return lab.text("SELECT failure_problem FROM " + table + " WHERE id = ?", id);
  }
}
