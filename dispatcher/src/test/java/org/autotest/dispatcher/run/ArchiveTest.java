package org.autotest.dispatcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.autotest.dispatcher.run.LabRig.main;
import static org.autotest.dispatcher.run.LabRig.on;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.autotest.core.host.HostId;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.JobId;
import org.autotest.core.results.ArchiveMark;
import org.autotest.dispatcher.DispatcherConfig.Results;
import org.autotest.dispatcher.results.Archive;
import org.autotest.dispatcher.results.Archiver;
import org.autotest.dispatcher.results.ResultsFiles;
import org.autotest.store.Database;
import org.autotest.store.lab.OldResults;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.autotest.testkit.SettableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Results of ended jobs are handed over and, much later, removed.
@ExtendWith(MariaDbExtension.class)
class ArchiveTest {
  private static final Duration KEEP = Duration.ofDays(30);

  @TempDir Path root;
  @TempDir Path elsewhere;
  private LabRig lab;
  private JobId job;
  private EntryId entry;

  @BeforeEach
  void rig(Database database, SettableClock clock, LabBuilder build) {
    lab = new LabRig(database, clock, build, root);
    build.user("alice");
    HostId host = build.host("host1");
    job = build.job("alice", "sleep");
    lab.options(job, "run_verify = 0");
    entry = build.entry(job, host);
  }

  @AfterEach
  void end() {
    lab.close();
  }

  private Archive.Command script(String text) throws IOException {
    Path script = Files.writeString(elsewhere.resolve("archive"), "#!/bin/sh\n" + text);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new Archive.Command(List.of(script.toString(), "bucket"));
  }

  private Path results() {
    return root.resolve(job + "-alice/host1");
  }

  private void run(Archive archive) throws InterruptedException {
    lab.archive(new Archiver(archive, Duration.ofSeconds(20)));
    lab.settle().exit(main(), 0);
  }

  private String archivedTo() {
    return lab.text("SELECT archived_to FROM afe_host_queue_entries WHERE id = ?", entry.value());
  }

  private Retention retention(Optional<Archive> archive) {
    return new Retention(
        new OldResults(lab.database),
        new ResultsFiles(root, ZoneOffset.UTC),
        new Results(archive, KEEP));
  }

  @Test
  void a_program_of_the_lab_gets_directory_and_tag_and_says_where_they_went() throws Exception {
    run(script("echo copying; cat \"$2/keyval\" > /dev/null && echo \"s3://$1/$3\"\n"));

    assertThat(lab.life(entry)).endsWith("Gathering → Parsing → Archiving → Completed");
    assertThat(archivedTo()).isEqualTo("s3://bucket/%s-alice/host1".formatted(job));
    assertThat(Files.readString(results().resolve(ArchiveMark.DONE)).strip())
        .isEqualTo(archivedTo());
    assertThat(Files.readString(results().resolve(ArchiveMark.OUTPUT))).startsWith("copying\n");
  }

  @Test
  void who_aborts_a_job_while_it_is_archived_is_noted_beside_its_results() throws Exception {
    lab.archive(new Archiver(script("sleep 1\n"), Duration.ofSeconds(20)));
    lab.settle();
    lab.launcher.end(lab.process(main()).process(), 0, 0);
    while (lab.status(entry) != EntryStatus.ARCHIVING) {
      lab.round();
    }
    lab.database.transactVoid(
        handle ->
            handle.execute(
                """
                INSERT INTO afe_aborted_host_queue_entries (queue_entry_id, aborted_by_id, aborted_on)
                SELECT ?, id, ? FROM afe_users WHERE login = 'alice'
                """,
                entry.value(),
                lab.database.now()));
    lab.build.abort(entry);
    lab.settle();

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.ABORTED);
    assertThat(Files.readString(results().resolve("status.log"))).contains("Job aborted by alice");
  }

  @Test
  void a_program_that_fails_leaves_a_mark_and_fails_no_job() throws Exception {
    run(script("echo no such bucket; exit 3\n"));

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.COMPLETED);
    assertThat(archivedTo()).isEqualTo("null");
    assertThat(Files.readString(results().resolve(ArchiveMark.FAILED)))
        .startsWith("archiving %s-alice/host1: ".formatted(job))
        .endsWith("exited 3: no such bucket\n");
    assertThat(
            lab.text(
                "SELECT reason FROM afe_event_log WHERE kind = 'entry' AND subject_id = ?"
                    + " AND old_status = 'Archiving'",
                entry.value()))
        .endsWith("exited 3: no such bucket");
  }

  @Test
  void a_program_that_is_not_there_or_does_not_end_is_told_as_such() throws Exception {
    lab.archive(new Archiver(script("exec sleep 600\n"), Duration.ofMillis(300)));
    lab.settle().exit(main(), 0);

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.COMPLETED);
    assertThat(Files.readString(results().resolve(ArchiveMark.FAILED))).contains("did not end in");
  }

  @Test
  void results_are_copied_to_a_directory_with_links_as_links() throws Exception {
    lab.archive(new Archiver(new Archive.Directory(elsewhere), Duration.ofSeconds(20)));
    lab.settle();
    Files.createDirectories(results().resolve("sleeptest/results"));
    Files.writeString(results().resolve("sleeptest/results/keyval"), "a=1\n");
    Files.createSymbolicLink(results().resolve("passwd"), Path.of("/etc/passwd"));
    lab.exit(main(), 1);

    Path copy = elsewhere.resolve(job + "-alice/host1");
    assertThat(lab.status(entry)).isEqualTo(EntryStatus.FAILED);
    assertThat(archivedTo()).isEqualTo(copy.toString());
    assertThat(copy.resolve("sleeptest/results/keyval")).hasContent("a=1\n");
    assertThat(copy.resolve("passwd")).isSymbolicLink();
    assertThat(copy.resolveSibling("host1.new")).doesNotExist();
  }

  @Test
  void an_archive_that_was_under_way_at_a_restart_is_made_once_more() throws Exception {
    Path gate = elsewhere.resolve("gate");
    Archive.Command slow =
        script("echo x >> %1$s.ran; [ -e %1$s ] || exec sleep 600; echo done\n".formatted(gate));
    lab.archive(new Archiver(slow, Duration.ofSeconds(20)));
    lab.settle();
    lab.launcher.end(lab.process(main()).process(), 0, 0);
    while (!Files.exists(Path.of(gate + ".ran"))) {
      lab.round();
    }
    Files.writeString(gate, "");
    lab.restart();
    lab.settle();

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.COMPLETED);
    assertThat(archivedTo()).isEqualTo("done");
    assertThat(Files.readAllLines(Path.of(gate + ".ran"))).hasSize(2);
  }

  @Test
  void old_results_are_removed_and_that_is_noted() throws Exception {
    lab.settle().exit(main(), 0);
    lab.clock.advance(KEEP.minusSeconds(1));
    assertThat(retention(Optional.empty()).removeOld(() -> false)).isZero();
    assertThat(results()).isDirectory();

    lab.clock.advance(Duration.ofSeconds(1));
    assertThat(retention(Optional.empty()).removeOld(() -> false)).isEqualTo(1);
    assertThat(results().getParent()).doesNotExist();
    assertThat(lab.text("SELECT results_removed_on FROM afe_jobs WHERE id = ?", job.value()))
        .isNotEqualTo("null");
    assertThat(retention(Optional.empty()).removeOld(() -> false)).as("once").isZero();
  }

  @Test
  void whoever_stops_removing_waits_for_one_job_and_not_for_all() throws Exception {
    JobId second = lab.build.job("alice", "sleep");
    lab.options(second, "run_verify = 0");
    lab.build.entry(second, lab.build.host("host2"));
    lab.settle().exit(main().and(on("host1")), 0).exit(main(), 0);
    lab.clock.advance(KEEP.multipliedBy(2));
    AtomicInteger asked = new AtomicInteger();

    assertThat(retention(Optional.empty()).removeOld(() -> asked.incrementAndGet() > 1))
        .isEqualTo(1);

    assertThat(results().getParent()).doesNotExist();
    assertThat(root.resolve(second + "-alice/host2")).isDirectory();
  }

  @Test
  void what_shall_be_archived_and_is_not_is_never_removed() throws Exception {
    Archive.Command failing = script("exit 1\n");
    run(failing);
    lab.clock.advance(KEEP.multipliedBy(2));

    assertThat(retention(Optional.of(failing)).removeOld(() -> false)).isZero();
    assertThat(results()).isDirectory();
    Files.writeString(results().resolve(ArchiveMark.DONE), "by hand: tape 7\n");
    assertThat(retention(Optional.of(failing)).removeOld(() -> false)).isEqualTo(1);
    assertThat(results()).doesNotExist();
  }

  @Test
  void results_of_a_job_that_has_not_ended_are_kept() throws Exception {
    lab.settle();
    lab.clock.advance(KEEP.multipliedBy(2));

    assertThat(retention(Optional.empty()).removeOld(() -> false)).isZero();
  }
}
