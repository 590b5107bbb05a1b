package org.autotest.autoserv.control;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.autotest.autoserv.host.ShellWords;
import org.autotest.core.failure.AutotestException;

/// Profilers on the machines of a job beside something that the server does: on each machine a
/// client of their own, in a temporary directory, and another one after each reboot that the job
/// orders. Trouble with them fails nothing: it is told.
public final class HostProfilers implements Restarts.Beside {
  private static final Duration READY_LIMIT = Duration.ofMinutes(4);

  /// `powertop` may measure an hour before it is over.
  private static final Duration END_LIMIT = Duration.ofMinutes(65);

  /// One look at the machine; more of them are taken from here.
  private static final Duration LOOK_LIMIT = Duration.ofMinutes(1);

  /// Waits some seconds for a file; prints `there`, or `gone` when the client is no more, or
  /// nothing.
  private static final String AWAIT =
      """
      n=0
      until [ -e "$0/$1" ]; do
        gone=
        [ ! -e "$0/section.0/exit_code" ] || gone=yes
        read -r pid _ <"$0/section.0/pid" && [ ! -d "/proc/$pid" ] && gone=yes
        # It may have appeared while was looked whether the client is gone.
        [ -z "$gone" ] || { [ -e "$0/$1" ] && echo there || echo gone; exit; }
        [ $n -lt 100 ] || exit 0
        n=$((n + 1))
        sleep 0.1 2>/dev/null || { sleep 1; n=$((n + 9)); }
      done
      echo there
      """;

  private static final String SEEN = "out/results/default/profiling/profiling/iteration.1/";

  /// One client.
  ///
  /// @param host the line to its machine that ends it
  /// @param program of the client, see [ClientControl#program]
  /// @param run the directory of the client that runs the profilers
  /// @param number of the machine's clients with profilers, from 1
  private record Watched(ServerHost host, String program, String run, int number) {
    /// Where what it saw comes to be.
    String name() {
      return number == 1 ? host.hostname() : host.hostname() + "." + number;
    }
  }

  // Parts of a job reboot their machines at the same time.
  private final List<Watched> watched = new CopyOnWriteArrayList<>();
  private final Set<Watched> notBegun = ConcurrentHashMap.newKeySet();
  private final Map<String, String> problems = new ConcurrentHashMap<>();

  private final String state;

  private HostProfilers(String state) {
    this.state = state;
  }

  /// Starts them on all machines and waits until they run everywhere.
  ///
  /// @param hosts one line to each machine
  /// @param state the profilers, see [ClientState]
  public static HostProfilers begin(List<ServerHost> hosts, String state) {
    HostProfilers begun = new HostProfilers(state);
    hosts.forEach(begun::start);
    begun.watched.forEach(one -> begun.awaitReady(one.host(), one));
    begun.watched.forEach(one -> one.host().restarts().add(begun));
    return begun;
  }

  private void start(ServerHost host) {
    attempt(
        host,
        () -> {
          String program = host.profiling().program();
          String run = host.profiling().start(program, state, host.profiling());
          watched.add(new Watched(host, program, run, 1));
        });
  }

  private List<Watched> on(ServerHost host) {
    return watched.stream().filter(one -> one.host().hostname().equals(host.hostname())).toList();
  }

  /// They write what they have.
  @Override
  public void beforeReboot(ServerHost host) {
    Watched last = on(host).getLast();
    attempt(
        host,
        () -> {
          stop(host, last);
          if (!appears(host, last, "section.0/exit_code", END_LIMIT)) {
            note(host, "the profilers had not ended before a reboot: " + lastWords(host, last));
          }
        });
  }

  /// By the program that is there: a client that lives through the reboot may have its turn for
  /// hours.
  @Override
  public void afterReboot(ServerHost host) {
    List<Watched> earlier = on(host);
    Watched last = earlier.getLast();
    if (notBegun.contains(last)) {
      return;
    }
    attempt(
        host,
        () -> {
          String run = host.profiling().start(last.program(), state, last.host().profiling());
          Watched next = new Watched(last.host(), last.program(), run, earlier.size() + 1);
          watched.add(next);
          awaitReady(host, next);
        });
  }

  @Override
  public void afterFailedReboot(ServerHost host) {
    if (host.isUp()) {
      afterReboot(host);
    } else {
      note(host, "the profilers were not begun anew: it did not come back from a reboot");
    }
  }

  private static void stop(ServerHost host, Watched one) {
    host.run(command(": >\"$0/stop\"", one.run()));
  }

  private void awaitReady(ServerHost host, Watched one) {
    attempt(
        host,
        () -> {
          if (!appears(host, one, "ready", READY_LIMIT)) {
            notBegun.add(one);
            note(host, "the profilers did not start: " + lastWords(host, one));
          }
        });
  }

  /// Stops them and brings what they saw here, into a directory named like the machine; what they
  /// saw after its first reboot into one named `MACHINE.2`, and so on.
  ///
  /// @param directory of all machines; made when it is not there
  /// @return what went wrong first, by the machine
  public Map<String, String> end(Path directory) {
    for (Watched one : watched) {
      one.host().restarts().remove(this);
      attempt(one.host(), () -> stop(one.host(), one));
    }
    for (Watched one : watched) {
      if (!notBegun.contains(one)) {
        attempt(one.host(), () -> bring(one, directory.resolve(one.name())));
      }
      attempt(one.host(), () -> one.host().profiling().end(one.run()));
    }
    return Map.copyOf(problems);
  }

  private void bring(Watched one, Path target) {
    ServerHost host = one.host();
    boolean ended = appears(host, one, "section.0/exit_code", END_LIMIT);
    if (!ended || !exitCode(one).equals("+000")) {
      note(host, "the profilers did not end well: " + lastWords(host, one));
      return;
    }
    host.getFile(one.run() + "/" + SEEN, target + "/");
    String warnings = one.run() + "/out/results/default/debug/client.WARNING";
    String told = host.output(command("cat \"$0\" 2>/dev/null || :", warnings));
    if (!told.isEmpty()) {
      note(host, told.lines().findFirst().orElse(""));
    }
  }

  /// Whether a file of the run directory appears before the client ends and the time is up.
  private static boolean appears(ServerHost host, Watched one, String file, Duration limit) {
    long begun = System.nanoTime();
    do {
      String seen = host.tryRun(command(AWAIT, one.run(), file), LOOK_LIMIT).stdout().strip();
      if (!seen.isEmpty()) {
        return seen.equals("there");
      }
    } while (System.nanoTime() - begun < limit.toNanos());
    return false;
  }

  private static String exitCode(Watched one) {
    return one.host().output(command("cat \"$0/section.0/exit_code\"", one.run()));
  }

  private static String lastWords(ServerHost host, Watched one) {
    String words = "cat \"$0\"/section.0/std* 2>&1 | tail -n 5 | tr '\\n' ' '";
    return host.output(command(words, one.run()));
  }

  private static String command(String script, String... arguments) {
    List<String> words = new ArrayList<>(List.of("sh", "-c", script));
    words.addAll(List.of(arguments));
    return ShellWords.join(words);
  }

  private void attempt(ServerHost host, Runnable work) {
    try {
      work.run();
    } catch (AutotestException lost) {
      note(host, lost.problem());
    }
  }

  private void note(ServerHost host, String problem) {
    problems.putIfAbsent(host.hostname(), problem);
  }
}
