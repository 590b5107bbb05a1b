package org.autotest.dispatcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.autotest.dispatcher.run.LabRig.main;
import static org.autotest.dispatcher.run.LabRig.on;
import static org.autotest.dispatcher.run.LabRig.repair;
import static org.autotest.dispatcher.run.LabRig.verify;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.autotest.core.host.HostId;
import org.autotest.core.host.HostStatus;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.JobId;
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

/// Jobs that ask for an atomic group: the reference's scenarios 15 and 16.
@ExtendWith(MariaDbExtension.class)
class AtomicGroupTest {
  @TempDir Path root;
  private LabRig lab;
  private long rack;

  @BeforeEach
  void rig(Database database, SettableClock clock, LabBuilder build) {
    lab = new LabRig(database, clock, build, root);
    build.user("alice");
    rack = build.atomicGroup("rack", 3);
  }

  @AfterEach
  void end() {
    lab.close();
  }

  private void hosts(int count) {
    for (int i = 1; i <= count; i++) {
      lab.build.host("host" + i, "rack");
    }
  }

  private JobId job(int synchCount) {
    return lab.build.job("alice", "together", synchCount, rack);
  }

  private List<String> statuses(JobId job) {
    return lab.database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT status FROM afe_host_queue_entries WHERE job_id = ? ORDER BY id")
                .bind(0, job.value())
                .mapTo(String.class)
                .list());
  }

  @Test
  void two_of_three_wait_and_the_third_starts_all_of_them() throws Exception {
    hosts(4);
    JobId job = job(2);
    EntryId first = lab.build.groupEntry(job);

    lab.settle();
    assertThat(statuses(job)).containsExactly("Verifying", "Verifying", "Verifying");
    lab.exit(verify().and(on("host1")), 0);
    assertThat(statuses(job)).containsExactly("Pending", "Verifying", "Verifying");
    lab.exit(verify().and(on("host2")), 0);
    assertThat(statuses(job)).containsExactly("Waiting", "Waiting", "Verifying");
    assertThat(lab.why(first).summary()).contains("holds 3 hosts", "not ready by 20");
    lab.exit(verify().and(on("host3")), 0);

    assertThat(lab.runningPaths()).containsExactly(job + "-alice/rack.group0");
    assertThat(lab.process(main()).launch().argv()).contains("host1,host2,host3");
    assertThat(Files.readString(root.resolve(job + "-alice/rack.group0/keyval")))
        .contains("host_group_name=rack");
    lab.exit(main(), 0);
    assertThat(statuses(job)).containsOnly("Completed");
  }

  @Test
  void those_that_are_ready_start_when_the_wait_is_over_also_after_a_restart() throws Exception {
    hosts(3);
    JobId job = job(2);
    lab.build.groupEntry(job);
    lab.settle();
    lab.exit(verify().and(on("host1")), 0).exit(verify().and(on("host2")), 0);

    lab.after(Duration.ofMinutes(9));
    assertThat(statuses(job)).containsExactly("Waiting", "Waiting", "Verifying");
    lab.restart();
    lab.after(Duration.ofMinutes(2));

    assertThat(lab.process(main()).launch().argv()).contains("host1,host2");
    assertThat(statuses(job)).containsExactly("Running", "Running", "Stopped");
    lab.exit(verify().and(on("host3")), 0).exit(main(), 0);
    assertThat(statuses(job)).containsExactly("Completed", "Completed", "Stopped");
    assertThat(lab.text("SELECT COUNT(*) FROM afe_hosts WHERE status = 'Ready'")).isEqualTo("3");
  }

  @Test
  void what_is_left_when_the_others_were_aborted_does_not_wait_for_ever() throws Exception {
    hosts(3);
    JobId job = job(2);
    EntryId first = lab.build.groupEntry(job);
    lab.settle();
    List<EntryId> others = List.of(new EntryId(first.value() + 1), new EntryId(first.value() + 2));
    others.forEach(lab.build::abort);
    lab.settle();
    assertThat(statuses(job)).containsExactly("Verifying", "Aborted", "Aborted");

    lab.exit(verify().and(on("host1")), 1);

    assertThat(statuses(job)).containsExactly("Stopped", "Aborted", "Aborted");
  }

  @Test
  void the_whole_job_is_aborted_when_too_few_are_ready_in_time() throws Exception {
    hosts(3);
    JobId job = job(2);
    EntryId first = lab.build.groupEntry(job);
    lab.settle();
    lab.exit(verify().and(on("host1")), 0).exit(verify().and(on("host2")), 0);
    lab.build.abort(first);
    lab.settle();
    assertThat(statuses(job)).containsExactly("Aborted", "Waiting", "Verifying");

    lab.after(Duration.ofMinutes(11));

    assertThat(statuses(job)).containsExactly("Aborted", "Aborted", "Aborted");
    assertThat(
            lab.text(
                "SELECT MAX(failure_problem) FROM afe_host_queue_entries WHERE job_id = ?",
                job.value()))
        .contains("ready when the wait for its atomic group was over: 1, and the job wants 2");
    assertThat(lab.launcher.history()).noneMatch(line -> line.contains(" -P "));
  }

  @Test
  void what_waits_is_stopped_when_too_few_are_left() throws Exception {
    hosts(3);
    JobId job = job(2);
    EntryId first = lab.build.groupEntry(job);
    lab.settle();
    lab.exit(verify().and(on("host1")), 0).exit(verify().and(on("host2")), 0);
    lab.build.abort(first);
    lab.build.abort(new EntryId(first.value() + 2));
    lab.settle();

    assertThat(statuses(job)).containsExactly("Aborted", "Stopped", "Aborted");
  }

  @Test
  void what_waits_is_left_over_when_the_group_gives_less_than_before() throws Exception {
    hosts(3);
    JobId job = job(1);
    lab.build.groupEntry(job);
    lab.settle();
    lab.exit(verify().and(on("host1")), 0).exit(verify().and(on("host2")), 0);
    lab.change(
        Kind.ATOMIC_GROUP,
        rack,
        "UPDATE afe_atomic_groups SET max_number_of_machines = 1 WHERE id = ?",
        rack);
    lab.settle();

    assertThat(statuses(job)).containsExactly("Running", "Stopped", "Stopped");
    assertThat(
            lab.text(
                "SELECT COUNT(failure_blame) FROM afe_host_queue_entries WHERE status = 'Stopped'"))
        .isEqualTo("0");
    assertThat(lab.text("SELECT status FROM afe_hosts WHERE hostname = 'host2'"))
        .isEqualTo("Ready");
  }

  @Test
  void a_host_of_a_group_is_for_jobs_that_ask_for_the_group_and_for_no_other() throws Exception {
    HostId inside = lab.build.host("host1", "rack", "x86");
    HostId outside = lab.build.host("host2", "x86");
    long other = lab.build.atomicGroup("other", 2);
    EntryId plain = lab.build.entry(lab.build.job("alice", "plain"), inside);
    JobId group = job(1);
    EntryId named = lab.build.entry(group, outside);
    EntryId elsewhere = lab.build.entry(lab.build.job("alice", "other", 1, other), inside);

    lab.settle();

    assertThat(lab.launcher.running()).isEmpty();
    assertThat(lab.status(plain)).isEqualTo(EntryStatus.QUEUED);
    assertThat(lab.why(plain).summary())
        .contains("belongs to an atomic group that was not asked for");
    assertThat(lab.status(named)).isEqualTo(EntryStatus.QUEUED);
    assertThat(lab.why(named).summary()).contains("does not belong to the atomic group asked for");
    assertThat(lab.status(elsewhere)).isEqualTo(EntryStatus.QUEUED);
  }

  @Test
  void a_job_that_wants_more_than_its_group_gives_is_aborted_and_says_why() throws Exception {
    hosts(4);
    EntryId entry = lab.build.groupEntry(job(4));

    lab.settle();

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.ABORTED);
    assertThat(
            lab.text(
                "SELECT failure_problem FROM afe_host_queue_entries WHERE id = ?", entry.value()))
        .contains("wants 4 hosts at once and atomic group rack gives at most 3");
  }

  @Test
  void all_or_nothing_while_fewer_are_free_than_the_job_wants() throws Exception {
    hosts(2);
    HostId busy = lab.build.host("host3", "rack");
    lab.build.lock(busy);
    EntryId entry = lab.build.groupEntry(job(3));

    lab.settle();
    assertThat(lab.launcher.running()).isEmpty();
    assertThat(lab.status(entry)).isEqualTo(EntryStatus.QUEUED);
    assertThat(lab.why(entry).summary()).contains("wants 3 hosts at once and holds 0");
    lab.change(
        Kind.HOST, busy.value(), "UPDATE afe_hosts SET locked = 0 WHERE id = ?", busy.value());
    lab.settle();

    assertThat(lab.launcher.running()).hasSize(3);
  }

  @Test
  void a_host_that_fails_is_repaired_and_joins_while_the_others_wait() throws Exception {
    hosts(3);
    JobId job = job(2);
    lab.build.groupEntry(job);
    lab.settle();
    lab.exit(verify().and(on("host3")), 1);
    lab.exit(verify().and(on("host1")), 0).exit(verify().and(on("host2")), 0);
    assertThat(statuses(job)).containsExactly("Waiting", "Waiting", "Queued");

    lab.exit(repair(), 0).exit(verify(), 0);

    assertThat(lab.process(main()).launch().argv()).contains("host1,host2,host3");
  }

  @Test
  void a_host_that_is_given_up_does_not_end_the_job_of_the_others() throws Exception {
    hosts(3);
    JobId job = job(2);
    lab.build.groupEntry(job);
    lab.settle();
    lab.exit(verify().and(on("host3")), 1).exit(repair(), 1);
    lab.exit(verify().and(on("host1")), 0).exit(verify().and(on("host2")), 0);

    assertThat(lab.process(main()).launch().argv()).contains("host1,host2");
    lab.exit(main(), 0);
    assertThat(statuses(job)).containsExactly("Completed", "Completed", "Failed");
    assertThat(lab.text("SELECT status FROM afe_hosts WHERE hostname = 'host3'"))
        .isEqualTo(HostStatus.REPAIR_FAILED.word());
  }

  @Test
  void named_hosts_of_a_group_start_together_and_no_more_than_it_gives() throws Exception {
    hosts(5);
    JobId job = job(2);
    for (int i = 1; i <= 5; i++) {
      lab.build.entry(job, host("host" + i));
    }

    lab.settle();
    assertThat(lab.launcher.running()).hasSize(3);
    for (int i = 1; i <= 3; i++) {
      lab.exit(verify().and(on("host" + i)), 0);
    }

    assertThat(lab.process(main()).launch().argv()).contains("host1,host2,host3");
    assertThat(statuses(job))
        .containsExactly("Running", "Running", "Running", "Stopped", "Stopped");
  }

  @Test
  void a_label_besides_the_group_narrows_the_hosts() throws Exception {
    lab.build.host("host1", "rack");
    lab.build.host("host2", "rack", "big");
    lab.build.host("host3", "rack", "big");
    JobId job = job(2);
    lab.build.entry(
        job,
        new org.autotest.core.host.LabelId(
            Long.parseLong(lab.text("SELECT id FROM afe_labels WHERE name = 'big'"))));

    lab.settle();

    assertThat(lab.launcher.running()).hasSize(2).noneMatch(running -> running.has("host1"));
    assertThat(Optional.of(lab.differences())).contains(List.of());
  }

  private HostId host(String name) {
    return new HostId(
        Long.parseLong(lab.text("SELECT id FROM afe_hosts WHERE hostname = ?", name)));
  }
}
