package org.autotest.client.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.autotest.client.process.ProcessGroup;
import org.autotest.client.process.ProcessNotStarted;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Workers forked by the real fork server.
class PythonWorkersTest {
  private static final Path PACKAGES = Path.of("src", "main", "python").toAbsolutePath();
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir Path directory;

  private final BlockingQueue<String> out = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> err = new LinkedBlockingQueue<>();
  private PythonWorkers workers;

  @BeforeEach
  void findPython() {
    workers = new PythonWorkers(new PythonProgram(System.getenv("PATH"), PACKAGES, Map.of()));
  }

  @AfterEach
  void close() {
    workers.close();
  }

  /// A worker that waits at its bridge: a socket that listens, and never answers.
  private ProcessGroup waiting(Listener listener) {
    return workers.start(
        "test",
        directory,
        Map.of("AUTOTEST_BRIDGE", listener.path().toString(), "AUTOTEST_BRIDGE_TOKEN", "t"),
        () -> {},
        out::add,
        err::add);
  }

  @Test
  void each_worker_carries_a_mark_of_its_own_and_leads_a_session() throws Exception {
    try (Listener listener = Listener.in(directory)) {
      ProcessGroup first = waiting(listener);
      ProcessGroup second = waiting(listener);
      listener.accept();
      listener.accept();

      List<String> marks = List.of(mark(first.pid()), mark(second.pid()));
      assertThat(marks).doesNotHaveDuplicates().allMatch(mark -> mark.length() == 48);
      assertThat(session(first.pid())).isEqualTo(first.pid());
      assertThat(ProcessHandle.of(first.pid()).flatMap(ProcessHandle::parent))
          .isEqualTo(ProcessHandle.of(second.pid()).flatMap(ProcessHandle::parent));

      first.kill();
      assertThat(first.waitFor()).isEqualTo(128 + 15);
      assertThat(second.isAlive()).isTrue();
      second.killNow();
      assertThat(second.waitFor()).isEqualTo(128 + 9);
    }
  }

  private static String mark(long pid) throws IOException {
    String environment =
        Files.readString(Path.of("/proc/%d/environ".formatted(pid)), StandardCharsets.ISO_8859_1);
    return Pattern.compile("\0AUTOTEST_GROUP=([^\0]*)")
        .matcher("\0" + environment)
        .results()
        .map(match -> match.group(1))
        .findFirst()
        .orElseThrow();
  }

  private static long session(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/%d/stat".formatted(pid)));
    return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", 5)[3]);
  }

  @Test
  void what_a_worker_prints_comes_by_its_own_pipes() throws Exception {
    ProcessGroup worker =
        workers.start(
            "test",
            directory,
            Map.of("AUTOTEST_BRIDGE", "/nowhere", "AUTOTEST_BRIDGE_TOKEN", "t"),
            () -> {},
            out::add,
            err::add);

    assertThat(worker.waitFor(LIMIT)).isTrue();
    assertThat(worker.exitValue()).isEqualTo(1);
    worker.drainOutput(LIMIT);
    assertThat(err).last().asString().contains("No such file or directory");
    assertThat(out).isEmpty();
  }

  @Test
  void a_killed_server_is_replaced_and_its_workers_go_on() throws Exception {
    try (Listener listener = Listener.in(directory)) {
      ProcessGroup orphan = waiting(listener);
      listener.accept();
      ProcessHandle server =
          ProcessHandle.of(orphan.pid()).flatMap(ProcessHandle::parent).orElseThrow();

      server.destroyForcibly();
      server.onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      ProcessGroup next = waiting(listener);
      listener.accept();

      assertThat(next.isAlive()).isTrue();
      assertThat(orphan.isAlive()).isTrue();
      orphan.killNow();
      assertThat(orphan.waitFor(LIMIT)).isTrue();
      assertThat(orphan.exitValue()).as("nobody saw it").isNegative();
      next.killNow();
    }
  }

  @Test
  void an_interpreter_that_fails_is_named_with_its_last_words() throws IOException {
    Path broken = directory.resolve("python3");
    Files.writeString(broken, "#!/bin/sh\necho 'no such version' >&2\nexit 3\n");
    Files.setPosixFilePermissions(broken, PosixFilePermissions.fromString("rwxr-xr-x"));
    workers = new PythonWorkers(new PythonProgram(directory.toString(), PACKAGES, Map.of()));

    assertThatThrownBy(
            () -> workers.start("test", directory, Map.of(), () -> {}, out::add, err::add))
        .isInstanceOf(ProcessNotStarted.class)
        .hasMessageContaining("starting a Python worker with " + broken)
        .hasMessageContaining("it exited with status 3: no such version");
  }
}
