package org.autotest.core.meeting;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;

/// How those who meet reach each other.
public interface Network {
  /// Where others connect to.
  interface Listener extends Closeable {
    /// The next one that connects.
    ///
    /// @param millis how long to wait, more than zero
    /// @throws InterruptedIOException when nobody came in time
    Line accept(int millis) throws IOException;
  }

  /// A connection.
  interface Line extends Closeable {
    /// From now on each read that takes longer throws [InterruptedIOException].
    ///
    /// @param millis more than zero
    void limitReads(int millis) throws IOException;

    /// What the other one says.
    InputStream in() throws IOException;

    /// What it is told.
    OutputStream out() throws IOException;
  }

  /// Listens at a port of every address of this machine.
  Listener listen(int port) throws IOException;

  /// Connects.
  ///
  /// @param millis how long to try, more than zero
  /// @throws InterruptedIOException when it took longer
  Line connect(String host, int port, int millis) throws IOException;
}
