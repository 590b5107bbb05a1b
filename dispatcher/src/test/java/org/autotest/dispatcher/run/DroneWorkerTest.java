package org.autotest.dispatcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.autotest.core.files.FileTree;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.JobId;
import org.autotest.dispatcher.launch.LocalLauncher;
import org.autotest.store.Database;
import org.autotest.store.lab.DroneDuties;
import org.autotest.store.lab.DroneDuties.Duty;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.autotest.testkit.SettableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// A real drone with real processes, asked by a planner elsewhere.
@ExtendWith(MariaDbExtension.class)
@SuppressWarnings("NullAway.Init") // JUnit calls the method that sets the fields.
class DroneWorkerTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Duration LOST_AFTER = Duration.ofMinutes(30);

  private static final String COUNTING = "CREATE SEQUENCE refused NOCACHE";

  /// The statement that tells a process is ended, each time, as by a server that goes down.
  private static final String BREAK =
      """
      CREATE TRIGGER silenced BEFORE UPDATE ON afe_drone_orders FOR EACH ROW
      IF NEW.pid IS NOT NULL THEN
        SET @times = NEXTVAL(refused);
        SIGNAL SQLSTATE '70100' SET MYSQL_ERRNO = 1317, MESSAGE_TEXT = 'interrupted';
      END IF
      """;

  @TempDir Path root;
  private LabRig lab;
  private OtherDrone big;
  private LocalLauncher launcher;

  @BeforeEach
  void rig(Database database, SettableClock clock, LabBuilder build) {
    lab = new LabRig(database, clock, build, root).limits(1, 100);
    build.user("alice");
    big = new OtherDrone(database, "big", 10).beat();
    lab.drones();
    launcher = new LocalLauncher(0, "boot-big");
  }

  @AfterEach
  void end() {
    repair();
    lab.database.transactVoid(handle -> handle.execute("DROP SEQUENCE IF EXISTS refused"));
    launcher.known().forEach(launcher::kill);
    launcher.close();
    lab.close();
  }

  private void repair() {
    lab.database.transactVoid(handle -> handle.execute("DROP TRIGGER IF EXISTS silenced"));
  }

  private DroneWorker drone() {
    return new DroneWorker(
        new DroneDuties(lab.database, new DroneDuties.Self("big", 10, "boot-big", LOST_AFTER)),
        launcher,
        root,
        new DroneWorker.Pace(
            Duration.ofMillis(200),
            Duration.ofMillis(50),
            DroneFence.of(LOST_AFTER, Duration.ofSeconds(30))),
        () -> false);
  }

  /// A process that notes that it was begun, and stays.
  private Path program() throws IOException {
    Path script = root.resolve("program");
    Files.writeString(script, "#!/bin/sh\necho $$ >> '%s'\nexec sleep 600\n".formatted(begun()));
    return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Path begun() {
    return root.resolve("begun");
  }

  private EntryId giveToBig() throws Exception {
    JobId job = lab.build.job("alice", "sleep");
    lab.options(job, "run_verify = 0, reboot_after = 0");
    EntryId entry = lab.build.entry(job, lab.build.host("host1"));
    lab.settle();
    assertThat(big.wanted()).hasSize(1);
    String argv = program().toString();
    lab.database.transactVoid(
        handle -> handle.execute("UPDATE afe_drone_orders SET argv = ?", argv));
    return entry;
  }

  /// Gives the drone one more job, beside one that the planner's own takes.
  private void giveAnother() throws Exception {
    for (String host : List.of("host2", "host3")) {
      JobId job = lab.build.job("alice", "sleep");
      lab.options(job, "run_verify = 0, reboot_after = 0");
      lab.build.entry(job, lab.build.host(host));
      lab.settle();
    }
    assertThat(big.wanted()).hasSize(2);
  }

  private long refusals() {
    return Long.parseLong(lab.text("SELECT next_not_cached_value - 1 FROM refused"));
  }

  @Test
  void a_process_whose_begin_could_not_be_told_is_told_later_and_not_begun_again()
      throws Exception {
    EntryId entry = giveToBig();
    lab.database.transactVoid(
        handle -> {
          handle.execute(COUNTING);
          handle.execute(BREAK);
        });

    try (var _ = drone()) {
      await().atMost(SOON).until(() -> refusals() > 0 && Files.exists(begun()));
      repair();
      await().atMost(SOON).until(() -> big.only().process().isPresent());
      lab.settle();
    }

    String pid = Files.readString(begun()).strip();
    assertThat(big.only().process().orElseThrow().pid()).isEqualTo(Long.parseLong(pid));
    assertThat(lab.status(entry)).isEqualTo(EntryStatus.RUNNING);
    assertThat(lab.text("SELECT COUNT(*) FROM afe_executions")).isEqualTo("1");
  }

  @Test
  void an_order_that_could_not_be_taken_for_want_of_the_database_is_begun_later() throws Exception {
    giveToBig();
    lab.database.transactVoid(
        handle -> {
          handle.execute(COUNTING);
          handle.execute(BREAK.replace("NEW.pid IS NOT NULL", "NEW.taken <> OLD.taken"));
        });

    try (var _ = drone()) {
      await().atMost(SOON).until(() -> refusals() > 0);
      repair();
      await().atMost(SOON).until(() -> big.only().process().isPresent());
    }
    assertThat(lab.text("SELECT failure_problem FROM afe_drone_orders")).isEqualTo("null");
  }

  @Test
  void one_whose_results_cannot_be_written_holds_up_no_other() throws Exception {
    giveToBig();
    giveAnother();
    Duty first = big.duties().getFirst();
    Duty second = big.duties().getLast();
    Path results = root.resolve(first.path().value());
    FileTree.delete(results);
    Files.writeString(results, "in the way");
    lab.database.transactVoid(
        handle -> {
          handle.execute("UPDATE afe_drone_orders SET taken = 1");
          handle.execute(
              "UPDATE afe_drone_orders SET pid = 1, process_start_ticks = 0, boot_id = 'boot-big'"
                  + " WHERE execution_id = ?",
              second.execution().value());
        });

    try (var _ = drone()) {
      await()
          .atMost(SOON)
          .until(
              () ->
                  lab.text(
                          "SELECT gone FROM afe_drone_orders WHERE execution_id = ?",
                          second.execution().value())
                      .equals("1"));
    }
    assertThat(big.only().execution()).isEqualTo(first.execution());
  }
}
