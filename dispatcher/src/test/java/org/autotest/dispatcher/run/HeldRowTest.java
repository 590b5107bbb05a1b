package org.autotest.dispatcher.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.autotest.core.host.HostId;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.JobId;
import org.autotest.store.Database;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.autotest.testkit.SettableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Somebody keeps a row locked, as a person does in a client of the database.
@ExtendWith(MariaDbExtension.class)
class HeldRowTest {
  @TempDir Path root;

  @Test
  void a_host_that_somebody_holds_in_the_database_holds_up_no_other(
      Database database, SettableClock clock, LabBuilder build) throws Exception {
    build.user("alice");
    HostId held = build.host("host1");
    LabRig lab = new LabRig(database, clock, build, root);
    EntryId waits = queue(lab, held);
    EntryId runs = queue(lab, build.host("host2"));
    CountDownLatch locked = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    Thread holder =
        Thread.ofVirtual()
            .start(
                () ->
                    database.transactVoid(
                        handle -> {
                          handle.execute(
                              "UPDATE afe_hosts SET dirty = 1 - dirty WHERE id = ?", held.value());
                          locked.countDown();
                          await(done);
                        }));
    locked.await();
    try {
      lab.settle();

      assertThat(lab.status(runs)).isEqualTo(EntryStatus.RUNNING);
      assertThat(lab.status(waits)).isEqualTo(EntryStatus.QUEUED);

      done.countDown();
      holder.join();
      lab.after(Duration.ofSeconds(11));
      assertThat(lab.status(waits)).isEqualTo(EntryStatus.RUNNING);
    } finally {
      done.countDown();
      lab.close();
    }
  }

  private static EntryId queue(LabRig lab, HostId host) {
    JobId job = lab.build.job("alice", "sleep");
    lab.options(job, "run_verify = 0, reboot_before = 0, reboot_after = 0");
    return lab.build.entry(job, host);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stop) {
      throw new IllegalStateException(stop);
    }
  }
}
