package org.autotest.autoserv.host;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The output of a process, whose end any thread can bring about. A read of a pipe ends only when
/// nobody has the other side of it open, and what a process left behind may have it open for ever.
final class EndableInput extends InputStream {
  private static final int CHUNK_BYTES_MAX = 16 * 1024;
  private static final int CHUNKS_MAX = 16;
  private static final byte[] END = {};

  private final BlockingQueue<byte[]> chunks = new ArrayBlockingQueue<>(CHUNKS_MAX);
  private final Thread pump;
  private final AfterMark afterMark;
  private volatile boolean ended;
  private volatile boolean sourceEnded;
  private byte[] chunk = END;
  private int next;
  private boolean atEnd;

  /// Reads ahead from now on, up to 256 KiB, and closes the source when it is at its end.
  ///
  /// @param afterMark leaves out the begin
  EndableInput(InputStream source, String name, AfterMark afterMark) {
    this.afterMark = afterMark;
    this.pump = startReader(source, name, () -> pump(source));
  }

  /// Starts to read the output of a process, and returns when nobody else can. The Java runtime
  /// closes a pipe when its process ends and nobody is reading just then, though what the process
  /// left behind may still write into it; it takes the stream's lock for that.
  static Thread startReader(InputStream source, String name, Runnable read) {
    CountDownLatch begun = new CountDownLatch(1);
    Runnable alone =
        () -> {
          synchronized (source) {
            begun.countDown();
            read.run();
          }
        };
    Thread reader = Thread.ofPlatform().daemon().name(name).start(alone);
    boolean interrupted = false;
    while (begun.getCount() > 0) {
      try {
        begun.await();
      } catch (InterruptedException later) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return reader;
  }

  /// Ends it: a reader gets what was read ahead, and then the end.
  void end() {
    ended = true;
    // Where there is no room, there is something to be read; its reader then sees the flag.
    var _ = chunks.offer(END);
  }

  /// The next bytes, none at the end, or null when none came within the limit. Unlike a read it can
  /// be interrupted.
  synchronized byte @Nullable [] next(Duration limit) throws InterruptedException {
    if (atEnd) {
      return END;
    }
    if (next < chunk.length) {
      byte[] rest = Arrays.copyOfRange(chunk, next, chunk.length);
      next = chunk.length;
      return rest;
    }
    byte[] following = ended ? chunks.poll() : chunks.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
    if (following == null && ended) {
      following = END;
    }
    atEnd = following != null && following.length == 0;
    return following;
  }

  /// Waits until all was read from the source.
  ///
  /// @param limit of zero or less asks only
  /// @return false when the time was over before
  boolean awaitSourceEnd(Duration limit) throws InterruptedException {
    if (!sourceEnded && limit.isPositive()) {
      pump.join(limit);
    }
    return sourceEnded;
  }

  @Override
  public synchronized int read() {
    return await() ? chunk[next++] & 0xff : -1;
  }

  @Override
  public synchronized int read(byte[] into, int from, int length) {
    if (length == 0) {
      return 0;
    }
    if (!await()) {
      return -1;
    }
    int n = Math.min(length, chunk.length - next);
    System.arraycopy(chunk, next, into, from, n);
    next += n;
    return n;
  }

  @Override
  public void close() {
    end();
  }

  /// Waits until there is a byte; false at the end.
  private boolean await() {
    while (!atEnd && next == chunk.length) {
      byte[] following = following();
      atEnd = following.length == 0;
      chunk = following;
      next = 0;
    }
    return !atEnd;
  }

  /// Empty at the end. As a read of a pipe it is not interrupted: who wants that ends the process.
  private byte[] following() {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          byte[] waiting = ended ? chunks.poll() : chunks.take();
          return waiting == null ? END : waiting;
        } catch (InterruptedException later) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void pump(InputStream source) {
    byte[] buffer = new byte[CHUNK_BYTES_MAX];
    try (source) {
      for (int n = source.read(buffer); n >= 0 && !ended; n = source.read(buffer)) {
        byte[] wanted = afterMark.of(buffer, n);
        if (wanted.length > 0) {
          put(wanted);
        }
      }
    } catch (IOException closed) {
      // The process is gone, or was ended: there is nothing more to read.
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    } finally {
      sourceEnded = true;
      finish();
    }
  }

  private void put(byte[] read) throws InterruptedException {
    while (!chunks.offer(read, 1, TimeUnit.SECONDS)) {
      if (ended) {
        return;
      }
    }
  }

  private void finish() {
    try {
      put(END);
    } catch (InterruptedException stop) {
      ended = true;
      Thread.currentThread().interrupt();
    }
  }
}
