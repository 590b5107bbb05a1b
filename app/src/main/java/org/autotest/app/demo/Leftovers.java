package org.autotest.app.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/// Processes of a demo that outlived whoever started them, found by what `/proc` says of them.
final class Leftovers {
  private static final Path PROC = Path.of("/proc");

  private final Predicate<Path> isOurs;

  private Leftovers(Predicate<Path> isOurs) {
    this.isOurs = isOurs;
  }

  /// Processes whose environment holds `name=value`.
  static Leftovers withVariable(String name, String value) {
    String wanted = name + "=" + value;
    return new Leftovers(process -> records(process.resolve("environ")).contains(wanted));
  }

  /// Autoserv processes whose results are below a directory.
  static Leftovers autoservBelow(Path results) {
    return new Leftovers(
        process -> {
          List<String> argv = records(process.resolve("cmdline"));
          return argv.contains("org.autotest.autoserv.AutoservMain")
              && argv.stream().anyMatch(argument -> argument.startsWith(results + "/"));
        });
  }

  /// Those that live now, this process never among them.
  List<ProcessHandle> find() {
    long self = ProcessHandle.current().pid();
    return ProcessHandle.allProcesses()
        .filter(process -> process.pid() != self)
        .filter(process -> isOurs.test(PROC.resolve(Long.toString(process.pid()))))
        .filter(ProcessHandle::isAlive)
        .toList();
  }

  /// Asks them to end, and kills those that have not after `patience`, until none is left. Gives up
  /// after ten rounds: something there starts processes faster than they can be ended.
  ///
  /// @return how many there were in the first round
  int end(Duration patience) {
    List<ProcessHandle> found = find();
    int count = found.size();
    for (int round = 0; round < 10 && !found.isEmpty(); round++) {
      found.forEach(round == 0 ? ProcessHandle::destroy : ProcessHandle::destroyForcibly);
      awaitExit(found, patience);
      found = find();
    }
    return count;
  }

  private static void awaitExit(List<ProcessHandle> processes, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    for (ProcessHandle process : processes) {
      try {
        process.onExit().get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      } catch (TimeoutException | ExecutionException slow) {
        // The next round kills it.
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /// The NUL-separated strings of a file in `/proc`; none for a process that has gone or belongs to
  /// somebody else.
  private static List<String> records(Path file) {
    try {
      return List.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\0"));
    } catch (IOException gone) {
      return List.of();
    }
  }
}
