package org.autotest.dispatcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.autotest.core.job.JobId;
import org.autotest.core.results.ExecutionPath;
import org.autotest.dispatcher.plan.ArchiveDesk.Archived;
import org.autotest.dispatcher.plan.GroupKey;
import org.autotest.dispatcher.results.Archive;
import org.autotest.dispatcher.results.Archiver;
import org.autotest.dispatcher.results.ResultsFiles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real program archives, and never twice at the same time.
@SuppressWarnings("NullAway.Init") // JUnit calls the method that sets the fields.
class ArchiveWorkersTest {
  private static final GroupKey GROUP = new GroupKey(new JobId(17), "host1");
  private static final ExecutionPath PATH = new ExecutionPath("17-alice/host1");

  @TempDir Path root;
  @TempDir Path elsewhere;
  private final Inbox inbox = new Inbox();
  private ArchiveWorkers workers;

  @BeforeEach
  void start() throws IOException {
    Files.createDirectories(root.resolve(PATH.value()));
    Path script =
        Files.writeString(
            elsewhere.resolve("archive"),
            """
            #!/bin/sh
            cd '%s'
            echo begun >> begun
            while [ ! -e go ]; do sleep 0.05; done
            echo the-shelf
            """
                .formatted(elsewhere));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    workers =
        new ArchiveWorkers(
            new ResultsFiles(root, ZoneOffset.UTC),
            new Archiver(new Archive.Command(List.of(script.toString())), Duration.ofMinutes(1)),
            inbox,
            Executors.newVirtualThreadPerTaskExecutor());
  }

  @AfterEach
  void end() {
    workers.close();
  }

  private void awaitBegun(int times) {
    await()
        .ignoreExceptions()
        .until(() -> Files.readAllLines(elsewhere.resolve("begun")).size() == times);
  }

  private void letGo() throws IOException {
    Files.writeString(elsewhere.resolve("go"), "");
  }

  private List<Observation> told() {
    return inbox.first(10);
  }

  private static Observation archived() {
    return new Observation.Archived(
        GROUP, new Archived(Optional.of("the-shelf"), Optional.empty()));
  }

  @Test
  void who_asks_again_while_it_is_under_way_gets_the_answer_of_the_first() throws Exception {
    workers.archive(GROUP, Optional.of(PATH));
    awaitBegun(1);

    workers.archive(GROUP, Optional.of(PATH));
    letGo();
    await().until(() -> !told().isEmpty());
    workers.close();

    assertThat(told()).containsExactly(archived());
    assertThat(Files.readAllLines(elsewhere.resolve("begun"))).hasSize(1);
  }

  @Test
  void what_is_given_up_is_ended_and_tells_nothing_and_the_next_begins_after_it() throws Exception {
    workers.archive(GROUP, Optional.of(PATH));
    awaitBegun(1);

    workers.giveUpAll();
    workers.archive(GROUP, Optional.of(PATH));
    awaitBegun(2);
    assertThat(told()).isEmpty();
    letGo();
    await().until(() -> !told().isEmpty());

    assertThat(told()).containsExactly(archived());
  }
}
