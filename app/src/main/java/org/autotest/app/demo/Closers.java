package org.autotest.app.demo;

import java.util.ArrayDeque;
import java.util.Deque;

/// What has been started, to be stopped in the opposite order, once, from whatever thread.
final class Closers {
  private static final System.Logger log = System.getLogger(Closers.class.getName());

  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private boolean closed;

  /// Takes something that was started.
  ///
  /// @return the same
  /// @throws InterruptedException when everything was stopped meanwhile; it is stopped too
  synchronized <T extends AutoCloseable> T keep(T resource) throws InterruptedException {
    if (closed) {
      stop(resource);
      throw new InterruptedException("stopped while starting");
    }
    started.push(resource);
    return resource;
  }

  /// Stops everything; a second call waits for the first and does nothing.
  synchronized void close() {
    closed = true;
    while (!started.isEmpty()) {
      stop(started.pop());
    }
  }

  private static void stop(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception failure) {
      log.log(System.Logger.Level.WARNING, "stopping a part of the demo", failure);
    }
  }
}
