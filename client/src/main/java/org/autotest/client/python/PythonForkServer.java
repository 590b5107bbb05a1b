package org.autotest.client.python;

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.autotest.client.process.Cgroup;
import org.autotest.client.process.ProcessGroup;
import org.autotest.client.process.ProcessNotStarted;
import org.autotest.client.process.SessionMark;
import org.autotest.core.bridge.JsonReader;
import org.autotest.core.bridge.JsonWriter;
import org.autotest.core.bridge.Values;
import org.autotest.core.failure.Blame;
import org.autotest.core.failure.MalformedInput;
import org.autotest.core.program.CallersLocale;
import org.jspecify.annotations.Nullable;

/// A running `forkserver.py`: makes Python processes that have loaded all they need. What both
/// sides say is written there.
final class PythonForkServer implements AutoCloseable {
  /// A worker, as it was forked: its id, the server's, and the server's descriptors of its output.
  private record Forked(
      long pid, long server, long out, long err, CompletableFuture<Integer> exit) {
    InputStream open(long descriptor) throws IOException {
      return new FileInputStream("/proc/%d/fd/%d".formatted(server, descriptor));
    }
  }

  private static final int LIMIT_SECONDS = 60;
  private static final int EXIT_SECONDS = 3;
  private static final int WORDS_MAX = 2000;
  private static final int UNSEEN = -1;

  private final String interpreter;
  private final Process process;
  private final OutputStream requests;
  private final StringBuilder lastWords = new StringBuilder();
  private final Map<Long, CompletableFuture<Forked>> asked = new ConcurrentHashMap<>();
  private final Map<Long, CompletableFuture<Integer>> living = new ConcurrentHashMap<>();
  private final Thread complaints;
  private long lastNumber;
  private volatile boolean gone;

  private PythonForkServer(String interpreter, Process process) {
    this.interpreter = interpreter;
    this.process = process;
    this.requests = process.getOutputStream();
    this.complaints =
        Thread.ofPlatform().daemon().name("forkserver-err").start(this::readComplaints);
    Thread.ofPlatform().daemon().name("forkserver").start(this::readAnswers);
  }

  /// Starts one, and does not wait for it.
  ///
  /// @throws ProcessNotStarted when the interpreter cannot be started
  static PythonForkServer start(List<String> command, Map<String, String> environment) {
    List<String> argv = new ArrayList<>(command.size() + 1);
    argv.add("setsid");
    argv.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(argv);
    CallersLocale.putBack(builder.environment());
    builder.environment().putAll(environment);
    builder.environment().put(ProcessGroup.MARK, SessionMark.make().value());
    try {
      return new PythonForkServer(command.getFirst(), builder.start());
    } catch (IOException cannot) {
      throw new ProcessNotStarted(
          Blame.HOST, "starting %s: %s".formatted(command.getFirst(), cannot.getMessage()), cannot);
    }
  }

  /// Whether it can be asked for workers.
  boolean isUsable() {
    return !gone && process.isAlive();
  }

  /// Makes a worker; the parameters are those of `WorkerProgram.start`.
  ///
  /// @throws ProcessNotStarted when it cannot
  ProcessGroup fork(
      String role,
      Path directory,
      Map<String, String> environment,
      Consumer<String> outLines,
      Consumer<String> errLines) {
    SessionMark mark = SessionMark.makeContained();
    Map<String, @Nullable Object> variables = new LinkedHashMap<>(environment);
    variables.put(ProcessGroup.MARK, mark.value());
    mark.cgroup()
        .ifPresent(group -> variables.put("AUTOTEST_CGROUP", group.processes().toString()));
    try {
      CompletableFuture<Forked> answer = new CompletableFuture<>();
      long number = ask(role, directory, variables, answer);
      Forked forked = answer.get(LIMIT_SECONDS, TimeUnit.SECONDS);
      ProcessGroup group =
          new ProcessGroup(
              forked.pid(),
              mark,
              forked.exit(),
              forked.open(forked.out()),
              forked.open(forked.err()),
              outLines,
              errLines);
      send(Map.of("taken", number));
      return group;
    } catch (IOException broken) {
      throw failed(mark, String.valueOf(broken.getMessage()), broken);
    } catch (TimeoutException late) {
      throw failed(mark, "it did not answer for %d s".formatted(LIMIT_SECONDS), late);
    } catch (ExecutionException refused) {
      throw failed(mark, Objects.requireNonNull(refused.getCause()).getMessage(), refused);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw failed(mark, "the job is being stopped", stop);
    }
  }

  /// Ends it; its workers go on.
  @Override
  public void close() {
    try {
      requests.close();
      if (!process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException broken) {
      process.destroyForcibly();
    } catch (InterruptedException stop) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private synchronized long ask(
      String role,
      Path directory,
      Map<String, @Nullable Object> variables,
      CompletableFuture<Forked> answer)
      throws IOException {
    long number = ++lastNumber;
    asked.put(number, answer);
    if (gone) {
      throw new IOException(ending());
    }
    send(
        Map.of(
            "fork",
            number,
            "role",
            role,
            "directory",
            directory.toString(),
            "environment",
            variables));
    return number;
  }

  private synchronized void send(Map<String, ? extends @Nullable Object> request)
      throws IOException {
    try {
      requests.write((JsonWriter.write(request) + "\n").getBytes(StandardCharsets.UTF_8));
      requests.flush();
    } catch (IOException broken) {
      throw new IOException(ending(), broken);
    }
  }

  private ProcessNotStarted failed(
      SessionMark mark, @Nullable String observation, Exception cause) {
    mark.cgroup().ifPresent(Cgroup::removeUnused);
    return new ProcessNotStarted(
        Blame.HOST,
        "starting a Python worker with %s: %s".formatted(interpreter, observation),
        cause);
  }

  private void readAnswers() {
    try (BufferedReader answers = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = answers.readLine(); line != null; line = answers.readLine()) {
        take(Values.map(JsonReader.parse(line)));
      }
    } catch (IOException | MalformedInput broken) {
      process.destroyForcibly();
    }
    gone = true;
    IOException end = new IOException(ending());
    asked.values().forEach(answer -> answer.completeExceptionally(end));
    living.forEach(PythonForkServer::endUnseen);
  }

  /// Only its parent learns how a worker ended, and that is now another process.
  private static void endUnseen(long pid, CompletableFuture<Integer> exit) {
    var _ =
        ProcessHandle.of(pid)
            .map(ProcessHandle::onExit)
            .orElseGet(() -> CompletableFuture.completedFuture(null))
            .thenRun(() -> exit.complete(UNSEEN));
  }

  private void take(Map<String, @Nullable Object> answer) {
    if (answer.containsKey("exited")) {
      CompletableFuture<Integer> exit = living.remove(Values.number(answer.get("exited"), 0));
      if (exit != null) {
        exit.complete((int) Values.number(answer.get("status"), UNSEEN));
      }
      return;
    }
    boolean done = answer.containsKey("forked");
    CompletableFuture<Forked> waiting =
        asked.remove(Values.number(answer.get(done ? "forked" : "failed"), 0));
    if (waiting == null) {
      return;
    }
    if (!done) {
      waiting.completeExceptionally(new IOException(Values.text(answer.get("reason"), "")));
      return;
    }
    CompletableFuture<Integer> exit = new CompletableFuture<>();
    long pid = Values.number(answer.get("pid"), 0);
    living.put(pid, exit);
    waiting.complete(
        new Forked(
            pid,
            Values.number(answer.get("server"), 0),
            Values.number(answer.get("out"), 0),
            Values.number(answer.get("err"), 0),
            exit));
  }

  private void readComplaints() {
    try (BufferedReader lines = process.errorReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        synchronized (lastWords) {
          lastWords.append(lastWords.isEmpty() ? "" : "; ").append(line.strip());
          lastWords.delete(0, Math.max(0, lastWords.length() - WORDS_MAX));
        }
      }
    } catch (IOException closed) {
      // What it said before is kept.
    }
  }

  /// How it ended, with its last words.
  private String ending() {
    try {
      boolean ended = process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS);
      complaints.join(TimeUnit.SECONDS.toMillis(1));
      String how = ended ? "it exited with status " + process.exitValue() : "it does not listen";
      synchronized (lastWords) {
        return lastWords.isEmpty() ? how : how + ": " + lastWords;
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return "the job is being stopped";
    }
  }
}
