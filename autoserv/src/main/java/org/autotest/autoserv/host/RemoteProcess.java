package org.autotest.autoserv.host;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A script that runs on a machine while we read what it writes. Its end of the streams closes when
/// the connection does, so a script that reads its standard input learns that we are gone. What a
/// login shell prints before the script begins is left out.
public final class RemoteProcess implements AutoCloseable {
  private static final int STDERR_BYTES_MAX = 256 * 1024;
  private static final Duration LAST_WORDS = Duration.ofSeconds(1);

  private final String doing;
  private final Process process;
  private final Access access;
  private final Duration limit;
  private final long started = System.nanoTime();
  private final EndableInput stdout;
  private final AfterMark stderrMark;
  private final Object stderrLock = new Object();
  private BoundedBytes stderr = new BoundedBytes(STDERR_BYTES_MAX);
  private final Thread stderrReader;
  private volatile boolean timedOut;
  private volatile boolean lost;

  /// @param process that `access` started
  /// @param mark the word of the mark that its script begins with, see [AfterMark]
  RemoteProcess(String doing, Process process, Access access, Duration limit, String mark) {
    this.doing = doing;
    this.process = process;
    this.access = access;
    this.limit = limit;
    this.stdout = new EndableInput(process.getInputStream(), "ssh-stdout", new AfterMark(mark));
    this.stderrMark = new AfterMark(mark);
    InputStream errors = process.getErrorStream();
    this.stderrReader = EndableInput.startReader(errors, "ssh-stderr", () -> readStderr(errors));
    access.begin(process);
    Thread.ofPlatform().daemon().name("ssh-limit").start(this::cutWhenOver);
  }

  /// The script's output. Ends when nothing has it open any more, when the connection does, or when
  /// the time is over; blocks until then.
  public InputStream stdout() {
    return stdout;
  }

  /// The next bytes of the script's output, none at its end, or null when none came within the
  /// limit. Whoever wants them can do something else meanwhile.
  public byte @Nullable [] next(Duration limit) throws InterruptedException {
    return stdout.next(limit);
  }

  /// The script's input.
  public OutputStream stdin() {
    return process.getOutputStream();
  }

  /// Waits for the end.
  ///
  /// @return the script's exit status, 0 to 254
  /// @throws SshFailure when the connection was lost or the time is over
  public int waitFor() throws InterruptedException {
    int exit = process.waitFor();
    stderrReader.join(Duration.ofSeconds(5));
    if (timedOut) {
      throw new SshFailure(
          SshFailure.Kind.TIMED_OUT, "%s: no end in %s s".formatted(doing, Seconds.of(limit)));
    }
    if (lost && exit != 0) {
      throw new SshFailure(SshFailure.Kind.LOST, doing + ": its connection was closed");
    }
    if (exit == 255) {
      throw SshFailure.lost(doing, exit, stderr());
    }
    return exit;
  }

  /// What the script wrote to its error output so far; the middle cut out of more than 256 KiB. Of
  /// one that has not begun, what was said in its place.
  public String stderr() {
    synchronized (stderrLock) {
      return stderr.text();
    }
  }

  boolean isRunning() {
    return process.isAlive();
  }

  /// Cuts the connection of this script. On another machine the script may go on; here it ends with
  /// what is in its process group.
  @Override
  public void close() {
    if (!isOver()) {
      access.end(process);
    }
    stdout.end();
    closeQuietly(process.getOutputStream());
    closeQuietly(process.getInputStream());
  }

  /// Ends it because the connection to the machine does.
  void lose() {
    lost = process.isAlive();
    close();
  }

  /// What ended by itself may leave something behind that nobody asked us to end.
  private boolean isOver() {
    try {
      return !process.isAlive() && stdout.awaitSourceEnd(Duration.ofMillis(200));
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void readStderr(InputStream errors) {
    byte[] buffer = new byte[4096];
    try (InputStream in = errors) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        addStderr(buffer, n);
      }
    } catch (IOException closed) {
      // The process is gone: there is nothing more to read.
    }
  }

  private void addStderr(byte[] bytes, int length) {
    synchronized (stderrLock) {
      if (stderrMark.isFound()) {
        stderr.add(bytes, length);
        return;
      }
      byte[] after = stderrMark.of(bytes, length);
      if (stderrMark.isFound()) {
        stderr = new BoundedBytes(STDERR_BYTES_MAX);
        stderr.add(after, after.length);
      } else {
        stderr.add(bytes, length);
      }
    }
  }

  private void cutWhenOver() {
    try {
      boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (!ended || !stdout.awaitSourceEnd(left()) || !hasLetGoOfStderr()) {
        timedOut = true;
        access.end(process);
        // What it said at its end is read still, unless somebody else has its output open.
        stdout.awaitSourceEnd(LAST_WORDS);
        stdout.end();
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private Duration left() {
    return limit.minusNanos(System.nanoTime() - started);
  }

  /// Waits for that while there is time. On another machine it is not ours to end, and what ssh
  /// left here serves other scripts.
  private boolean hasLetGoOfStderr() throws InterruptedException {
    if (!access.isHere()) {
      return true;
    }
    Duration left = left();
    if (left.isPositive()) {
      stderrReader.join(left);
    }
    return !stderrReader.isAlive();
  }

  private static void closeQuietly(Closeable stream) {
    try {
      stream.close();
    } catch (IOException gone) {
      // Closing a pipe to a process that is gone fails, and nobody is left to be told.
    }
  }
}
