package org.autotest.autoserv.lab;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.autotest.autoserv.results.MachineResults;
import org.autotest.autoserv.results.ResultsUnwritable;
import org.autotest.core.statuslog.StatusCode;

/// WARN lines about a console, but for those of types that the job does not want just then. Each is
/// held for some seconds, or until a group of the status log begins or ends, so that it stands in
/// the test in which it was seen: that a client mutes a type comes over the network, later than
/// what the console says. A panic is not held: the client says nothing more.
final class ConsoleWarnings implements AutoCloseable {
  private record Held(ConsoleTrouble trouble, String text, boolean important, long seenNanos) {}

  private static final Duration HOLD = Duration.ofSeconds(3);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final int WARNINGS_MAX = 20;
  private static final int HELD_MAX = 200;

  private final MachineResults results;
  private final BlockingQueue<Held> held = new ArrayBlockingQueue<>(HELD_MAX);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Runnable beforeGroups = this::writeAll;
  private final Thread writer;
  private int written;

  ConsoleWarnings(MachineResults results, String hostname) {
    this.results = results;
    results.status().beforeGroups(beforeGroups);
    this.writer =
        Thread.ofPlatform().daemon().name("warnings-" + hostname).start(this::writeUntilClosed);
  }

  /// Takes one. After twenty were written, or when very many are held, only what is important is:
  /// it is not counted.
  void add(ConsoleTrouble trouble, String text, boolean important) throws InterruptedException {
    Held one = new Held(trouble, text, important, System.nanoTime());
    if (trouble == ConsoleTrouble.PANIC) {
      results.status().alone(() -> write(one));
    } else if (important) {
      held.put(one);
    } else {
      held.offer(one);
    }
  }

  private void writeUntilClosed() {
    try {
      while (!closed.await(LOOK.toNanos(), TimeUnit.NANOSECONDS)) {
        results.status().alone(this::writeOld);
      }
      results.status().alone(beforeGroups);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private void writeOld() {
    Held next = held.peek();
    while (next != null && System.nanoTime() - next.seenNanos() >= HOLD.toNanos()) {
      write(held.remove());
      next = held.peek();
    }
  }

  private void writeAll() {
    for (Held next = held.poll(); next != null; next = held.poll()) {
      write(next);
    }
  }

  /// While nobody else writes to the status log.
  private void write(Held one) {
    boolean muted = results.status().wasMuted(one.trouble().types(), one.seenNanos());
    if (muted || (written >= WARNINGS_MAX && !one.important())) {
      return;
    }
    written += one.important() ? 0 : 1;
    try {
      results.status().result(StatusCode.WARN, "console." + one.trouble().word(), one.text());
    } catch (ResultsUnwritable full) {
      results.log().log(Level.WARNING, full.problem());
    }
  }

  /// Writes what is held. Waits for that some seconds at most.
  @Override
  public void close() {
    closed.countDown();
    try {
      writer.join(CLOSE_LIMIT);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
    results.status().notBeforeGroups(beforeGroups);
  }
}
