package org.autotest.autoserv.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.autotest.autoserv.api.Job.Task;
import org.autotest.autoserv.results.MachineResults;
import org.autotest.autoserv.results.ResultsUnwritable;
import org.autotest.autoserv.results.RunLog;
import org.autotest.core.results.Keyvals;

/// Where what a job does is written down at present: the results of the job or of one of its
/// machines, and a directory below them.
final class Place {
  private static final ScopedValue<MachineResults> MACHINE = ScopedValue.newInstance();
  private static final ScopedValue<Path> CONTEXT = ScopedValue.newInstance();
  private static final ScopedValue<RunLog> LOG = ScopedValue.newInstance();

  private final MachineResults top;

  /// @param top results of the job as a whole
  Place(MachineResults top) {
    this.top = top;
  }

  MachineResults results() {
    return MACHINE.orElse(top);
  }

  /// What is logged and printed goes there.
  RunLog log() {
    return LOG.isBound() ? LOG.get() : results().log();
  }

  /// Does something whose log, with that of its parts, is another.
  static <T> T logging(RunLog log, Supplier<T> work) {
    return ScopedValue.where(LOG, log).call(work::get);
  }

  Path directory() {
    return results().directory().resolve(context());
  }

  /// A directory below the present one, as the status log names it.
  ///
  /// @param subdirectory empty for none
  String placed(String subdirectory) {
    return subdirectory.isEmpty() || !CONTEXT.isBound()
        ? subdirectory
        : CONTEXT.get() + "/" + subdirectory;
  }

  private static Path context() {
    return CONTEXT.isBound() ? CONTEXT.get() : Path.of("");
  }

  /// A directory below the present one.
  Path below(String name) {
    return results().directory().resolve(relative(name));
  }

  private static Path relative(String name) {
    Path below = context().resolve(name).normalize();
    if (below.isAbsolute() || below.startsWith("..") || below.toString().isEmpty()) {
      throw new IllegalArgumentException(
          "working in the directory '%s': it is not below the results".formatted(name));
    }
    return below;
  }

  /// Does something below the present directory.
  void inDirectory(String name, Runnable body) {
    Path below = relative(name);
    Path directory = results().directory().resolve(below);
    try {
      Files.createDirectories(directory);
    } catch (IOException full) {
      throw new ResultsUnwritable(directory, full);
    }
    ScopedValue.where(CONTEXT, below).run(body);
  }

  /// Makes a directory of an entry about several tests.
  Path summary(Map<String, String> attributes) {
    Path directory = directory().resolve("summary");
    for (int number = 1; Files.exists(directory); number++) {
      directory = directory.resolveSibling("summary." + number);
    }
    Map<String, String> keyvals = new TreeMap<>(attributes);
    keyvals.put("is_summary", "1");
    try {
      Files.createDirectory(directory);
      Keyvals.append(directory.resolve("keyval"), keyvals);
    } catch (IOException full) {
      throw new ResultsUnwritable(directory, full);
    }
    return directory;
  }

  /// Does something whose records go to given results.
  static void inside(MachineResults results, Runnable work) {
    ScopedValue.where(MACHINE, results).run(work);
  }

  /// A part that has results of its own begins at their top, whatever directory its parent is in.
  Task within(MachineResults results, Task task) {
    Path context = context();
    var scope = ScopedValue.where(MACHINE, results);
    var placed =
        context.toString().isEmpty() || results != results()
            ? scope
            : scope.where(CONTEXT, context);
    var logged = LOG.isBound() ? placed.where(LOG, LOG.get()) : placed;
    return () ->
        logged.call(
            () -> {
              task.run();
              return true;
            });
  }
}
