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

  /// Tries to connect until it works.
  ///
  /// @throws SshFailure the last one, when the limit is over, or one that does not mend itself
  public static void awaitUp(HostConnection host, Duration limit) throws InterruptedException {
    await(host, limit, any -> true);
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
  /// @throws SshFailure when it does not go down, or does not come back
  public static void awaitReboot(HostConnection host, String oldBootId, Limits limits)
      throws InterruptedException {
    await(host, limits.down().plus(limits.up()), bootId -> !bootId.equals(oldBootId));
  }

  private static void await(HostConnection host, Duration limit, Predicate<String> wanted)
      throws InterruptedException {
    long start = System.nanoTime();
    Duration pause = PAUSE_FIRST;
    while (true) {
      SshFailure last;
      try {
        if (wanted.test(bootId(host))) {
          return;
        }
        last =
            new SshFailure(
                SshFailure.Kind.TIMED_OUT,
                "waiting for %s to reboot: it did not go down in %d s"
                    .formatted(host.hostname(), limit.toSeconds()));
      } catch (SshFailure away) {
        last = away;
      }
      boolean over = System.nanoTime() - start > limit.toNanos();
      if (over || !last.kind().mayMendItself()) {
        throw last;
      }
      host.disconnect();
      TimeUnit.NANOSECONDS.sleep(pause.toNanos());
      pause = longer(pause);
    }
  }
}
