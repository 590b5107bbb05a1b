package org.autotest.dispatcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.autotest.dispatcher.run.LabRig.cleanup;
import static org.autotest.dispatcher.run.LabRig.gather;
import static org.autotest.dispatcher.run.LabRig.main;
import static org.autotest.dispatcher.run.LabRig.verify;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.autotest.core.host.HostStatus;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.junit.jupiter.api.Test;

/// Who is to end ends, whatever keeps one from asking.
class StoppingTest extends OneHostTest {
  @Test
  void an_abort_is_asked_again_when_there_was_no_process_to_ask_with() throws Exception {
    EntryId entry = queue("run_verify = 0, reboot_after = 0");
    lab.settle();
    lab.launcher.refuseSignals("Resource temporarily unavailable");

    lab.build.abort(entry);
    lab.settle();
    assertThat(lab.process(main())).isNotNull();
    lab.launcher.allowSignals();
    lab.after(Duration.ofSeconds(11)).exit(gather(), 0);

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.ABORTED);
  }

  @Test
  void force_is_used_on_what_could_not_be_asked() throws Exception {
    EntryId entry = queue("run_verify = 0, reboot_after = 0");
    lab.settle();
    lab.launcher.refuseSignals("Resource temporarily unavailable");

    lab.build.abort(entry);
    lab.settle().after(Duration.ofSeconds(31)).exit(gather(), 0);

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.ABORTED);
  }

  @Test
  void force_is_used_again_on_what_is_still_there() throws Exception {
    EntryId entry = queue("run_verify = 0, reboot_after = 0");
    lab.settle();
    lab.launcher.refuseSignals("Resource temporarily unavailable");
    lab.launcher.ignoreKills(2);

    lab.build.abort(entry);
    lab.settle().after(Duration.ofSeconds(31)).after(Duration.ofSeconds(31));
    assertThat(lab.process(main())).isNotNull();
    lab.after(Duration.ofSeconds(31)).exit(gather(), 0);

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.ABORTED);
  }

  @Test
  void a_verify_that_was_just_being_started_ends_with_the_job_it_was_for() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    lab.launcher.onLaunch(_ -> await().until(() -> go.getCount() == 0));
    EntryId entry = queue("reboot_after = 0");
    await().pollInSameThread().until(() -> roundUntil(HostStatus.VERIFYING));

    lab.build.abort(entry);
    await()
        .pollInSameThread()
        .until(
            () -> {
              lab.round();
              return lab.status(entry) == EntryStatus.ABORTED;
            });
    go.countDown();
    lab.settle();

    assertThat(lab.launcher.running()).noneMatch(verify());
    lab.exit(cleanup(), 0);
    assertThat(lab.status(host)).isEqualTo(HostStatus.READY);
  }

  private boolean roundUntil(HostStatus wanted) {
    lab.round();
    return lab.status(host) == wanted;
  }
}
