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
  /// @return what those that failed threw, by name, in the order of the tasks; errors too
  static Map<String, Throwable> run(Map<String, Task> tasks) {
    List<Callable<@Nullable Throwable>> calls = new ArrayList<>();
    tasks.values().forEach(task -> calls.add(() -> attempt(task)));
    Map<String, Throwable> failures = new LinkedHashMap<>();
    try (var threads = SystemThreads.perTask()) {
      List<String> names = List.copyOf(tasks.keySet());
      List<Future<@Nullable Throwable>> done = threads.invokeAll(calls);
      for (int i = 0; i < names.size(); i++) {
        Throwable thrown = done.get(i).get();
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
      Optional<Throwable> thrown =
          TimeLimit.within(limit, doing, () -> Optional.ofNullable(attempt(task)));
      if (thrown.isPresent()) {
        raise(thrown.get());
      }
    };
  }

  /// What it threw, an error too, which is of whoever wrote the task; null for nothing. Not so what
  /// the program itself cannot go on with.
  private static @Nullable Throwable attempt(Task task) {
    try {
      task.run();
      return null;
    } catch (InterruptedException stop) {
      throw new Stopped();
    } catch (Stopped stop) {
      throw stop;
    } catch (StackOverflowError endless) {
      return endless;
    } catch (VirtualMachineError serious) {
      throw serious;
    } catch (Throwable thrown) {
      return thrown;
    }
  }

  private static void raise(Throwable thrown) throws Exception {
    switch (thrown) {
      case Exception exception -> throw exception;
      case Error error -> throw error;
      default -> throw new IllegalStateException(thrown);
    }
  }
}
