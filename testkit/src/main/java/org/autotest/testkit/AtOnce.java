package org.autotest.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Does the same several times at once, as several users do.
public final class AtOnce {
  private AtOnce() {}

  /// Waits for all of them.
  ///
  /// @return what each gave
  /// @throws Exception what one of them threw, as its cause
  public static <T> List<T> times(int times, Callable<T> work) throws Exception {
    List<T> results = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> all = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        all.add(threads.submit(work));
      }
      for (Future<T> each : all) {
        results.add(each.get());
      }
    }
    return results;
  }
}
