package org.autotest.client.profiler;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.autotest.client.api.ProfiledTest;
import org.autotest.client.api.TestProfiler;
import org.autotest.core.bridge.RaisedException;
import org.jspecify.annotations.Nullable;

/// A profiler in Python, in as many processes as tests are watched at the same time. One is made
/// when it is added, so that what is wrong with it is told then.
final class PythonProfilers implements AutoCloseable {
  /// Makes another process.
  interface Make {
    /// Starts it and loads the profiler.
    PythonProfiler make() throws RaisedException;
  }

  private final Make make;
  private final Deque<PythonProfiler> idle = new ArrayDeque<>();
  private final List<PythonProfiler> all = new ArrayList<>();
  private boolean closed;

  PythonProfilers(Make make) {
    this.make = make;
  }

  /// Makes the first one.
  ///
  /// @throws RaisedException what loading it raised
  void begin() throws RaisedException {
    giveBack(take());
  }

  /// The profiler for one test.
  TestProfiler forTest() {
    return new OfTest();
  }

  private PythonProfiler take() throws RaisedException {
    PythonProfiler free = free();
    return free == null ? kept(make.make()) : free;
  }

  private synchronized @Nullable PythonProfiler free() {
    return idle.poll();
  }

  /// Nothing new stays when all have been ended meanwhile.
  private synchronized PythonProfiler kept(PythonProfiler made) {
    if (closed) {
      made.close();
    }
    all.add(made);
    return made;
  }

  private synchronized void giveBack(PythonProfiler one) {
    idle.push(one);
  }

  @Override
  public synchronized void close() {
    closed = true;
    all.forEach(PythonProfiler::close);
  }

  /// From its start to its report a test has a process for itself.
  private final class OfTest implements TestProfiler {
    private @Nullable PythonProfiler taken;

    @Override
    public void start(ProfiledTest test) throws RaisedException {
      PythonProfiler own = take();
      taken = own;
      own.call("start", test);
    }

    @Override
    public void stop(ProfiledTest test) throws RaisedException {
      if (taken != null) {
        taken.call("stop", test);
      }
    }

    @Override
    public void report(ProfiledTest test) throws RaisedException {
      PythonProfiler own = taken;
      if (own != null) {
        taken = null;
        try {
          own.call("report", test);
        } finally {
          giveBack(own);
        }
      }
    }
  }
}
