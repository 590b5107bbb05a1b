package org.autotest.autoserv.python;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.autotest.autoserv.control.ControlFailure;
import org.autotest.autoserv.control.ServerJob;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;
import org.autotest.core.failure.Signals;
import org.autotest.core.program.CallersLocale;
import org.jspecify.annotations.Nullable;

/// A server-side control file in Python, in a process of its own.
public final class PythonControl {
  private final PythonPlace place;
  private final Path scratch;
  private final Judge judge;
  private final AtomicReference<@Nullable AutotestException> failure = new AtomicReference<>();
  private final Raises raises = new Raises();

  /// Nothing runs yet.
  ///
  /// @param scratch private and with a short name: a socket is made there
  /// @param name of the control file, for messages
  public PythonControl(PythonPlace place, Path scratch, String name) {
    this.place = place;
    this.scratch = scratch;
    this.judge = new Judge(name, raises);
  }

  /// Runs it to its end.
  ///
  /// @param facts what `job.describe` tells beside the results directory
  /// @throws ControlFailure when it cannot be run, or ended by an exception of its own
  /// @throws AutotestException what went wrong with a machine and was not caught
  /// @throws InterruptedException when the execution is told to stop; the process is gone then
  public void run(
      Path control, ServerJob job, PythonHosts hosts, Map<String, ? extends @Nullable Object> facts)
      throws InterruptedException {
    Path socket = scratch.resolve("python-" + UUID.randomUUID().toString().substring(0, 8));
    String token = UUID.randomUUID().toString();
    try (Part whole = Part.whole(job.current());
        Branches branches = new Branches(job);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      Map<String, Handler> handlers = handlers(job, hosts, facts, branches);
      try (PythonLines lines =
          new PythonLines(server, handlers, raises, hosts, whole, branches, token)) {
        lines.open();
        ProcessBuilder builder = interpreter(control, socket, token, job.resultDirectory());
        told(interpret(builder, whole, lines));
      }
    } catch (IOException broken) {
      throw judge.failure(Blame.LAB, String.valueOf(broken.getMessage()));
    } finally {
      removed(socket);
    }
  }

  private Map<String, Handler> handlers(
      ServerJob job,
      PythonHosts hosts,
      Map<String, ? extends @Nullable Object> facts,
      Branches branches) {
    Map<String, Handler> all = new HashMap<>();
    all.putAll(new JobCalls(job, hosts, facts, branches, judge).handlers());
    all.putAll(new HostCalls(hosts).handlers());
    all.putAll(new CommandCalls(hosts).handlers());
    all.put(
        "control.failed",
        (asked, _) -> {
          failure.set(judge.failure(asked, 0));
          return null;
        });
    return all;
  }

  private ProcessBuilder interpreter(Path control, Path socket, String token, Path directory) {
    ProcessBuilder builder = new ProcessBuilder(place.command(control));
    builder.directory(directory.toFile());
    CallersLocale.putBack(builder.environment());
    builder.environment().putAll(place.environment());
    builder.environment().put("AUTOTEST_BRIDGE", socket.toString());
    builder.environment().put("AUTOTEST_BRIDGE_TOKEN", token);
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    return builder;
  }

  private static int interpret(ProcessBuilder builder, Part whole, PythonLines lines)
      throws IOException, InterruptedException {
    try (PythonProcess process = PythonProcess.start(builder, whole)) {
      return process.waitFor();
    } catch (InterruptedException stop) {
      lines.stop();
      throw stop;
    }
  }

  private void told(int status) {
    AutotestException ended = failure.get();
    if (ended != null) {
      throw ended;
    }
    if (status != 0) {
      String words =
          status > 128
              ? "killed by " + Signals.name(status - 128)
              : "its process ended with status %d".formatted(status);
      throw judge.failure(Blame.SUBMITTER, words);
    }
  }

  private static void removed(Path socket) {
    try {
      Files.deleteIfExists(socket);
    } catch (IOException stays) {
      // The directory is removed as a whole in the end.
    }
  }
}
