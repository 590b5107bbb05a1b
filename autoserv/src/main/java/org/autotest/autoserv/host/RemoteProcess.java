package org.autotest.autoserv.host;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// A script that runs on a machine while we read what it writes. Its end of the streams closes when
/// the connection does, so a script that reads its standard input learns that we are gone.
public final class RemoteProcess implements AutoCloseable {
  private static final int STDERR_BYTES_MAX = 256 * 1024;

  private final String doing;
  private final Process ssh;
  private final Duration limit;
  private final BoundedBytes stderr = new BoundedBytes(STDERR_BYTES_MAX);
  private final Thread stderrReader;
  private volatile boolean timedOut;

  RemoteProcess(String doing, Process ssh, Duration limit) {
    this.doing = doing;
    this.ssh = ssh;
    this.limit = limit;
    this.stderrReader = Thread.ofPlatform().daemon().name("ssh-stderr").start(this::readStderr);
    Thread.ofPlatform().daemon().name("ssh-limit").start(this::cutWhenOver);
  }

  /// The script's output. Ends when the script or the connection does; blocks until then.
  public InputStream stdout() {
    return ssh.getInputStream();
  }

  /// The script's input.
  public OutputStream stdin() {
    return ssh.getOutputStream();
  }

  /// Waits for the end.
  ///
  /// @return the script's exit status, 0 to 254
  /// @throws SshFailure when the connection was lost or the time is over
  public int waitFor() throws InterruptedException {
    int exit = ssh.waitFor();
    stderrReader.join(Duration.ofSeconds(5));
    if (timedOut) {
      throw new SshFailure(
          SshFailure.Kind.TIMED_OUT, "%s: no end in %d s".formatted(doing, limit.toSeconds()));
    }
    if (exit == 255) {
      throw SshFailure.of(doing, exit, stderr());
    }
    return exit;
  }

  /// What the script wrote to its error output so far; the middle cut out of more than 256 KiB.
  public String stderr() {
    synchronized (stderr) {
      return stderr.text();
    }
  }

  /// Cuts the connection of this script. The script may go on on the machine.
  @Override
  public void close() {
    ssh.destroyForcibly();
    closeQuietly(ssh.getOutputStream());
    closeQuietly(ssh.getInputStream());
  }

  private void readStderr() {
    byte[] buffer = new byte[4096];
    try (InputStream in = ssh.getErrorStream()) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        synchronized (stderr) {
          stderr.add(buffer, n);
        }
      }
    } catch (IOException closed) {
      // The process is gone: there is nothing more to read.
    }
  }

  private void cutWhenOver() {
    try {
      if (!ssh.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        timedOut = true;
        ssh.destroyForcibly();
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private static void closeQuietly(Closeable stream) {
    try {
      stream.close();
    } catch (IOException gone) {
      // Closing a pipe to a process that is gone fails, and nobody is left to be told.
    }
  }
}
