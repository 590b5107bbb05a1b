package org.autotest.dispatcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.autotest.core.job.ExecutionId;
import org.autotest.dispatcher.launch.Launcher.Launch;
import org.autotest.store.lab.LabExecution.ProcessRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SilenceGuardTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Duration NEVER = Duration.ofHours(1);

  @TempDir Path root;
  private final FakeLauncher launcher = new FakeLauncher();

  private ProcessRef start(long execution) throws IOException {
    Path directory = Files.createDirectories(root.resolve(Long.toString(execution)));
    return launcher.launch(
        new Launch(
            new ExecutionId(execution), directory, List.of("autoserv"), directory.resolve("out")));
  }

  private Set<ProcessRef> running() {
    return launcher.running().stream()
        .map(FakeLauncher.Running::process)
        .collect(Collectors.toSet());
  }

  private SilenceGuard guard(Duration after, Duration grace) {
    return new SilenceGuard(
        launcher, this::running, new DroneFence(after, grace), Duration.ofMillis(5));
  }

  @Test
  void one_that_cannot_be_told_keeps_no_other_from_its_end_and_is_told_later() throws Exception {
    ProcessRef stubborn = start(1);
    start(2);
    launcher.refuseSignals(stubborn, "no more processes");

    try (SilenceGuard guard = guard(Duration.ofMillis(1), NEVER)) {
      guard.heard(System.nanoTime(), 1);
      await().atMost(SOON).until(() -> running().equals(Set.of(stubborn)));
      launcher.allowSignals();
      await().atMost(SOON).until(() -> running().isEmpty());
    }
  }

  @Test
  void what_begins_after_the_others_were_ended_is_ended_too() throws Exception {
    start(1);
    try (SilenceGuard guard = guard(Duration.ofMillis(1), Duration.ZERO)) {
      guard.heard(System.nanoTime(), 1);
      await().atMost(SOON).until(() -> running().isEmpty());
      start(2);
      await().atMost(SOON).until(() -> running().isEmpty());
    }
  }

  @Test
  void a_drone_that_is_alone_or_heard_of_ends_nothing() throws Exception {
    start(1);
    try (SilenceGuard alone = guard(Duration.ofMillis(1), Duration.ZERO);
        SilenceGuard heard = guard(NEVER, NEVER)) {
      alone.heard(System.nanoTime(), 0);
      heard.heard(System.nanoTime(), 1);
      await().pollDelay(Duration.ofMillis(100)).until(() -> true);
      assertThat(running()).hasSize(1);
      heard.heard(System.nanoTime() - NEVER.multipliedBy(3).toNanos(), 1);
      await().atMost(SOON).until(() -> running().isEmpty());
    }
  }
}
