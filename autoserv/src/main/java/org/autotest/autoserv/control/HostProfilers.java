package org.autotest.autoserv.control;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.autoserv.api.BackgroundCommand;
import org.autotest.autoserv.host.CommandResult;
import org.autotest.autoserv.host.Scripts;
import org.autotest.autoserv.host.ShellWords;
import org.autotest.core.failure.AutotestException;

/// Profilers on the machines of a job beside something that the server does: on each machine a
/// client of their own, in a temporary directory. Trouble with them fails nothing: it is told.
public final class HostProfilers {
  private static final Duration READY_LIMIT = Duration.ofMinutes(4);

  /// `powertop` may measure an hour before it is over.
  private static final Duration END_LIMIT = Duration.ofMinutes(65);

  private static final String AWAIT_READY =
      "n=0; until [ -e \"$0/ready\" ]; do [ ! -e \"$0/ended\" ] && [ $n -lt 1800 ] || exit 1;"
          + " n=$((n + 1)); sleep 0.1 2>/dev/null || { sleep 1; n=$((n + 9)); }; done";
  private static final String SEEN = "out/results/default/profiling/profiling/iteration.1/";

  /// One machine.
  private record Watched(ServerHost host, String directory, BackgroundCommand client) {}

  private final List<Watched> watched = new ArrayList<>();
  private final Map<String, String> problems = new LinkedHashMap<>();

  private HostProfilers() {}

  /// Starts them on all machines and waits until they run everywhere.
  ///
  /// @param state the profilers, see [ClientState]
  public static HostProfilers begin(List<ServerHost> hosts, String state) {
    HostProfilers begun = new HostProfilers();
    hosts.forEach(host -> begun.start(host, state));
    begun.watched.forEach(begun::awaitReady);
    return begun;
  }

  private void start(ServerHost host, String state) {
    attempt(
        host,
        () -> {
          String program = host.clientProgram();
          String directory = host.temporaryDirectory();
          List<String> words =
              List.of(
                  "sh",
                  "-c",
                  Scripts.load(HostProfilers.class, "profile.sh"),
                  "sh",
                  directory,
                  program,
                  state);
          watched.add(new Watched(host, directory, host.start(ShellWords.join(words))));
        });
  }

  private void awaitReady(Watched one) {
    attempt(
        one.host(),
        () -> {
          CommandResult ready =
              one.host().tryRun(command(AWAIT_READY, one.directory()), READY_LIMIT);
          if (!ready.isSuccess()) {
            problems.put(one.host().hostname(), "the profilers did not start: " + lastWords(one));
          }
        });
  }

  /// Stops them and brings what they saw here, into a directory named like the machine.
  ///
  /// @param directory of all machines; made when it is not there
  /// @return what went wrong, by the machine
  public Map<String, String> end(Path directory) {
    for (Watched one : watched) {
      attempt(one.host(), () -> one.host().run(command(": >\"$0/stop\"", one.directory())));
    }
    for (Watched one : watched) {
      attempt(one.host(), () -> bring(one, directory.resolve(one.host().hostname())));
    }
    return Map.copyOf(problems);
  }

  private void bring(Watched one, Path target) {
    if (problems.containsKey(one.host().hostname())) {
      one.client().kill();
      return;
    }
    Optional<CommandResult> ended = one.client().waitFor(END_LIMIT);
    if (ended.isEmpty() || !ended.get().isSuccess()) {
      String words = lastWords(one);
      one.client().kill();
      problems.put(one.host().hostname(), "the profilers did not end well: " + words);
      return;
    }
    one.host().getFile(one.directory() + "/" + SEEN, target + "/");
    String warnings = one.directory() + "/out/results/default/debug/client.WARNING";
    String told = one.host().output(command("cat \"$0\" 2>/dev/null || :", warnings));
    if (!told.isEmpty()) {
      problems.put(one.host().hostname(), told.lines().findFirst().orElse(""));
    }
  }

  private static String lastWords(Watched one) {
    return one.host().output(command("tail -n 5 \"$0/log\" 2>&1 | tr '\\n' ' '", one.directory()));
  }

  private static String command(String script, String directory) {
    return ShellWords.join(List.of("sh", "-c", script, directory));
  }

  private void attempt(ServerHost host, Runnable work) {
    try {
      work.run();
    } catch (AutotestException lost) {
      problems.putIfAbsent(host.hostname(), lost.problem());
    }
  }
}
