package org.autotest.autoserv.host;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// Waits for machines that are away.
public final class HostRestart {
  /// How long a machine may take.
  ///
  /// @param down from the order to reboot until it is gone
  /// @param up from then on until it answers again
  public record Limits(Duration down, Duration up) {
    public static final Limits DEFAULTS =
        new Limits(Duration.ofSeconds(840), Duration.ofSeconds(1800));
  }

  private static final String BOOT_ID =
      "cat \"${AUTOTEST_BOOT_ID_FILE:-/proc/sys/kernel/random/boot_id}\" 2>/dev/null || :";

  private static final Duration COMMAND_LIMIT = Duration.ofSeconds(20);
  private static final Duration PAUSE_FIRST = Duration.ofMillis(200);
  private static final Duration PAUSE_MAX = Duration.ofSeconds(5);

  private HostRestart() {}

  /// Another text after each boot; empty where there is none.
  ///
  /// @throws SshFailure when the machine does not answer
  public static String bootId(HostConnection host) throws InterruptedException {
    return host.run(BOOT_ID, COMMAND_LIMIT, List.of()).stdout().strip();
  }

  /// Whether it does not answer now and may hang: that a name or a key is refused, or the way to it
  /// broken, is another matter.
  public static boolean isSilent(HostConnection host) throws InterruptedException {
    try {
      bootId(host);
      return false;
    } catch (SshFailure away) {
      return away.kind().mayHang();
    }
  }

  /// Tries to connect until it works.
  ///
  /// @throws SshFailure the last one, when the limit is over, or one that does not mend itself
  public static void awaitUp(HostConnection host, Duration limit) throws InterruptedException {
    await(host, any -> true, SshFailure.Kind::mayMendItself, new Limits(limit, limit), limit);
  }

  /// Tries to connect to a machine that was reached before, until it works. That its name does not
  /// resolve, or that it lets nobody in, may come of what took it away.
  ///
  /// @throws SshFailure as [#awaitUp]
  public static void awaitReturn(HostConnection host, Duration limit) throws InterruptedException {
    await(host, any -> true, SshFailure.Kind::mayBeAway, new Limits(limit, limit), limit);
  }

  /// Waits until the machine does not answer, or has booted since the call.
  ///
  /// @return false when it did neither within the limit
  public static boolean awaitDown(HostConnection host, Duration limit) throws InterruptedException {
    long start = System.nanoTime();
    try {
      String before = bootId(host);
      Duration pause = PAUSE_FIRST;
      while (bootId(host).equals(before)) {
        if (System.nanoTime() - start > limit.toNanos()) {
          return false;
        }
        TimeUnit.NANOSECONDS.sleep(pause.toNanos());
        pause = longer(pause);
      }
      return true;
    } catch (SshFailure down) {
      host.disconnect();
      return true;
    }
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(PAUSE_MAX) < 0 ? twice : PAUSE_MAX;
  }

  /// Waits until the machine has booted.
  ///
  /// @param oldBootId as it was before
  /// @throws SshFailure when it does not go down in its time, or does not come back
  public static void awaitReboot(HostConnection host, String oldBootId, Limits limits)
      throws InterruptedException {
    Duration total = limits.down().plus(limits.up());
    await(host, id -> !id.equals(oldBootId), SshFailure.Kind::mayBeAway, limits, total);
  }

  /// Waits until the machine has booted, which somebody else ordered.
  ///
  /// @param oldBootId as it was before
  /// @param limit for going down and coming back together
  /// @throws SshFailure as [#awaitReboot]
  public static void awaitReboot(HostConnection host, String oldBootId, Duration limit)
      throws InterruptedException {
    await(
        host,
        id -> !id.equals(oldBootId),
        SshFailure.Kind::mayBeAway,
        new Limits(limit, limit),
        limit);
  }

  /// @param wanted of the boot id
  /// @param passing whether to go on after a failure
  /// @param limits while it answers and is not as wanted; from when it did not answer on
  /// @param total of both together
  private static void await(
      HostConnection host,
      Predicate<String> wanted,
      Predicate<SshFailure.Kind> passing,
      Limits limits,
      Duration total)
      throws InterruptedException {
    long start = System.nanoTime();
    long end = start + least(limits.down(), total).toNanos();
    boolean gone = false;
    Duration pause = PAUSE_FIRST;
    while (true) {
      SshFailure last;
      try {
        if (wanted.test(bootId(host))) {
          return;
        }
        last = stays(host, Duration.ofNanos(end - start), gone);
      } catch (SshFailure away) {
        last = away;
        if (!gone) {
          gone = true;
          Duration passed = Duration.ofNanos(System.nanoTime() - start);
          end = start + least(passed.plus(limits.up()), total).toNanos();
        }
      }
      if (System.nanoTime() > end || !passing.test(last.kind())) {
        throw last;
      }
      host.disconnect();
      TimeUnit.NANOSECONDS.sleep(pause.toNanos());
      pause = longer(pause);
    }
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static SshFailure stays(HostConnection host, Duration limit, boolean gone) {
    String seen = gone ? "it was away and is as it was" : "it did not go down";
    return new SshFailure(
        SshFailure.Kind.TIMED_OUT,
        "waiting for %s to reboot: %s in %d s".formatted(host.hostname(), seen, limit.toSeconds()));
  }
}
