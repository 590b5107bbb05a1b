package org.autotest.client.profiler;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.autotest.client.api.ProfiledTest;
import org.autotest.client.api.TestProfiler;
import org.autotest.core.bridge.RaisedException;
import org.jspecify.annotations.Nullable;

/// A profiler of the user, in as many processes as tests are watched at the same time. One is made
/// when it is added, so that what is wrong with it is told then.
final class BridgedProfilers implements AutoCloseable {
  /// Makes another process.
  interface Make {
    /// Starts it and loads the profiler.
    BridgedProfiler make() throws RaisedException;
  }

  private final Make make;
  private final Deque<BridgedProfiler> idle = new ArrayDeque<>();
  private final List<BridgedProfiler> all = new ArrayList<>();
  private boolean closed;

  BridgedProfilers(Make make) {
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

  /// One whose process ended serves nobody any more.
  private BridgedProfiler take() throws RaisedException {
    BridgedProfiler free = free();
    while (free != null && !free.isUsable()) {
      drop(free);
      free = free();
    }
    return free == null ? kept(make.make()) : free;
  }

  private synchronized @Nullable BridgedProfiler free() {
    return idle.poll();
  }

  /// Nothing new stays when all have been ended meanwhile.
  private synchronized BridgedProfiler kept(BridgedProfiler made) {
    if (closed) {
      made.close();
    }
    all.add(made);
    return made;
  }

  private void drop(BridgedProfiler dead) {
    synchronized (this) {
      all.remove(dead);
    }
    dead.close();
  }

  private synchronized void giveBack(BridgedProfiler one) {
    idle.push(one);
  }

  @Override
  public synchronized void close() {
    closed = true;
    all.forEach(BridgedProfiler::close);
  }

  /// From its start to its report a test has a process for itself.
  private final class OfTest implements TestProfiler {
    private @Nullable BridgedProfiler taken;

    @Override
    public void start(ProfiledTest test) throws RaisedException {
      BridgedProfiler own = take();
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
      BridgedProfiler own = taken;
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
