package org.autotest.client.worker;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.autotest.client.bridge.BridgeConnection;
import org.autotest.client.bridge.CallHandler;
import org.autotest.client.log.LineStream;
import org.autotest.client.process.ProcessGroup;
import org.jspecify.annotations.Nullable;

/// The program in a Java worker: comes to the bridge and serves tests, or a profiler, until the
/// harness lets go.
public final class JavaWorkerMain {
  private JavaWorkerMain() {}

  /// Serves.
  ///
  /// @param args the role, `test` or `profiler`
  public static void main(String[] args) {
    Path socket = Path.of(required("AUTOTEST_BRIDGE"));
    String token = required("AUTOTEST_BRIDGE_TOKEN");
    awaitHarness();
    serve(socket, token, args.length > 0 ? args[0] : "test");
    System.exit(0);
  }

  /// The harness starts this program before it listens, and ends its standard input when it does;
  /// until then nothing may be started.
  private static void awaitHarness() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is sent but the end.
      }
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  /// Serves until the harness lets go; from now on what this process prints goes there.
  ///
  /// @param token from the harness
  /// @throws UncheckedIOException when the harness is not there
  public static void serve(Path socket, String token, String role) {
    ParameterValues.prepare();
    AtomicReference<@Nullable BridgeConnection> bridge = new AtomicReference<>();
    PrintStream out = printingToLog(bridge, "INFO", "stdout", System.out);
    PrintStream err = printingToLog(bridge, "ERROR", "stderr", System.err);
    CallHandler host;
    if (role.equals("profiler")) {
      host = new JavaProfilerHost(out, err);
    } else {
      JavaTestHost tests = new JavaTestHost(bridge, out, err);
      Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(tests::tellWhere));
      host = tests;
    }
    try {
      BridgeConnection connection = BridgeConnection.connect(socket, "java", role, token, host);
      bridge.set(connection);
      ProcessHandle.current().parent().ifPresent(harness -> endWith(harness));
      System.setOut(out);
      System.setErr(err);
      connection.serve();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  /// A harness that is killed cannot end what a test started: then this process does.
  private static void endWith(ProcessHandle harness) {
    String mark = Objects.requireNonNullElse(System.getenv(ProcessGroup.MARK), "");
    var _ =
        harness
            .onExit()
            .thenRun(
                () -> {
                  ProcessGroup.endOwnSession(mark);
                  Runtime.getRuntime().halt(1);
                });
  }

  /// Lines come to the log in the order in which they were printed, and before what the test does
  /// next, which a pipe would not promise.
  private static PrintStream printingToLog(
      AtomicReference<@Nullable BridgeConnection> bridge,
      String level,
      String channel,
      PrintStream otherwise) {
    return LineStream.printingTo(
        line -> {
          BridgeConnection connection = bridge.get();
          if (connection == null) {
            otherwise.println(line);
          } else {
            connection.log(level, channel, 0, line);
          }
        });
  }

  private static String required(String variable) {
    String value = System.getenv(variable);
    if (value == null) {
      System.err.println("this program is started by autotest-local; " + variable + " is not set");
      System.exit(2);
      return "";
    }
    return value;
  }
}
