package org.autotest.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.autotest.core.host.Hostname;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.JobId;
import org.autotest.dispatcher.launch.LocalLauncher;
import org.autotest.dispatcher.run.DispatcherService;
import org.autotest.store.Database;
import org.autotest.store.DatabaseAddress;
import org.autotest.store.lab.Round;
import org.autotest.store.lab.Round.Decided;
import org.autotest.store.tko.ResultsIngestion;
import org.autotest.store.views.RoundViews;
import org.autotest.store.views.RoundViews.RoundLine;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What a whole dispatcher decided is in the database, where pages find it.
@ExtendWith(MariaDbExtension.class)
class RoundsToldTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path root;

  @Test
  void rounds_that_decided_something_are_told_with_reasons_and_no_others(DatabaseAddress address)
      throws Exception {
    InstantSource clock = InstantSource.system();
    try (Database database = Database.open(address, clock);
        LocalLauncher launcher = new LocalLauncher(0)) {
      DispatcherService dispatcher =
          new DispatcherService(
              new ScriptedRuns(root).config("teller"),
              database,
              launcher,
              new ResultsIngestion(database)::ingest,
              new DispatcherService.Self("here", launcher.ownProcess(), clock, ZoneOffset.UTC));
      Thread thread = Thread.ofPlatform().name("teller").start(dispatcher::run);
      LabBuilder build = new LabBuilder(database);
      build.user("alice");
      JobId job = build.job("alice", "job");
      EntryId entry = build.entry(job, build.host("host1"));

      RoundViews views = new RoundViews(database);
      await()
          .atMost(SOON)
          .until(() -> summaries(views.list(OptionalLong.empty(), 100)).contains("entries ended"));
      assertThat(dispatcher.isPlanning()).as("it is told while it plans").isTrue();
      assertThat(ScriptedRuns.count(database, "status = 'Completed' AND id = " + entry.value()))
          .isEqualTo(1);
      dispatcher.close();
      thread.join();

      List<Round> told =
          views.list(OptionalLong.empty(), 1_000).reversed().stream()
              .map(RoundLine::round)
              .toList();
      List<Round> decided =
          dispatcher.rounds().last().stream().filter(round -> round.decided() > 0).toList();
      assertThat(told)
          .extracting(Round::number)
          .isEqualTo(decided.stream().map(Round::number).toList());
      assertThat(told)
          .extracting(Round::decisions)
          .isEqualTo(decided.stream().map(Round::decisions).toList());
      assertThat(dispatcher.rounds().totals().rounds()).isGreaterThan(told.getLast().number());
      assertThat(told.getFirst().decisions())
          .contains(
              new Decided(
                  "hosts taken",
                  1,
                  Optional.of(job),
                  Optional.of(new Hostname("host1")),
                  "host1 is free"));
    }
  }

  private static String summaries(List<RoundLine> lines) {
    return String.join("\n", lines.stream().map(line -> line.round().summary()).toList());
  }
}
