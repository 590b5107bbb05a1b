package org.autotest.dispatcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.autotest.dispatcher.run.LabRig.cleanup;
import static org.autotest.dispatcher.run.LabRig.gather;
import static org.autotest.dispatcher.run.LabRig.main;
import static org.autotest.dispatcher.run.LabRig.repair;
import static org.autotest.dispatcher.run.LabRig.verify;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.autotest.core.host.HostStatus;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.JobId;
import org.autotest.core.results.Keyvals;
import org.autotest.core.tko.TkoParser.Progress;
import org.autotest.store.LabChange.Kind;
import org.autotest.store.LabChanges;
import org.junit.jupiter.api.Test;

/// Aborts, time limits and restarts of the dispatcher: the reference's scenarios 3, 7, 20 and 21.
class AbortAndRestartTest extends OneHostTest {
  private void abort(EntryId entry) {
    lab.database.transactVoid(
        handle ->
            handle.execute(
                """
                INSERT INTO afe_aborted_host_queue_entries
                  (queue_entry_id, aborted_by_id, aborted_on, reason)
                SELECT ?, id, ?, 'wrong kernel' FROM afe_users WHERE login = 'alice'
                """,
                entry.value(),
                lab.database.now()));
    lab.build.abort(entry);
  }

  @Test
  void aborting_a_running_job_ends_it_gathers_cleans_up_and_says_who() throws Exception {
    JobId job = job("run_verify = 0, reboot_after = 0");
    EntryId entry = lab.build.entry(job, host);
    lab.settle();

    abort(entry);
    lab.settle();
    assertThat(lab.status(entry)).isEqualTo(EntryStatus.GATHERING);
    lab.exit(gather(), 0);

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.ABORTED);
    assertThat(lab.status(host)).isEqualTo(HostStatus.CLEANING);
    Path results = root.resolve(job + "-alice/host1");
    assertThat(Keyvals.read(results.resolve("keyval")))
        .containsEntry("aborted_by", "alice")
        .containsEntry("aborted_reason", "wrong kernel");
    assertThat(Files.readString(results.resolve("status.log")))
        .startsWith("INFO\t----\t----\t")
        .contains("Job aborted by alice on 2026-01-02T03:04:05Z: wrong kernel");
    lab.exit(cleanup(), 0);
    assertThat(lab.status(host)).isEqualTo(HostStatus.READY);
  }

  @Test
  void an_aborted_job_that_had_just_ended_well_is_aborted_all_the_same() throws Exception {
    JobId job = job("run_verify = 0");
    EntryId entry = lab.build.entry(job, host);
    lab.settle();

    lab.launcher.end(lab.process(main()).process(), 0, 0);
    abort(entry);
    lab.settle();

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.ABORTED);
    assertThat(lab.status(host)).isEqualTo(HostStatus.CLEANING);
    assertThat(Keyvals.read(root.resolve(job + "-alice/host1/keyval")))
        .containsEntry("aborted_by", "alice");
  }

  @Test
  void who_aborts_while_results_are_read_is_read_too() throws Exception {
    List<String> abortedBy = new CopyOnWriteArrayList<>();
    Semaphore goOn = new Semaphore(0);
    lab.ingest(
        (_, _, directory, progress) -> {
          if (progress == Progress.ENDED) {
            abortedBy.add(
                Keyvals.read(directory.resolve("keyval")).getOrDefault("aborted_by", "nobody"));
            goOn.acquireUninterruptibly();
          }
        });
    EntryId entry = lab.build.entry(job("run_verify = 0"), host);
    lab.settle();

    lab.launcher.end(lab.process(main()).process(), 0, 0);
    while (abortedBy.isEmpty()) {
      lab.round();
    }
    abort(entry);
    goOn.release(2);
    lab.settle();

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.ABORTED);
    assertThat(abortedBy).containsExactly("nobody", "alice");
  }

  @Test
  void aborting_while_the_host_is_verified_ends_the_verify_and_cleans_the_host() throws Exception {
    EntryId entry = lab.build.entry(job("priority = 1"), host);
    lab.settle();
    assertThat(lab.process(verify())).isNotNull();

    abort(entry);
    lab.settle();

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.ABORTED);
    lab.exit(cleanup(), 0);
    assertThat(lab.status(host)).isEqualTo(HostStatus.READY);
    assertThat(lab.launcher.history()).noneMatch(line -> line.contains("-R"));
  }

  @Test
  void a_verify_that_was_aborted_before_it_began_is_not_started_again() throws Exception {
    EntryId entry = lab.build.entry(job("priority = 1"), host);
    lab.settle();

    abort(entry);
    lab.launcher.vanishWithoutPidfile(lab.process(verify()).process());
    lab.settle();

    lab.clock.advance(Duration.ofMinutes(1));
    lab.settle();
    assertThat(lab.launcher.history()).filteredOn(line -> line.contains(" -v")).hasSize(1);
    lab.exit(cleanup(), 0);
    assertThat(lab.status(host)).isEqualTo(HostStatus.READY);
  }

  @Test
  void a_queued_entry_is_aborted_at_once_and_its_repair_goes_on() throws Exception {
    EntryId entry = lab.build.entry(job("priority = 1"), host);
    lab.settle().exit(verify(), 1);

    abort(entry);
    lab.settle();

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.ABORTED);
    lab.exit(repair(), 0);
    assertThat(lab.status(host)).isEqualTo(HostStatus.READY);
  }

  @Test
  void an_entry_that_waits_for_a_process_is_aborted_at_once() throws Exception {
    lab.launcher.refuse("busy");
    EntryId entry = lab.build.entry(job("run_verify = 0"), host);
    lab.settle();

    abort(entry);
    lab.settle();

    assertThat(lab.life(entry)).isEqualTo("Pending → Starting → Aborted");
    assertThat(lab.status(host)).isEqualTo(HostStatus.READY);
  }

  @Test
  void a_job_past_its_timeout_is_aborted_by_the_system() throws Exception {
    EntryId queued = lab.build.entry(job("timeout = 1"), host);
    lab.build.lock(host);
    EntryId other = lab.build.entry(job("timeout = 2"), host);
    lab.settle();

    lab.after(Duration.ofMinutes(61));

    assertThat(lab.status(queued)).isEqualTo(EntryStatus.ABORTED);
    assertThat(lab.status(other)).isEqualTo(EntryStatus.QUEUED);
    assertThat(
            lab.text(
                """
                SELECT user.login FROM afe_aborted_host_queue_entries note
                JOIN afe_users user ON user.id = note.aborted_by_id
                WHERE note.queue_entry_id = ?
                """,
                queued.value()))
        .isEqualTo("autotest_system");
  }

  @Test
  void entries_that_run_too_long_are_aborted_those_without_machine_too() throws Exception {
    EntryId entry =
        lab.build.entry(job("run_verify = 0, max_runtime_hrs = 2, max_runtime_minutes = 60"), host);
    EntryId hostless = lab.build.hostlessEntry(job("max_runtime_hrs = 1, control_type = 1"));
    lab.settle();
    assertThat(lab.status(hostless)).isEqualTo(EntryStatus.RUNNING);

    lab.after(Duration.ofMinutes(61));

    assertThat(lab.status(hostless)).isEqualTo(EntryStatus.ABORTED);
    lab.exit(gather(), 0);
    assertThat(lab.status(entry)).isEqualTo(EntryStatus.ABORTED);
  }

  @Test
  void a_job_without_machines_runs_in_a_directory_of_its_own() throws Exception {
    JobId job = job("control_type = 1");
    EntryId entry = lab.build.hostlessEntry(job);

    lab.settle();
    assertThat(lab.runningPaths()).containsExactly(job + "-alice/hostless");
    assertThat(lab.process(main()).launch().argv()).doesNotContain("-m", "-c");
    lab.exit(main(), 0);

    assertThat(lab.life(entry)).isEqualTo("Starting → Running → Gathering → Parsing → Completed");
  }

  @Test
  void a_job_without_machines_that_waits_for_a_process_can_be_aborted() throws Exception {
    lab.limits(1, 100);
    lab.build.entry(job("run_verify = 0"), host);
    lab.settle();
    EntryId waiting = lab.build.hostlessEntry(job("control_type = 1"));
    lab.settle();

    abort(waiting);
    lab.settle();

    assertThat(lab.life(waiting)).isEqualTo("Starting → Aborted");
  }

  @Test
  void what_ended_while_no_dispatcher_ran_is_taken_up_where_it_is() throws Exception {
    EntryId entry = lab.build.entry(job("run_verify = 0"), host);
    lab.settle();

    lab.launcher.end(lab.process(main()).process(), 0, 0);
    lab.restart();
    lab.settle();

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.COMPLETED);
    assertThat(lab.launcher.history()).hasSize(1);
  }

  @Test
  void what_still_runs_after_a_restart_is_watched_again() throws Exception {
    EntryId entry = lab.build.entry(job("priority = 1"), host);
    lab.settle();

    lab.restart();
    lab.settle().exit(verify(), 0);
    lab.restart();
    lab.settle().exit(main(), 0);

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.COMPLETED);
    assertThat(lab.launcher.history()).hasSize(2);
  }

  @Test
  void what_left_neither_process_nor_pidfile_is_started_once_more_in_another_directory()
      throws Exception {
    JobId job = job("run_verify = 0");
    EntryId entry = lab.build.entry(job, host);
    lab.settle();

    lab.launcher.vanishWithoutPidfile(lab.process(main()).process());
    lab.restart();
    lab.settle().after(Duration.ofSeconds(11));

    assertThat(lab.runningPaths()).containsExactly(job + "-alice/host1@2");
    lab.exit(main(), 0);
    assertThat(lab.life(entry))
        .isEqualTo(
            "Pending → Starting → Running → Starting → Running → Gathering → Parsing → Completed");
    assertThat(lab.ingested).containsExactly(job + "-alice/host1@2 ENDED");
  }

  @Test
  void an_autoserv_that_never_begins_is_not_started_for_ever() throws Exception {
    EntryId entry = lab.build.entry(job("run_verify = 0, reboot_after = 0"), host);
    lab.settle();

    lab.launcher.vanishWithoutPidfile(lab.process(main()).process());
    lab.settle().after(Duration.ofSeconds(11));
    lab.launcher.vanishWithoutPidfile(lab.process(main()).process());
    lab.settle();
    lab.exit(gather(), 0);

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.FAILED);
    assertThat(lab.status(host)).isEqualTo(HostStatus.READY);
  }

  @Test
  void a_start_that_a_crash_cut_off_is_made_once() throws Exception {
    EntryId entry = lab.build.entry(job("run_verify = 0"), host);
    lab.settle();
    // The process runs, and the dispatcher died before it could record that.
    lab.change(
        Kind.EXECUTION,
        1,
        "UPDATE afe_executions SET status = 'starting', pid = NULL, boot_id = NULL");
    lab.change(
        Kind.ENTRY,
        entry.value(),
        "UPDATE afe_host_queue_entries SET status = 'Starting' WHERE id = ?",
        entry.value());
    lab.change(
        Kind.HOST,
        host.value(),
        "UPDATE afe_hosts SET status = 'Pending' WHERE id = ?",
        host.value());

    lab.restart();
    lab.settle();

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.RUNNING);
    assertThat(lab.launcher.history()).hasSize(1);
    lab.exit(main(), 0);
    assertThat(lab.status(entry)).isEqualTo(EntryStatus.COMPLETED);
  }

  @Test
  void hosts_that_nobody_works_on_come_back_to_service() throws Exception {
    for (HostStatus status :
        new HostStatus[] {
          HostStatus.VERIFYING, HostStatus.CLEANING, HostStatus.REPAIRING, HostStatus.RUNNING
        }) {
      lab.build.status(host, status);
      lab.settle().exit(cleanup(), 0);
      assertThat(lab.status(host)).as("after " + status).isEqualTo(HostStatus.READY);
    }
    lab.build.status(host, HostStatus.PENDING);
    lab.settle();
    assertThat(lab.status(host)).isEqualTo(HostStatus.READY);
  }

  @Test
  void an_entry_whose_task_is_missing_gets_another() throws Exception {
    EntryId entry = lab.build.entry(job("priority = 1"), host);
    lab.build.status(entry, EntryStatus.VERIFYING);

    lab.settle().exit(verify(), 0).exit(main(), 0);

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.COMPLETED);
  }

  /// Lets a transaction take numbers of the outbox and fail, so that no change has them.
  private void giveOutIds(int count) {
    assertThatThrownBy(
            () ->
                lab.database.transactVoid(
                    handle -> {
                      LabChanges.append(handle, Kind.HOST, Collections.nCopies(count, 1L));
                      throw new IllegalStateException("changed my mind");
                    }))
        .hasMessage("changed my mind");
  }

  @Test
  void changes_that_may_have_been_missed_while_processes_end_have_everything_loaded_anew()
      throws Exception {
    EntryId entry = lab.build.entry(job("run_verify = 0, reboot_after = 0"), host);
    lab.settle();
    giveOutIds(150_000);
    lab.build.user("bob");
    lab.launcher.end(lab.process(main()).process(), 0, 0);

    assertThatThrownBy(lab::settle).isInstanceOf(PictureStale.class);

    lab.restart();
    lab.settle();
    assertThat(lab.status(entry)).isEqualTo(EntryStatus.COMPLETED);
  }
}
