package org.autotest.autoserv.job;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Reads a stream on a thread of its own, so that whoever wants the bytes can be interrupted and
/// can do something else meanwhile. Holds at most 16 chunks of 16 KiB.
final class Chunks {
  /// Stands for the end of the stream.
  static final byte[] END = {};

  private static final int CHUNK_BYTES = 16 * 1024;

  private final InputStream in;
  private final BlockingQueue<byte[]> queue = new ArrayBlockingQueue<>(16);
  private final Thread thread;

  Chunks(InputStream in) {
    this.in = in;
    this.thread = Thread.ofPlatform().daemon().name("client-status").start(this::read);
  }

  /// The next bytes, [#END] after the last, or null when none came within the limit.
  byte @Nullable [] next(Duration limit) throws InterruptedException {
    return queue.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Nobody wants more.
  void stop() {
    thread.interrupt();
  }

  private void read() {
    byte[] buffer = new byte[CHUNK_BYTES];
    try {
      try {
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          if (n > 0) {
            queue.put(Arrays.copyOf(buffer, n));
          }
        }
      } catch (IOException closed) {
        queue.put(END);
        return;
      }
      queue.put(END);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
