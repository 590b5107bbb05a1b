package org.autotest.dispatcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.autotest.dispatcher.run.LabRig.cleanup;
import static org.autotest.dispatcher.run.LabRig.gather;
import static org.autotest.dispatcher.run.LabRig.main;
import static org.autotest.dispatcher.run.LabRig.on;
import static org.autotest.dispatcher.run.LabRig.repair;
import static org.autotest.dispatcher.run.LabRig.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.host.HostId;
import org.autotest.core.host.HostStatus;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.JobId;
import org.autotest.core.job.TaskType;
import org.autotest.core.results.Keyvals;
import org.autotest.store.Database;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.autotest.testkit.SettableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Lives of jobs on one host each, against a real database: the reference's scenarios 1 to 6, 13
/// and 14.
@ExtendWith(MariaDbExtension.class)
class JobLifeTest {
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

  private JobId job(String options) {
    JobId job = lab.build.job("alice", "sleep");
    lab.options(job, options);
    return job;
  }

  @Test
  void a_verify_that_somebody_asks_for_while_a_host_is_prepared_holds_nobody_up() throws Exception {
    HostId host = lab.build.host("host1");
    EntryId entry = lab.build.entry(job("reboot_before = 2"), host);
    lab.settle();
    lab.build.task(TaskType.VERIFY, host, Optional.empty());

    lab.exit(cleanup(), 0).exit(verify(), 0);

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.RUNNING);
  }

  @Test
  void a_job_goes_through_its_whole_life() throws Exception {
    HostId host = lab.build.host("host1");
    JobId job = job("reboot_after = 2");
    EntryId entry = lab.build.entry(job, host);

    lab.settle().exit(verify(), 0).exit(main(), 0);

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.COMPLETED);
    assertThat(lab.status(host)).isEqualTo(HostStatus.CLEANING);
    lab.exit(cleanup(), 0);
    assertThat(lab.life(entry))
        .isEqualTo("Verifying → Pending → Starting → Running → Gathering → Parsing → Completed");
    assertThat(lab.life(host)).isEqualTo("Verifying → Pending → Running → Cleaning → Ready");
    assertThat(lab.text("SELECT dirty FROM afe_hosts WHERE id = ?", host.value())).isEqualTo("0");
    assertThat(lab.ingested).containsExactly(job + "-alice/host1 ENDED");
  }

  @Test
  void autoserv_is_given_what_it_needs() throws Exception {
    HostId host = lab.build.host("host1", "x86 64", "big,one");
    JobId job = job("name = '-rf /', control_file = 'job.run_test(\"sleeptest\")\\n'");
    lab.database.transactVoid(
        handle ->
            handle.execute(
                "INSERT INTO afe_job_keyvals (job_id, `key`, value) VALUES (?, 'note', ?)",
                job.value(),
                "two\nlines # no comment"));
    lab.build.entry(job, host);

    lab.settle().exit(verify(), 0);

    Path results = root.resolve(job + "-alice/host1");
    assertThat(lab.process(main()).launch().argv())
        .containsExactly(
            "autoserv",
            "-p",
            "-r",
            results.toString(),
            "-m",
            "host1",
            "-u",
            "alice",
            "-l",
            "-rf /",
            "-P",
            job + "-alice/host1",
            "-n",
            "-c",
            results.resolve("control").toString());
    assertThat(results.resolve("control")).hasContent("job.run_test(\"sleeptest\")\n");
    Map<String, String> keyvals = Keyvals.read(results.resolve("keyval"));
    assertThat(keyvals)
        .containsEntry("note", "two\\nlines # no comment")
        .containsEntry("job_queued", Long.toString(lab.clock.instant().getEpochSecond()))
        .doesNotContainKey("job_finished");
    assertThat(Keyvals.read(results.resolve("host_keyvals/host1")))
        .containsEntry("labels", "big%2Cone,x86%2064")
        .containsEntry("protection", "NO_PROTECTION");
    lab.exit(main(), 0);
    assertThat(Keyvals.read(results.resolve("keyval"))).containsKey("job_finished");
  }

  @Test
  void autoserv_that_fails_makes_the_entry_fail_and_is_not_gathered() throws Exception {
    HostId host = lab.build.host("host1");
    EntryId entry = lab.build.entry(job("reboot_after = 2"), host);
    lab.settle().exit(verify(), 0);
    Files.writeString(
        lab.process(main()).launch().directory().resolve("failure"),
        "blame=HOST\nproblem=starting client on host1: no answer in 60 s\n");

    lab.exit(main(), 1);

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.FAILED);
    assertThat(lab.launcher.history()).noneMatch(line -> line.contains("--collect-crashinfo"));
    assertThat(
            lab.text(
                """
                SELECT CONCAT(failure_blame, ' ', failure_problem) FROM afe_host_queue_entries
                WHERE id = ?
                """,
                entry.value()))
        .isEqualTo("HOST starting client on host1: no answer in 60 s");
    assertThat(lab.status(host)).isEqualTo(HostStatus.CLEANING);
  }

  @Test
  void a_job_whose_tests_fail_is_completed_all_the_same() throws Exception {
    EntryId entry = lab.build.entry(job("run_verify = 0"), lab.build.host("host1"));

    lab.settle().exit(main(), 0, 3);

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.COMPLETED);
    assertThat(lab.life(entry)).startsWith("Pending → Starting → Running");
  }

  @Test
  void autoserv_that_vanishes_is_gathered_and_its_entry_fails() throws Exception {
    HostId host = lab.build.host("host1");
    EntryId entry = lab.build.entry(job("run_verify = 0"), host);
    lab.settle();

    lab.launcher.vanish(lab.process(main()).process());
    lab.settle();
    assertThat(lab.status(entry)).isEqualTo(EntryStatus.GATHERING);
    lab.exit(gather(), 0);

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.FAILED);
    assertThat(lab.status(host)).isEqualTo(HostStatus.READY);
    assertThat(
            lab.text(
                "SELECT failure_problem FROM afe_host_queue_entries WHERE id = ?", entry.value()))
        .contains("is gone and did not say how it ended");
  }

  @Test
  void a_failed_verify_is_repaired_and_everything_begins_anew() throws Exception {
    HostId host = lab.build.host("host1");
    EntryId entry = lab.build.entry(job("reboot_after = 0"), host);

    lab.settle().exit(verify(), 1);
    assertThat(lab.status(entry)).isEqualTo(EntryStatus.QUEUED);
    assertThat(lab.process(repair()).launch().argv())
        .containsSubsequence("-R", "--host-protection", "NO_PROTECTION");
    lab.exit(repair(), 0).exit(verify(), 0).exit(main(), 0);

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.COMPLETED);
    assertThat(lab.life(host))
        .isEqualTo("Verifying → Repairing → Ready → Verifying → Pending → Running → Ready");
  }

  @Test
  void a_host_that_fails_again_after_its_repair_is_given_up_with_the_entry() throws Exception {
    HostId host = lab.build.host("host1");
    JobId job = job("reboot_after = 0");
    EntryId entry = lab.build.entry(job, host);

    lab.settle().exit(verify(), 1).exit(repair(), 0);
    Path task = lab.process(verify()).launch().directory();
    Files.writeString(task.resolve("status.log"), "FAIL\t----\tverify\tno answer\n");
    Files.createSymbolicLink(task.resolve("link"), Path.of("/etc/passwd"));
    lab.exit(verify(), 1);

    assertThat(lab.status(host)).isEqualTo(HostStatus.REPAIR_FAILED);
    assertThat(lab.status(entry)).isEqualTo(EntryStatus.FAILED);
    assertThat(lab.life(entry)).endsWith("Verifying → Queued → Parsing → Failed");
    assertThat(lab.launcher.running()).isEmpty();
    Path results = root.resolve(job + "-alice/host1");
    assertThat(results.resolve("status.log")).content().contains("no answer");
    assertThat(results.resolve("link")).doesNotExist();
    assertThat(Keyvals.read(results.resolve("keyval"))).containsKeys("job_queued", "job_finished");
  }

  @Test
  void a_failed_repair_fails_the_entry_that_named_the_host() throws Exception {
    HostId host = lab.build.host("host1");
    EntryId entry = lab.build.entry(job("parse_failed_repair = 0"), host);

    lab.settle().exit(verify(), 1).exit(repair(), 1);

    assertThat(lab.status(host)).isEqualTo(HostStatus.REPAIR_FAILED);
    assertThat(lab.life(entry)).isEqualTo("Verifying → Queued → Failed");
  }

  @Test
  void an_entry_for_any_host_moves_on_to_another_when_one_fails() throws Exception {
    HostId first = lab.build.host("host1", "x86");
    HostId second = lab.build.host("host2", "x86");
    EntryId entry = lab.build.entry(job("reboot_after = 0"), label("x86"));

    lab.settle();
    String taken = lab.process(verify()).has("host1") ? "host1" : "host2";
    lab.exit(verify().and(on(taken)), 1);
    lab.exit(repair(), 1);
    lab.exit(verify(), 0).exit(main(), 0);

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.COMPLETED);
    HostId bad = taken.equals("host1") ? first : second;
    assertThat(lab.status(bad)).isEqualTo(HostStatus.REPAIR_FAILED);
    assertThat(lab.status(bad.equals(first) ? second : first)).isEqualTo(HostStatus.READY);
  }

  private org.autotest.core.host.LabelId label(String name) {
    return new org.autotest.core.host.LabelId(
        Long.parseLong(lab.text("SELECT id FROM afe_labels WHERE name = ?", name)));
  }

  @Test
  void failures_on_a_host_that_is_not_to_be_verified_are_ignored() throws Exception {
    HostId host = lab.build.host("host1");
    lab.change(
        org.autotest.store.LabChange.Kind.HOST,
        host.value(),
        "UPDATE afe_hosts SET protection = 4, dirty = 1 WHERE id = ?",
        host.value());
    EntryId entry = lab.build.entry(job("reboot_before = 2"), host);

    lab.settle().exit(cleanup(), 1);

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.RUNNING);
    assertThat(lab.launcher.history()).noneMatch(line -> line.contains(" -v"));
    lab.exit(main(), 0);
    lab.build.task(org.autotest.core.job.TaskType.VERIFY, host, java.util.Optional.empty());
    lab.settle().exit(verify(), 1);
    assertThat(lab.status(host)).isEqualTo(HostStatus.READY);
  }

  @Test
  void a_dirty_host_is_cleaned_before_a_job_that_asks_for_it() throws Exception {
    HostId host = lab.build.host("host1");
    lab.build.dirty(host);
    lab.build.entry(job("reboot_before = 1"), host);

    lab.settle().exit(cleanup(), 0).exit(verify(), 0).exit(main(), 0);
    assertThat(lab.text("SELECT dirty FROM afe_hosts WHERE id = ?", host.value())).isEqualTo("1");
    lab.build.entry(job("reboot_before = 0"), host);

    assertThat(lab.settle().process(verify()).has("host1")).isTrue();
  }

  @Test
  void a_host_is_cleaned_after_a_job_if_all_tests_passed_and_only_then() throws Exception {
    HostId host = lab.build.host("host1");
    lab.build.entry(job("reboot_after = 1, run_verify = 0"), host);
    lab.settle().exit(main(), 0, 1);
    assertThat(lab.status(host)).isEqualTo(HostStatus.READY);

    lab.build.entry(job("reboot_after = 1, run_verify = 0"), host);
    lab.settle().exit(main(), 0, 0);

    assertThat(lab.status(host)).isEqualTo(HostStatus.CLEANING);
  }

  @Test
  void a_full_disk_holds_the_entry_up_and_says_so() throws IOException, InterruptedException {
    HostId host = lab.build.host("host1");
    EntryId entry = lab.build.entry(job("run_verify = 0"), host);
    lab.launcher.refuse("No space left on device");

    lab.settle();

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.STARTING);
    assertThat(
            lab.text(
                """
                SELECT CONCAT(failure_blame, ' ', failure_problem) FROM afe_host_queue_entries
                WHERE id = ?
                """,
                entry.value()))
        .isEqualTo("LAB starting autoserv: No space left on device");
    lab.launcher.allow();
    lab.after(java.time.Duration.ofSeconds(11)).exit(main(), 0);
    assertThat(lab.status(entry)).isEqualTo(EntryStatus.COMPLETED);
    assertThat(
            lab.text(
                "SELECT failure_problem FROM afe_host_queue_entries WHERE id = ?", entry.value()))
        .isEqualTo("null");
  }

  @Test
  void a_job_without_control_file_fails_and_its_host_is_free_again() throws Exception {
    HostId host = lab.build.host("host1");
    EntryId entry = lab.build.entry(job("run_verify = 0, control_file = NULL"), host);

    lab.settle();

    assertThat(lab.life(entry)).isEqualTo("Pending → Starting → Failed");
    assertThat(lab.status(host)).isEqualTo(HostStatus.READY);
    assertThat(
            lab.text(
                "SELECT failure_blame FROM afe_host_queue_entries WHERE id = ?", entry.value()))
        .isEqualTo("SUBMITTER");
  }
}
