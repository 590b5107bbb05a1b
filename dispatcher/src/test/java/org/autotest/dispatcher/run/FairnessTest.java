package org.autotest.dispatcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.autotest.dispatcher.run.LabRig.main;
import static org.autotest.dispatcher.run.LabRig.on;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.autotest.core.host.HostId;
import org.autotest.core.host.LabelId;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.JobId;
import org.autotest.core.job.Priority;
import org.autotest.store.Database;
import org.autotest.store.LabChange.Kind;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.autotest.testkit.SettableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Nothing waits for ever, however much more urgent or smaller work comes.
@ExtendWith(MariaDbExtension.class)
class FairnessTest {
  @TempDir Path root;
  private LabRig lab;

  @BeforeEach
  void rig(Database database, SettableClock clock, LabBuilder build) {
    lab = new LabRig(database, clock, build, root);
    build.user("alice");
  }

  @AfterEach
  void end() {
    lab.close();
  }

  private JobId job(Priority priority, int synchCount) {
    JobId job = lab.build.job("alice", "sleep", priority, synchCount);
    lab.options(job, "run_verify = 0");
    return job;
  }

  private LabelId label(String name) {
    return new LabelId(lab.build.labelId(name));
  }

  private boolean runs(EntryId entry) {
    return lab.status(entry) == EntryStatus.RUNNING;
  }

  private String why(EntryId entry) {
    return lab.why(entry).summary();
  }

  @Test
  void a_low_entry_runs_after_a_day_of_urgent_ones() throws Exception {
    HostId host = lab.build.host("host1");
    lab.build.entry(job(Priority.URGENT, 1), host);
    lab.settle();
    EntryId low = lab.build.entry(job(Priority.LOW, 1), host);

    int hours = 0;
    while (!runs(low) && hours < 40) {
      lab.build.entry(job(Priority.URGENT, 1), host);
      lab.after(Duration.ofHours(1)).exit(main(), 0);
      hours++;
    }

    assertThat(hours).isBetween(24, 26);
  }

  @Test
  void an_entry_for_any_host_is_not_passed_by_named_ones_for_ever() throws Exception {
    HostId host = lab.build.host("host1", "x86");
    lab.build.entry(job(Priority.MEDIUM, 1), host);
    lab.settle();
    EntryId any = lab.build.entry(job(Priority.MEDIUM, 1), label("x86"));

    int hours = 0;
    while (!runs(any) && hours < 40) {
      lab.build.entry(job(Priority.MEDIUM, 1), host);
      lab.after(Duration.ofHours(1)).exit(main(), 0);
      hours++;
    }

    assertThat(hours).isBetween(4, 6);
  }

  @Test
  void a_job_for_two_hosts_gets_them_while_jobs_for_one_keep_coming() throws Exception {
    lab.build.host("host1", "x86");
    lab.build.host("host2", "x86");
    busy(2);
    JobId pair = job(Priority.MEDIUM, 2);
    EntryId first = lab.build.entry(pair, label("x86"));
    EntryId second = lab.build.entry(pair, label("x86"));

    int turns = 0;
    while (!runs(first) && turns < 20) {
      // One host comes free at a time, and somebody wants it.
      lab.build.entry(job(Priority.MEDIUM, 1), label("x86"));
      lab.after(Duration.ofMinutes(20));
      lab.exit(main().and(on(turns % 2 == 0 ? "host1" : "host2")), 0);
      turns++;
    }

    assertThat(turns).as("three turns of patience, and one for each host").isBetween(4, 6);
    assertThat(runs(second)).isTrue();
  }

  private void busy(int hosts) throws InterruptedException {
    for (int i = 0; i < hosts; i++) {
      lab.build.entry(job(Priority.MEDIUM, 1), label("x86"));
    }
    lab.settle();
    assertThat(lab.launcher.running()).hasSize(hosts);
  }

  @Test
  void a_host_that_is_kept_says_for_whom_and_more_urgent_entries_get_it() throws Exception {
    lab.build.host("host1", "x86");
    lab.build.host("host2", "x86");
    busy(2);
    JobId pair = job(Priority.MEDIUM, 2);
    EntryId waits = lab.build.entry(pair, label("x86"));
    lab.build.entry(pair, label("x86"));
    lab.after(Duration.ofHours(2)).exit(main().and(on("host1")), 0);

    EntryId single = lab.build.entry(job(Priority.MEDIUM, 1), label("x86"));
    lab.settle();
    assertThat(lab.status(single)).isEqualTo(EntryStatus.QUEUED);
    assertThat(why(single)).contains("host1 is kept for job " + pair);
    assertThat(why(waits)).contains("holds 0; 1 free hosts are kept for it");

    EntryId urgent = lab.build.entry(job(Priority.URGENT, 1), label("x86"));
    lab.settle();
    assertThat(runs(urgent)).isTrue();
    lab.exit(main().and(on("host1")), 0).exit(main().and(on("host2")), 0);

    assertThat(runs(waits)).isTrue();
    assertThat(lab.text("SELECT COUNT(*) FROM afe_kept_hosts")).isEqualTo("0");
  }

  @Test
  void nothing_is_kept_for_a_job_that_can_never_have_enough_or_is_gone() throws Exception {
    HostId first = lab.build.host("host1", "x86");
    HostId second = lab.build.host("host2", "x86");
    busy(2);
    JobId pair = job(Priority.MEDIUM, 2);
    List<EntryId> entries = new ArrayList<>();
    entries.add(lab.build.entry(pair, first));
    entries.add(lab.build.entry(pair, second));
    lab.after(Duration.ofHours(2)).exit(main().and(on("host1")), 0);
    EntryId single = lab.build.entry(job(Priority.MEDIUM, 1), label("x86"));
    lab.settle();
    assertThat(lab.status(single)).isEqualTo(EntryStatus.QUEUED);

    entries.forEach(lab.build::abort);
    lab.settle();
    assertThat(runs(single)).isTrue();
    lab.exit(main().and(on("host1")), 0);

    lab.build.lock(second);
    JobId hopeless = job(Priority.MEDIUM, 2);
    lab.build.entry(hopeless, first);
    lab.build.entry(hopeless, second);
    lab.after(Duration.ofHours(2));
    EntryId other = lab.build.entry(job(Priority.MEDIUM, 1), first);
    lab.settle();

    assertThat(runs(other)).isTrue();
    lab.change(
        Kind.HOST, second.value(), "UPDATE afe_hosts SET locked = 0 WHERE id = ?", second.value());
    lab.settle();
    assertThat(lab.differences()).isEmpty();
  }
}
