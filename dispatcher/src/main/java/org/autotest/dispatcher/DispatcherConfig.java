package org.autotest.dispatcher;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.autotest.dispatcher.plan.Patience;
import org.autotest.dispatcher.plan.Starts;
import org.autotest.dispatcher.results.Archive;
import org.autotest.dispatcher.results.AutoservCommand;

/// How one dispatcher works.
///
/// @param name of this installation: the same over restarts, different from every other dispatcher
///   on the same database
/// @param resultsRoot the results repository, on a disk that every dispatcher sees
/// @param limits of processes
/// @param parsesAtOnceMax results directories read at the same time
public record DispatcherConfig(
    String name,
    Path resultsRoot,
    AutoservCommand autoserv,
    Starts.Limits limits,
    int parsesAtOnceMax,
    Timing timing,
    Keeping keeping) {

  public DispatcherConfig {
    if (name.isBlank() || name.length() > 255) {
      throw new IllegalArgumentException("a dispatcher's name has 1 to 255 characters");
    }
    if (!resultsRoot.isAbsolute()) {
      throw new IllegalArgumentException("results root must be absolute, is " + resultsRoot);
    }
    if (parsesAtOnceMax < 1) {
      throw new IllegalArgumentException("parses at once must be at least 1");
    }
  }

  /// The usual limits and times.
  public static DispatcherConfig of(String name, Path resultsRoot, AutoservCommand autoserv) {
    return new DispatcherConfig(
        name,
        resultsRoot,
        autoserv,
        new Starts.Limits(1_000, 100),
        5,
        Timing.DEFAULTS,
        Keeping.DEFAULTS);
  }

  /// How often and how long.
  ///
  /// @param poll pause between looks at the outbox; at most a second
  /// @param lease how long the planner's lease holds; a dead planner is replaced after that
  /// @param grace between asking a process to end and ending it by force
  /// @param retry pause before something that the lab's trouble prevented is tried again
  /// @param reload in which the whole picture of the lab is compared with the database once, a
  ///   slice at a time
  /// @param liveParse between looks at the status logs of running jobs
  /// @param patience how long work waits for something better
  public record Timing(
      Duration poll,
      Duration lease,
      Duration grace,
      Duration retry,
      Duration reload,
      Duration liveParse,
      Patience patience) {
    /// 25 ms, 10 s, 60 s, 10 s, 5 min, 1 s.
    public static final Timing DEFAULTS =
        new Timing(
            Duration.ofMillis(25),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            Duration.ofMinutes(5),
            Duration.ofSeconds(1),
            Patience.DEFAULTS);

    public Timing {
      if (poll.isNegative() || poll.isZero() || poll.compareTo(Duration.ofSeconds(1)) > 0) {
        throw new IllegalArgumentException("poll must be more than 0 and at most 1 s, is " + poll);
      }
      if (lease.compareTo(Duration.ofSeconds(1)) < 0) {
        throw new IllegalArgumentException("lease must be at least 1 s, is " + lease);
      }
    }

    /// The same, with other patience.
    public Timing with(Patience other) {
      return new Timing(poll, lease, grace, retry, reload, liveParse, other);
    }
  }

  /// How long records and results are kept, and when somebody looks again at hosts that were given
  /// up.
  ///
  /// @param changes lines of the outbox
  /// @param events lines of the event log
  public record Keeping(Duration changes, Duration events, Reverify reverify, Results results) {
    /// An hour, 90 days.
    public static final Keeping DEFAULTS =
        new Keeping(Duration.ofHours(1), Duration.ofDays(90), Reverify.DEFAULTS, Results.DEFAULTS);

    /// The same, looking at hosts in another way.
    public Keeping with(Reverify other) {
      return new Keeping(changes, events, other, results);
    }

    /// The same, keeping results in another way.
    public Keeping with(Results other) {
      return new Keeping(changes, events, reverify, other);
    }
  }

  /// What becomes of results directories of jobs that have ended.
  ///
  /// @param archive where they are handed over; empty: nowhere
  /// @param keep how long they are kept; zero: for ever. What shall be archived and is not is kept
  public record Results(Optional<Archive> archive, Duration keep) {
    /// Kept for ever, and handed over to nobody.
    public static final Results DEFAULTS = new Results(Optional.empty(), Duration.ZERO);

    public Results {
      if (keep.isNegative()) {
        throw new IllegalArgumentException("results are kept for some time, not for " + keep);
      }
    }
  }

  /// A verify of hosts in Repair Failed, so that those which came back are used again.
  ///
  /// @param after how long a host has stood there; zero: never
  /// @param atOnceMax most of these verifies that are open at once, at least 1
  public record Reverify(Duration after, int atOnceMax) {
    /// An hour, 20 hosts.
    public static final Reverify DEFAULTS = new Reverify(Duration.ofHours(1), 20);

    public Reverify {
      if (after.isNegative() || atOnceMax < 1) {
        throw new IllegalArgumentException(
            "hosts are looked at again after a time, at least one at once; not %s and %d"
                .formatted(after, atOnceMax));
      }
    }
  }
}
