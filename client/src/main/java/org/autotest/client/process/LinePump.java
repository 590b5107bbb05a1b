package org.autotest.client.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// Reads a pipe to its end and hands on each line as it comes. Bytes that are no UTF-8 become
/// replacement characters; a line over 64 KiB is handed on in pieces.
final class LinePump {
  private static final int LINE_BYTES_MAX = 64 * 1024;
  private static final int BUFFER_BYTES = 32 * 1024;
  private static final long POLL_MILLIS = 2;

  private final InputStream pipe;
  private final Consumer<String> lines;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final Thread thread;

  LinePump(String name, InputStream pipe, Consumer<String> lines) {
    this.pipe = pipe;
    this.lines = lines;
    this.thread = Thread.ofPlatform().daemon().name(name).start(this::pump);
  }

  /// Waits until the pipe has ended. One that a process left behind still holds is only read empty.
  ///
  /// @param limitMillis how long to wait at most
  void drain(long limitMillis) throws InterruptedException {
    long end = System.nanoTime() + limitMillis * 1_000_000;
    while (thread.isAlive() && System.nanoTime() < end) {
      thread.join(POLL_MILLIS);
    }
    flush();
  }

  private void pump() {
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      for (int count = pipe.read(buffer); count >= 0; count = pipe.read(buffer)) {
        take(buffer, count);
      }
    } catch (IOException closed) {
      // The process is gone, and its pipe with it.
    }
    flush();
  }

  private synchronized void take(byte[] buffer, int count) {
    int start = 0;
    for (int i = 0; i < count; i++) {
      if (buffer[i] == '\n') {
        append(buffer, start, i);
        emit();
        start = i + 1;
      }
    }
    append(buffer, start, count);
  }

  private void append(byte[] buffer, int start, int end) {
    int from = start;
    while (end - from >= LINE_BYTES_MAX - line.size()) {
      int part = LINE_BYTES_MAX - line.size();
      line.write(buffer, from, part);
      from += part;
      emit();
    }
    line.write(buffer, from, end - from);
  }

  private synchronized void flush() {
    if (line.size() > 0) {
      emit();
    }
  }

  private void emit() {
    lines.accept(line.toString(StandardCharsets.UTF_8));
    line.reset();
  }
}
