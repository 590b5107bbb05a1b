package org.autotest.dispatcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.autotest.dispatcher.run.LabRig.cleanup;
import static org.autotest.dispatcher.run.LabRig.main;
import static org.autotest.dispatcher.run.LabRig.on;
import static org.autotest.dispatcher.run.LabRig.repair;
import static org.autotest.dispatcher.run.LabRig.verify;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.autotest.core.host.HostId;
import org.autotest.core.host.HostStatus;
import org.autotest.core.host.LabelId;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.JobId;
import org.autotest.core.job.Priority;
import org.autotest.core.job.TaskType;
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

/// Who gets which host, and when: the reference's scenarios 8 to 12, 17 and 19.
@ExtendWith(MariaDbExtension.class)
class SchedulingTest {
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

  private JobId job(Priority priority, int synchCount, String options) {
    JobId job = lab.build.job("alice", "sleep", priority, synchCount);
    lab.options(job, options);
    return job;
  }

  private JobId quick() {
    return job(Priority.MEDIUM, 1, "run_verify = 0");
  }

  private LabelId label(String name) {
    return new LabelId(Long.parseLong(lab.text("SELECT id FROM afe_labels WHERE name = ?", name)));
  }

  @Test
  void a_task_of_a_reserved_kind_keeps_nobody_from_a_host() throws Exception {
    HostId host = lab.build.host("host1");
    long task = lab.build.task(TaskType.VERIFY, host, Optional.empty()).value();
    lab.change(
        Kind.TASK, task, "UPDATE afe_special_tasks SET task = 'Provision' WHERE id = ?", task);
    EntryId entry = lab.build.entry(quick(), host);

    lab.settle();

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.RUNNING);
    assertThat(lab.differences()).isEmpty();
  }

  @Test
  void urgent_goes_first_then_older_then_those_for_any_host() throws Exception {
    HostId host = lab.build.host("host1", "x86");
    lab.build.lock(host);
    EntryId any = lab.build.entry(quick(), label("x86"));
    EntryId old = lab.build.entry(quick(), host);
    EntryId young = lab.build.entry(quick(), host);
    EntryId urgent = lab.build.entry(job(Priority.URGENT, 1, "run_verify = 0"), host);
    lab.settle();
    lab.change(
        Kind.HOST, host.value(), "UPDATE afe_hosts SET locked = 0 WHERE id = ?", host.value());

    List<EntryId> order = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      lab.settle();
      List.of(any, old, young, urgent).stream()
          .filter(entry -> lab.status(entry) == EntryStatus.RUNNING)
          .forEach(order::add);
      lab.exit(main(), 0);
    }

    assertThat(order).containsExactly(urgent, old, young, any);
  }

  @Test
  void a_host_kept_for_a_label_waits_for_entries_that_ask_for_it() throws Exception {
    HostId host = lab.build.host("host1", "x86", "rare");
    lab.change(
        Kind.LABEL,
        label("rare").value(),
        "UPDATE afe_labels SET only_if_needed = 1 WHERE name = 'rare'");
    EntryId plain = lab.build.entry(quick(), label("x86"));
    lab.settle();
    assertThat(lab.status(plain)).isEqualTo(EntryStatus.QUEUED);

    JobId depends = quick();
    lab.database.transactVoid(
        handle ->
            handle.execute(
                "INSERT INTO afe_jobs_dependency_labels (job_id, label_id) VALUES (?, ?)",
                depends.value(),
                label("rare").value()));
    EntryId needs = lab.build.entry(depends, label("x86"));
    lab.settle().exit(main(), 0);
    assertThat(lab.status(needs)).isEqualTo(EntryStatus.COMPLETED);
    EntryId named = lab.build.entry(quick(), host);
    lab.settle().exit(main(), 0);

    assertThat(lab.status(named)).isEqualTo(EntryStatus.COMPLETED);
    assertThat(lab.status(plain)).isEqualTo(EntryStatus.QUEUED);
  }

  @Test
  void an_entry_waits_while_its_owner_has_no_right_to_the_host() throws Exception {
    HostId host = lab.build.host("host1", "x86");
    lab.build.user("bob");
    lab.build.aclGroup("team", List.of("bob"), List.of(host));
    EntryId entry = lab.build.entry(quick(), host);
    EntryId any = lab.build.entry(quick(), label("x86"));
    lab.settle();
    assertThat(lab.status(entry)).isEqualTo(EntryStatus.QUEUED);

    lab.change(
        Kind.ACL_GROUP,
        1,
        """
        INSERT INTO afe_acl_groups_users (aclgroup_id, user_id)
        SELECT acl.id, user.id FROM afe_acl_groups acl JOIN afe_users user
        WHERE acl.name = 'team' AND user.login = 'alice'
        """);
    lab.settle().exit(main(), 0);

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.COMPLETED);
    assertThat(lab.status(any))
        .as("a host set apart is for those who name it")
        .isEqualTo(EntryStatus.QUEUED);
  }

  @Test
  void a_one_time_host_goes_to_the_entry_that_names_it() throws Exception {
    HostId once = lab.build.host("stranger", "x86");
    lab.change(
        Kind.HOST,
        once.value(),
        "UPDATE afe_hosts SET invalid = 1, protection = 3 WHERE id = ?",
        once.value());
    EntryId any = lab.build.entry(quick(), label("x86"));
    EntryId named = lab.build.entry(job(Priority.MEDIUM, 1, "run_verify = 1"), once);

    lab.settle().exit(verify(), 1);
    assertThat(lab.process(repair()).launch().argv()).contains("DO_NOT_REPAIR");
    lab.exit(repair(), 0).exit(verify(), 0).exit(main(), 0);

    assertThat(lab.status(named)).isEqualTo(EntryStatus.COMPLETED);
    assertThat(lab.status(any)).isEqualTo(EntryStatus.QUEUED);
  }

  @Test
  void a_job_takes_a_host_once_however_many_entries_it_has() throws Exception {
    lab.build.host("host1", "x86");
    JobId job = quick();
    EntryId first = lab.build.entry(job, label("x86"));
    EntryId second = lab.build.entry(job, label("x86"));
    EntryId other = lab.build.entry(quick(), label("x86"));

    lab.settle().exit(main(), 0).exit(main(), 0);

    assertThat(lab.status(first)).isEqualTo(EntryStatus.COMPLETED);
    assertThat(lab.status(other)).isEqualTo(EntryStatus.COMPLETED);
    assertThat(lab.status(second)).isEqualTo(EntryStatus.QUEUED);
    lab.build.host("host2", "x86");
    lab.settle().exit(main(), 0);
    assertThat(lab.status(second)).isEqualTo(EntryStatus.COMPLETED);
  }

  @Test
  void a_job_for_two_hosts_at_once_runs_on_two_of_three_and_stops_the_third() throws Exception {
    JobId job = job(Priority.MEDIUM, 2, "reboot_after = 0");
    HostId a = lab.build.host("host10");
    HostId b = lab.build.host("host9");
    HostId c = lab.build.host("host11");
    EntryId first = lab.build.entry(job, a);
    EntryId second = lab.build.entry(job, b);
    EntryId third = lab.build.entry(job, c);

    lab.settle().exit(verify().and(on("host10")), 0);
    lab.exit(verify().and(on("host9")), 0);

    assertThat(lab.process(main()).launch().argv()).containsSubsequence("-m", "host9,host10");
    assertThat(lab.runningPaths()).containsExactly(job + "-alice/group0");
    assertThat(lab.status(third)).isEqualTo(EntryStatus.STOPPED);
    assertThat(
            lab.text(
                "SELECT failure_blame FROM afe_host_queue_entries WHERE id = ?", third.value()))
        .isEqualTo("null");
    assertThat(lab.status(c)).isEqualTo(HostStatus.READY);
    lab.exit(main(), 0);
    assertThat(lab.status(first)).isEqualTo(EntryStatus.COMPLETED);
    assertThat(lab.status(second)).isEqualTo(EntryStatus.COMPLETED);
  }

  @Test
  void a_job_for_two_hosts_replaces_one_that_fails_by_the_third() throws Exception {
    JobId job = job(Priority.MEDIUM, 2, "reboot_after = 0");
    HostId a = lab.build.host("host1");
    EntryId first = lab.build.entry(job, a);
    EntryId second = lab.build.entry(job, lab.build.host("host2"));
    EntryId third = lab.build.entry(job, lab.build.host("host3"));

    lab.settle().exit(verify().and(on("host1")), 1);
    lab.exit(verify().and(on("host2")), 0);
    lab.exit(verify().and(on("host3")), 0);
    assertThat(lab.process(main()).launch().argv()).contains("host2,host3");
    lab.exit(repair(), 1).exit(main(), 0);

    assertThat(lab.status(first)).isIn(EntryStatus.FAILED, EntryStatus.STOPPED);
    assertThat(lab.status(second)).isEqualTo(EntryStatus.COMPLETED);
    assertThat(lab.status(third)).isEqualTo(EntryStatus.COMPLETED);
    assertThat(lab.status(a)).isEqualTo(HostStatus.REPAIR_FAILED);
  }

  @Test
  void a_job_for_two_hosts_holds_none_while_only_one_is_free() throws Exception {
    HostId a = lab.build.host("host1");
    HostId b = lab.build.host("host2");
    lab.build.lock(b);
    JobId job = job(Priority.MEDIUM, 2, "run_verify = 0");
    EntryId first = lab.build.entry(job, a);
    EntryId second = lab.build.entry(job, b);
    EntryId single = lab.build.entry(quick(), a);

    lab.settle().exit(main(), 0);
    assertThat(lab.status(single)).isEqualTo(EntryStatus.COMPLETED);
    assertThat(lab.status(first)).isEqualTo(EntryStatus.QUEUED);
    lab.change(Kind.HOST, b.value(), "UPDATE afe_hosts SET locked = 0 WHERE id = ?", b.value());
    lab.settle().exit(main(), 0);

    assertThat(lab.status(first)).isEqualTo(EntryStatus.COMPLETED);
    assertThat(lab.status(second)).isEqualTo(EntryStatus.COMPLETED);
  }

  @Test
  void a_group_too_large_for_the_room_holds_back_those_behind_it() throws Exception {
    lab.limits(3, 100);
    EntryId one = lab.build.entry(quick(), lab.build.host("host1"));
    lab.settle();
    JobId large = job(Priority.MEDIUM, 3, "run_verify = 0");
    EntryId big = lab.build.entry(large, lab.build.host("host2"));
    lab.build.entry(large, lab.build.host("host3"));
    lab.build.entry(large, lab.build.host("host4"));
    lab.settle();
    EntryId behind = lab.build.entry(quick(), lab.build.host("host5"));
    lab.settle();
    assertThat(lab.status(big)).isEqualTo(EntryStatus.STARTING);
    assertThat(lab.status(behind)).isEqualTo(EntryStatus.STARTING);

    lab.exit(main(), 0);
    assertThat(lab.status(one)).isEqualTo(EntryStatus.COMPLETED);
    assertThat(lab.status(big)).isEqualTo(EntryStatus.RUNNING);
    assertThat(lab.status(behind)).isEqualTo(EntryStatus.STARTING);
    lab.exit(main(), 0);

    assertThat(lab.status(behind)).isEqualTo(EntryStatus.RUNNING);
  }

  @Test
  void a_group_larger_than_everything_does_not_hold_back_others() throws Exception {
    lab.limits(2, 100);
    JobId large = job(Priority.MEDIUM, 3, "run_verify = 0");
    for (int i = 1; i <= 3; i++) {
      lab.build.entry(large, lab.build.host("host" + i));
    }
    lab.settle();

    EntryId small = lab.build.entry(quick(), lab.build.host("host9"));
    lab.settle().exit(main(), 0);

    assertThat(lab.status(small)).isEqualTo(EntryStatus.COMPLETED);
  }

  @Test
  void more_is_started_than_one_round_allows_by_further_rounds() throws Exception {
    lab.limits(100, 2);
    for (int i = 1; i <= 5; i++) {
      lab.build.entry(quick(), lab.build.host("host" + i));
    }

    lab.settle();

    assertThat(lab.launcher.running()).hasSize(5);
  }

  @Test
  void results_are_read_while_every_process_is_in_use() throws Exception {
    lab.limits(1, 100);
    CountDownLatch othersRun = new CountDownLatch(1);
    lab.ingest(
        (_, _, _, _) -> {
          if (!awaits(othersRun)) {
            throw new IllegalStateException("the other job was not started");
          }
        });
    EntryId first = lab.build.entry(quick(), lab.build.host("host1"));
    lab.settle();
    EntryId second = lab.build.entry(quick(), lab.build.host("host2"));
    lab.settle();
    assertThat(lab.status(second)).isEqualTo(EntryStatus.STARTING);

    lab.launcher.onLaunch(_ -> othersRun.countDown());
    lab.exit(main(), 0);

    assertThat(lab.status(second)).isEqualTo(EntryStatus.RUNNING);
    assertThat(lab.status(first)).isEqualTo(EntryStatus.COMPLETED);
  }

  private static boolean awaits(CountDownLatch latch) {
    try {
      return latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Test
  void reverifies_wait_for_the_host_and_run_once() throws Exception {
    HostId host = lab.build.host("host1");
    EntryId entry = lab.build.entry(quick(), host);
    lab.settle();
    lab.build.task(TaskType.VERIFY, host, Optional.empty());
    lab.build.task(TaskType.VERIFY, host, Optional.empty());
    lab.build.task(TaskType.VERIFY, host, Optional.empty());
    lab.settle();
    assertThat(lab.launcher.running()).hasSize(1);

    lab.exit(main(), 0);
    assertThat(lab.status(entry)).isEqualTo(EntryStatus.COMPLETED);
    lab.exit(verify(), 0);

    assertThat(lab.status(host)).isEqualTo(HostStatus.READY);
    assertThat(lab.launcher.history()).filteredOn(line -> line.contains(" -v")).hasSize(1);
  }

  @Test
  void a_locked_host_gets_neither_jobs_nor_tasks() throws Exception {
    HostId host = lab.build.host("host1");
    lab.build.lock(host);
    lab.build.task(TaskType.CLEANUP, host, Optional.empty());
    lab.build.entry(quick(), host);

    lab.settle();
    assertThat(lab.launcher.running()).isEmpty();
    lab.change(
        Kind.HOST, host.value(), "UPDATE afe_hosts SET locked = 0 WHERE id = ?", host.value());
    lab.settle().exit(cleanup(), 0).exit(main(), 0);
  }

  @Test
  void tasks_of_a_host_start_in_the_order_repair_cleanup_verify() throws Exception {
    HostId host = lab.build.host("host1");
    lab.build.lock(host);
    lab.build.task(TaskType.VERIFY, host, Optional.empty());
    lab.build.task(TaskType.CLEANUP, host, Optional.empty());
    lab.build.task(TaskType.REPAIR, host, Optional.empty());
    lab.settle();
    lab.change(
        Kind.HOST, host.value(), "UPDATE afe_hosts SET locked = 0 WHERE id = ?", host.value());

    lab.settle().exit(repair(), 0).exit(cleanup(), 0).exit(verify(), 0);

    assertThat(lab.life(host))
        .isEqualTo("Repairing → Ready → Cleaning → Ready → Verifying → Ready");
  }
}
