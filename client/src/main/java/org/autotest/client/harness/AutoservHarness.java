package org.autotest.client.harness;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.autotest.client.files.Unguessable;

/// Writes what [SimpleHarness] writes, and after each test a line with the path of a pipe:
///
/// ```
/// AUTOTEST_TEST_COMPLETE:/var/autotest/tmp/complete-123/fifo
/// ```
///
/// The job goes on when the listener has written a byte into that pipe, which gives it time to
/// fetch the results of the test; or after ten minutes, so that a listener that is gone does not
/// hold it.
public final class AutoservHarness implements Harness {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final long POLL_MILLIS = 10;

  private final String args;
  private final StatusStream stream;
  private final Path scratch;

  AutoservHarness(String args, StatusStream stream, Path scratch) {
    this.args = args;
    this.stream = stream;
    this.scratch = scratch;
  }

  @Override
  public String name() {
    return "autoserv";
  }

  @Override
  public String args() {
    return args;
  }

  @Override
  public void status(String entry, String branch) {
    stream.status(entry, branch);
  }

  @Override
  public void testComplete() {
    try {
      Path directory = Unguessable.directory(scratch, "complete-");
      Path fifo = directory.resolve("fifo");
      try {
        int made = new ProcessBuilder("mkfifo", "-m", "600", fifo.toString()).start().waitFor();
        if (made == 0 && stream.line("AUTOTEST_TEST_COMPLETE:" + fifo)) {
          await(fifo);
        }
      } finally {
        Files.deleteIfExists(fifo);
        Files.delete(directory);
      }
    } catch (IOException noPipe) {
      // Nobody can answer without a pipe; the job goes on.
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  /// Opened for writing too, so that opening does not wait for the other side.
  private static void await(Path fifo) throws IOException, InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    try (RandomAccessFile pipe = new RandomAccessFile(fifo.toFile(), "rw");
        FileInputStream in = new FileInputStream(pipe.getFD())) {
      while (in.available() == 0 && System.nanoTime() < end) {
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      }
    }
  }
}
