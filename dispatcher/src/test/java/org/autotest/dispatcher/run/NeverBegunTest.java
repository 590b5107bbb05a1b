package org.autotest.dispatcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.autotest.dispatcher.run.LabRig.cleanup;
import static org.autotest.dispatcher.run.LabRig.gather;
import static org.autotest.dispatcher.run.LabRig.main;
import static org.autotest.dispatcher.run.LabRig.repair;
import static org.autotest.dispatcher.run.LabRig.verify;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.autotest.core.files.FileTree;
import org.autotest.core.host.HostStatus;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.dispatcher.run.FakeLauncher.Running;
import org.autotest.store.lab.LabExecution.ProcessRef;
import org.junit.jupiter.api.Test;

/// What ends before it could begin: before it wrote its pidfile, or before it reached for its host.
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

  /// As autoserv does that finds the lab's configuration wrong.
  private void hinder(Predicate<Running> which) throws Exception {
    Files.writeString(
        lab.process(which).launch().directory().resolve("failure"),
        "blame=LAB\nproblem=reading /none/x: no such file\nbeforehand=1\n");
    lab.exit(which, 1);
  }

  private int starts() {
    return (int) lab.launcher.history().stream().filter(line -> line.contains(" -v")).count();
  }

  @Test
  void what_the_lab_keeps_from_its_host_is_tried_again_later_each_time_and_gives_up_no_host()
      throws Exception {
    EntryId entry = lab.build.entry(job("reboot_after = 0"), host);
    lab.settle();
    for (int pause : List.of(10, 20, 40)) {
      hinder(verify());
      assertThat(lab.status(entry)).isEqualTo(EntryStatus.VERIFYING);
      assertThat(lab.status(host)).isEqualTo(HostStatus.VERIFYING);
      assertThat(problem("afe_host_queue_entries", entry.value())).contains("no such file");
      assertThat(problem("afe_hosts", host.value())).contains("no such file");
      int before = starts();
      lab.after(Duration.ofSeconds(pause - 1));
      assertThat(starts()).isEqualTo(before);
      lab.after(Duration.ofSeconds(2));
      assertThat(starts()).isEqualTo(before + 1);
    }

    lab.exit(verify(), 0).exit(main(), 0);

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.COMPLETED);
    assertThat(problem("afe_host_queue_entries", entry.value())).isEqualTo("null");
  }

  @Test
  void a_planner_that_comes_anew_tries_again_what_the_lab_keeps_from_its_host() throws Exception {
    EntryId entry = lab.build.entry(job("reboot_after = 0"), host);
    lab.settle();
    hinder(verify());

    lab.restart().settle().exit(verify(), 0).exit(main(), 0);

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.COMPLETED);
  }

  @Test
  void a_job_can_be_aborted_while_the_lab_keeps_its_verify_from_its_host() throws Exception {
    EntryId entry = lab.build.entry(job("reboot_after = 0"), host);
    lab.settle();
    hinder(verify());

    lab.build.abort(entry);
    lab.settle().exit(cleanup(), 0);

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.ABORTED);
    assertThat(lab.status(host)).isEqualTo(HostStatus.READY);
  }

  @Test
  void what_was_aborted_before_it_began_is_nobodys_failure() throws Exception {
    EntryId entry = lab.build.entry(job("run_verify = 0, reboot_after = 0"), host);
    lab.settle();
    lab.build.abort(entry);
    lab.launcher.vanishWithoutPidfile(lab.process(main()).process());

    lab.settle().exit(gather(), 0);

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.ABORTED);
    assertThat(problem("afe_host_queue_entries", entry.value())).isEqualTo("null");
  }

  @Test
  void what_ran_in_a_directory_that_is_not_there_any_more_is_not_run_twice() throws Exception {
    EntryId entry = lab.build.entry(job("run_verify = 0, reboot_after = 0"), host);
    lab.settle();
    ProcessRef process = lab.process(main()).process();
    FileTree.delete(lab.process(main()).launch().directory());

    lab.launcher.vanish(process);
    lab.settle().exit(gather(), 0);

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.FAILED);
    assertThat(problem("afe_host_queue_entries", entry.value()))
        .contains("is results_dir mounted?");
    assertThat(lab.launcher.history()).filteredOn(line -> line.contains(" -P ")).hasSize(1);
  }

  private String problem(String table, long id) {
    return lab.text("SELECT failure_problem FROM " + table + " WHERE id = ?", id);
  }
}
