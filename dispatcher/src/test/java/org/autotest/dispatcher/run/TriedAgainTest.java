package org.autotest.dispatcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.autotest.dispatcher.run.LabRig.main;
import static org.autotest.dispatcher.run.LabRig.repair;
import static org.autotest.dispatcher.run.LabRig.verify;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.store.lab.Upkeep;
import org.junit.jupiter.api.Test;

/// What the lab's trouble does to starts, and what tasks leave for the jobs that wait for them.
class TriedAgainTest extends OneHostTest {
  private static final Duration STEP = Duration.ofSeconds(15);

  private Path results(EntryId entry) {
    String job = lab.text("SELECT job_id FROM afe_host_queue_entries WHERE id = ?", entry.value());
    return root.resolve(job + "-alice");
  }

  @Test
  void a_start_that_fails_for_long_is_tried_less_and_less_and_leaves_one_line_in_each_file()
      throws Exception {
    lab.launcher.refuse("Unable to contact slurm controller");
    EntryId entry = queue("run_verify = 0, reboot_before = 0");
    lab.settle();
    for (int step = 0; step < 80; step++) {
      lab.after(STEP);
    }

    int tries = Integer.parseInt(lab.text("SELECT COUNT(*) FROM afe_executions"));
    assertThat(tries).isBetween(5, 9);
    assertThat(Files.readAllLines(results(entry).resolve("host1/keyval")))
        .filteredOn(line -> line.startsWith("job_queued="))
        .hasSize(1);
    assertThat(results(entry).resolve(".machines")).hasContent("host1\n");

    lab.launcher.allow();
    lab.after(Duration.ofMinutes(5).plus(STEP));
    assertThat(lab.status(entry)).isEqualTo(EntryStatus.RUNNING);
    lab.clock.advance(Duration.ofDays(2));
    new Upkeep(lab.database).purge(Duration.ofHours(1), Duration.ofDays(1));
    assertThat(lab.text("SELECT GROUP_CONCAT(status) FROM afe_executions")).isEqualTo("running");
  }

  @Test
  void a_start_of_which_nobody_knows_whether_it_happened_is_not_made_again() throws Exception {
    lab.launcher.mute();
    EntryId entry = queue("run_verify = 0, reboot_before = 0");
    lab.settle();
    for (int step = 0; step < 10; step++) {
      lab.after(STEP);
    }
    assertThat(lab.launcher.history()).hasSize(1);
    assertThat(lab.text("SELECT GROUP_CONCAT(status) FROM afe_executions")).isEqualTo("starting");
    assertThat(problem(entry))
        .contains("timed out")
        .endsWith("finding out whether it was started all the same");
    lab.restart();
    lab.after(STEP);

    lab.launcher.speak();
    lab.after(STEP);

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.RUNNING);
    assertThat(problem(entry)).isEmpty();
    assertThat(lab.launcher.history()).hasSize(1);
    lab.exit(main(), 0);
    assertThat(lab.status(entry)).isEqualTo(EntryStatus.COMPLETED);
  }

  private String problem(EntryId entry) {
    return lab.text(
        "SELECT COALESCE(failure_problem, '') FROM afe_host_queue_entries WHERE id = ?",
        entry.value());
  }

  @Test
  void a_verify_of_which_nobody_knows_whether_it_was_started_is_told_at_the_entry_that_waits()
      throws Exception {
    lab.launcher.mute();
    EntryId entry = queue("run_verify = 1, reboot_before = 0");
    lab.settle();
    lab.after(STEP);

    assertThat(problem(entry)).contains("timed out", "finding out");
  }

  @Test
  void starts_that_get_lost_are_tried_less_and_less() throws Exception {
    lab.launcher.loseStarts();
    queue("run_verify = 0, reboot_before = 0");
    lab.settle();
    for (int step = 0; step < 80; step++) {
      lab.after(STEP);
    }

    assertThat(Integer.parseInt(lab.text("SELECT COUNT(*) FROM afe_executions"))).isBetween(4, 9);
  }

  @Test
  void the_limit_of_a_verify_does_not_begin_anew_with_the_planner() throws Exception {
    queue("run_verify = 1, reboot_before = 0");
    lab.settle();
    assertThat(lab.process(verify())).isNotNull();
    lab.after(Duration.ofHours(3));

    lab.restart();
    lab.after(Duration.ofMinutes(61));

    assertThat(lab.process(repair())).isNotNull();
  }

  @Test
  void what_a_failed_verify_and_repair_left_is_found_in_the_results_of_the_job() throws Exception {
    EntryId entry = queue("run_verify = 1, reboot_before = 0, parse_failed_repair = 1");
    lab.settle();
    Path verify = leave("verify", lab.process(verify()).path(root));
    lab.exit(verify(), 1);
    Path copied = results(entry).resolve("host1").resolve(verify.getFileName());
    await().until(() -> Files.exists(copied.resolve("autoserv.DEBUG")));

    leave("repair", lab.process(repair()).path(root));
    lab.exit(repair(), 1);

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.FAILED);
    assertThat(copied.resolve("autoserv.DEBUG")).hasContent("verify says so");
    Path all = results(entry).resolve("host1");
    assertThat(all.resolve("debug/autoserv.DEBUG")).hasContent("repair says so");
    assertThat(Files.readString(all.resolve("keyval"))).contains("job_queued=", "job_finished=");
    assertThat(Files.readString(all.resolve("keyval"))).contains("label=repair");
    assertThat(notes(all)).isEmpty();
  }

  @Test
  void a_start_that_never_was_is_forgotten_when_nothing_points_to_it() throws Exception {
    lab.launcher.refuse("Unable to contact slurm controller");
    EntryId entry = queue("run_verify = 0, reboot_before = 0");
    lab.settle();
    for (int step = 0; step < 10; step++) {
      lab.after(STEP);
    }
    lab.build.abort(entry);
    lab.settle();
    lab.clock.advance(Duration.ofDays(2));

    new Upkeep(lab.database).purge(Duration.ofHours(1), Duration.ofDays(1));

    assertThat(lab.text("SELECT GROUP_CONCAT(status) FROM afe_executions")).isEqualTo("abandoned");
    assertThat(lab.text("SELECT COUNT(*) FROM afe_ineligible_host_queues")).isEqualTo("0");
  }

  private static List<Path> notes(Path directory) throws Exception {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(".task_results"))
          .toList();
    }
  }

  private Path leave(String type, String path) throws Exception {
    Path directory = root.resolve(path);
    Files.createDirectories(directory.resolve("debug"));
    Files.writeString(directory.resolve("debug/autoserv.DEBUG"), type + " says so");
    Files.writeString(directory.resolve("keyval"), "label=" + type + "\n");
    return directory;
  }
}
