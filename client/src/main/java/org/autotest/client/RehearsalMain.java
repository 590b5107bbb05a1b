package org.autotest.client;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autotest.client.bridge.BridgeConnection;
import org.autotest.client.bridge.BridgeServer;
import org.autotest.client.bridge.Call;
import org.autotest.client.bridge.CallHandler;
import org.autotest.client.bridge.Seat;
import org.autotest.client.source.Api;
import org.autotest.client.source.SourceCompiler;
import org.autotest.client.test.PythonText;
import org.autotest.client.worker.JavaWorkerMain;
import org.autotest.core.bridge.RaisedException;

/// What runs while the cache of the client is made: the cache holds what was loaded and linked
/// here, and everything else makes each start of the harness and of its workers slower. Harness and
/// worker share one cache, so both have to happen in this one process.
public final class RehearsalMain {
  private static final Duration ARRIVAL_LIMIT = Duration.ofSeconds(30);

  private RehearsalMain() {}

  /// Rehearses, and exits with 1 when a job with a Java control file did not come to its end; one
  /// in Python cannot where there is no Python.
  ///
  /// @param args an empty directory, the directory of the tests, which `autotest.tests` names too,
  ///   and the control files
  public static void main(String[] args) throws Exception {
    Path scratch = Path.of(args[0]).toAbsolutePath();
    PrintStream out = System.out;
    PrintStream err = System.err;
    int status = 0;
    for (String control : List.of(args).subList(2, args.length)) {
      List<String> command = new ArrayList<>(List.of("--output_dir", scratch.toString()));
      // Each with other options, for what is never done here is slow later.
      if (control.endsWith(".java")) {
        command.addAll(List.of("-d", args[1]));
      }
      command.add(control);
      int ended = ClientMain.run(command);
      status |= control.endsWith(".java") ? ended : 0;
      System.setOut(out);
      System.setErr(err);
    }
    rehearseNumbers();
    rehearseWorker(scratch);
    System.setOut(out);
    System.setErr(err);
    System.exit(status);
  }

  /// How a measurement is written depends on its size, and what the rehearsed tests measure is now
  /// of one size and now of another.
  private static void rehearseNumbers() {
    for (double number : List.of(0.0, 0.25, -12345.678, 5.6e-5, 3e-7, -1.5e-12, 1e17)) {
      PythonText.str(number);
    }
  }

  /// One test in a worker that is a thread of this process.
  private static void rehearseWorker(Path scratch)
      throws IOException, InterruptedException, RaisedException {
    Path source = Files.writeString(scratch.resolve("Rehearsed.java"), SOURCE);
    String classPath = System.getProperty("java.class.path", "");
    Path classes =
        new SourceCompiler(scratch.resolve("classes"), Api.of(scratch, classPath))
            .compile(source, "Rehearsed", "");
    Map<String, Object> specification = new LinkedHashMap<>();
    specification.put("class", "Rehearsed");
    specification.put("classes", classes.toString());
    for (String directory : List.of("bindir", "srcdir", "outputdir", "resultsdir", "tmpdir")) {
      specification.put(directory, scratch.toString());
    }
    try (BridgeServer bridge = BridgeServer.open(scratch)) {
      Seat seat = bridge.seat(new Silent());
      bridge.awaitListening();
      Thread worker =
          Thread.ofPlatform()
              .daemon()
              .start(() -> JavaWorkerMain.serve(bridge.socket(), seat.token(), "test"));
      BridgeConnection harness = seat.await(ARRIVAL_LIMIT);
      for (int round = 0; round < 3; round++) {
        harness.call("test.load", specification);
        harness.call("phase.call", "run_once", Map.of("seconds", 0), 1);
        harness.call("phase.call", "postprocess_iteration", Map.of(), 1);
        harness.call("test.unload");
      }
      seat.close();
      worker.join();
    }
  }

  private static final String SOURCE =
      """
      class Rehearsed extends ClientTest {
        void runOnce(@Default("1") double seconds) {
          System.out.println("rehearsed");
          writePerf("seconds", seconds, "s");
        }
      }
      """;

  /// Takes what the worker tells, and does nothing.
  private record Silent() implements CallHandler {
    @Override
    public Object handle(Call call, BridgeConnection caller) {
      return true;
    }

    @Override
    public void log(String level, String module, int line, String text) {}
  }
}
