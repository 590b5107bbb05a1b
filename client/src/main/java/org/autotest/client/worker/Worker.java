package org.autotest.client.worker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.autotest.client.bridge.BridgeConnection;
import org.autotest.client.bridge.BridgeServer;
import org.autotest.client.bridge.Call;
import org.autotest.client.bridge.CallHandler;
import org.autotest.client.bridge.ConnectionLost;
import org.autotest.client.bridge.Seat;
import org.autotest.client.log.LogLevel;
import org.autotest.client.log.LogSink;
import org.autotest.client.process.Leftovers;
import org.autotest.client.process.ProcessGroup;
import org.autotest.client.test.TestProcessLost;
import org.autotest.core.bridge.RaisedException;
import org.jspecify.annotations.Nullable;

/// One worker process at the bridge.
public final class Worker implements AutoCloseable {
  private static final Duration ARRIVAL_LIMIT = Duration.ofSeconds(60);
  private static final Duration EXIT_LIMIT = Duration.ofSeconds(3);
  private static final Duration DRAIN_LIMIT = Duration.ofMillis(300);

  /// Who serves the worker's calls and takes its output at present.
  private record Assignment(CallHandler calls, LogSink log) {}

  private final AtomicReference<Assignment> assignment;
  private final Seat seat;
  private final ProcessGroup process;
  private @Nullable BridgeConnection connection;
  private volatile boolean killed;

  private Worker(AtomicReference<Assignment> assignment, Seat seat, ProcessGroup process) {
    this.assignment = assignment;
    this.seat = seat;
    this.process = process;
  }

  /// Starts one, and does not wait for it.
  ///
  /// @param log takes what it prints, until it is assigned otherwise
  public static Worker start(
      BridgeServer bridge, WorkerProgram program, String role, Path directory, LogSink log) {
    AtomicReference<Assignment> assignment = new AtomicReference<>(new Assignment(new Idle(), log));
    Seat seat = bridge.seat(new Switchboard(assignment));
    Map<String, String> environment =
        Map.of(
            "AUTOTEST_BRIDGE", bridge.socket().toString(), "AUTOTEST_BRIDGE_TOKEN", seat.token());
    ProcessGroup process;
    try {
      process =
          program.start(
              role,
              directory,
              environment,
              bridge::awaitListening,
              line -> print(assignment, LogLevel.INFO, "stdout", line),
              line -> print(assignment, LogLevel.ERROR, "stderr", line));
    } catch (RuntimeException notStarted) {
      seat.close();
      throw notStarted;
    }
    var _ =
        process
            .onExit()
            .thenRunAsync(
                () -> {
                  seat.giveUp();
                  // What it forked holds its end of the connection too, which would never end.
                  Leftovers.end(process, assignment.get().log());
                });
    return new Worker(assignment, seat, process);
  }

  /// From now on others serve its calls and take its output.
  public void assign(CallHandler calls, LogSink log) {
    assignment.set(new Assignment(calls, log));
  }

  /// Calls it and waits for the answer.
  ///
  /// @param during what it is doing, for the reason when its process ends meanwhile
  /// @throws TestProcessLost when it ended
  public @Nullable Object call(String during, String name, List<? extends @Nullable Object> args)
      throws RaisedException {
    try {
      return connected().call(name, args, Map.of());
    } catch (ConnectionLost lost) {
      throw lost(lost, during);
    }
  }

  /// Ends it with everything it started, with a chance to clean up. Any thread may call it.
  public void kill() {
    killed = true;
    process.kill();
  }

  /// Whether it may get another test.
  public boolean isUsable() {
    return !killed && process.isAlive();
  }

  /// Ends what its test has left behind; the worker itself goes on.
  public void endLeftovers() {
    Leftovers.end(process, assignment.get().log());
  }

  /// Tells it to exit, and does not wait for it; [#close] does.
  void leave() {
    seat.close();
  }

  /// Lets it exit by itself, for a short time; then ends it. Output on its way is logged.
  @Override
  public void close() {
    seat.close();
    try {
      if (!process.waitFor(EXIT_LIMIT)) {
        process.killNow();
      }
      endLeftovers();
      process.drainOutput(DRAIN_LIMIT);
      process.close();
    } catch (InterruptedException stop) {
      process.killNow();
      Thread.currentThread().interrupt();
    }
  }

  private BridgeConnection connected() {
    try {
      if (connection == null) {
        connection = seat.await(ARRIVAL_LIMIT);
      }
      return Objects.requireNonNull(connection);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new ConnectionLost("the job is being stopped", stop);
    }
  }

  private TestProcessLost lost(ConnectionLost how, String during) {
    try {
      boolean exited = process.waitFor(EXIT_LIMIT);
      if (!exited) {
        process.killNow();
      }
      process.drainOutput(DRAIN_LIMIT);
      return exited && process.exitValue() >= 0
          ? TestProcessLost.exited(process.exitValue(), during)
          : TestProcessLost.unexplained(how.problem(), during);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return TestProcessLost.unexplained("the job is being stopped", during);
    }
  }

  private static void print(
      AtomicReference<Assignment> assignment, LogLevel level, String channel, String line) {
    assignment.get().log().log(level, channel, 0, line);
  }

  /// Passes calls and records on to whoever is assigned.
  private record Switchboard(AtomicReference<Assignment> assignment) implements CallHandler {
    @Override
    public @Nullable Object handle(Call call, BridgeConnection caller) throws RaisedException {
      return assignment.get().calls().handle(call, caller);
    }

    @Override
    public void log(String level, String module, int line, String text) {
      assignment.get().log().log(LogLevel.ofName(level), module, line, text);
    }
  }
}
