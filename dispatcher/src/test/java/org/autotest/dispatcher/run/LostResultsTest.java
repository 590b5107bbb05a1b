package org.autotest.dispatcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.autotest.dispatcher.run.LabRig.main;
import static org.autotest.dispatcher.run.LabRig.repair;
import static org.autotest.dispatcher.run.LabRig.verify;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.autotest.core.files.FileTree;
import org.autotest.core.host.HostId;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.JobId;
import org.autotest.core.tko.TkoParser.Progress;
import org.autotest.dispatcher.results.ResultsTrouble;
import org.autotest.store.Database;
import org.autotest.store.tko.ResultsIngestion;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.autotest.testkit.SettableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Jobs end, whatever becomes of their results.
@ExtendWith(MariaDbExtension.class)
class LostResultsTest {
  @TempDir Path root;
  private LabRig lab;
  private JobId job;
  private EntryId entry;

  @BeforeEach
  void rig(Database database, SettableClock clock, LabBuilder build) throws IOException {
    lab = new LabRig(database, clock, build, root);
    build.user("alice");
    HostId host = build.host("host1");
    job = build.job("alice", "sleep");
    lab.options(job, "reboot_after = 0, parse_failed_repair = 1");
    entry = build.entry(job, host);
    Files.createDirectories(root.resolve("1-somebody-elses"));
  }

  @AfterEach
  void end() {
    lab.close();
  }

  private String problem() {
    return lab.text(
        "SELECT CONCAT(failure_blame, ' ', failure_problem) FROM afe_host_queue_entries"
            + " WHERE id = ?",
        entry.value());
  }

  @Test
  void a_directory_that_somebody_removes_before_it_is_read_holds_up_no_job() throws Exception {
    ResultsIngestion ingestion = new ResultsIngestion(lab.database);
    lab.ingest(
        (id, tag, directory, progress) -> {
          if (progress == Progress.ENDED) {
            FileTree.delete(directory);
          }
          ingestion.ingest(id, tag, directory, progress);
        });

    lab.settle().exit(verify(), 0).exit(main(), 0);

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.COMPLETED);
    assertThat(problem())
        .startsWith(
            "LAB reading results of %s-alice/host1: there is no such directory".formatted(job));
  }

  @Test
  void an_entry_that_is_given_up_while_its_directory_cannot_be_made_says_why_it_was_given_up()
      throws Exception {
    lab.ingest(new ResultsIngestion(lab.database)::ingest);
    lab.settle().exit(verify(), 1);
    Files.writeString(root.resolve(job + "-alice"), "in the way");

    lab.exit(repair(), 1);

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.FAILED);
    assertThat(problem()).isEqualTo("HOST repair of host1: autoserv exited 1");
  }

  /// The clock goes on by the pause between two attempts with each round.
  private void roundsUntil(Callable<Boolean> condition) {
    await()
        .pollInSameThread()
        .until(
            () -> {
              lab.clock.advance(Duration.ofSeconds(2));
              lab.round();
              return condition.call();
            });
  }

  @Test
  void results_that_cannot_be_read_for_a_day_are_given_up() throws Exception {
    AtomicInteger reads = new AtomicInteger();
    lab.ingest(
        (_, _, _, _) -> {
          reads.incrementAndGet();
          throw new ResultsTrouble("reading them", new IOException("Stale file handle"));
        });
    lab.settle().exit(verify(), 0);
    lab.launcher.end(lab.process(main()).process(), 0, 0);
    roundsUntil(() -> reads.get() >= 2);
    int before = reads.get();
    lab.clock.advance(Duration.ofHours(23));
    roundsUntil(() -> reads.get() > before);
    assertThat(lab.status(entry)).isEqualTo(EntryStatus.PARSING);

    lab.clock.advance(Duration.ofHours(1));
    roundsUntil(() -> lab.status(entry) == EntryStatus.COMPLETED);

    assertThat(problem()).contains("Stale file handle").contains("given up after 24 h");
  }
}
