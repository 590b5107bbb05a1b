package org.autotest.autoserv.control;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.autotest.autoserv.api.Job.Task;
import org.autotest.autoserv.host.SystemThreads;
import org.jspecify.annotations.Nullable;

/// Runs things at the same time and waits for all of them.
final class Parallel {
  private Parallel() {}

  /// Runs tasks, each on a thread of its own.
  ///
  /// @param tasks by name
  /// @return what those that failed threw, by name, in the order of the tasks
  static Map<String, Exception> run(Map<String, Task> tasks) {
    List<Callable<@Nullable Exception>> calls = new ArrayList<>();
    tasks.values().forEach(task -> calls.add(() -> attempt(task)));
    Map<String, Exception> failures = new LinkedHashMap<>();
    try (var threads = SystemThreads.perTask()) {
      List<String> names = List.copyOf(tasks.keySet());
      List<Future<@Nullable Exception>> done = threads.invokeAll(calls);
      for (int i = 0; i < names.size(); i++) {
        Exception thrown = done.get(i).get();
        if (thrown != null) {
          failures.put(names.get(i), thrown);
        }
      }
      return failures;
    } catch (InterruptedException stop) {
      throw new Stopped();
    } catch (ExecutionException error) {
      if (error.getCause() instanceof Error serious) {
        throw serious;
      }
      throw new IllegalStateException(error);
    }
  }

  /// The same task, ended by an interrupt when it takes longer.
  ///
  /// @param limit zero for none
  static Task within(Duration limit, String doing, Task task) {
    if (limit.isZero()) {
      return task;
    }
    return () -> {
      Optional<Exception> thrown =
          TimeLimit.within(limit, doing, () -> Optional.ofNullable(attempt(task)));
      if (thrown.isPresent()) {
        throw thrown.get();
      }
    };
  }

  private static @Nullable Exception attempt(Task task) {
    try {
      task.run();
      return null;
    } catch (InterruptedException stop) {
      throw new Stopped();
    } catch (Exception thrown) {
      return thrown;
    }
  }
}
