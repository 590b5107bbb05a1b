package org.autotest.store.views;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.autotest.core.job.EntryStatus;

/// The entries of a job, counted by where they stand.
///
/// @param byStatus only statuses that occur, in the order of their lives
/// @param aborting entries that shall end and have not yet, by status; counted in `byStatus` too
/// @param leftOver those of the Stopped that the job did not need, and that nobody's failure
///   stopped
public record EntryCounts(
    Map<EntryStatus, Integer> byStatus, Map<EntryStatus, Integer> aborting, int leftOver) {
  /// Of all entries together.
  public enum State {
    /// None has begun.
    QUEUED,
    RUNNING,
    /// All have ended.
    FINISHED,
    /// Never runs: kept to make jobs from.
    TEMPLATE;

    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  public int total() {
    return byStatus.values().stream().mapToInt(Integer::intValue).sum();
  }

  public int of(EntryStatus status) {
    return byStatus.getOrDefault(status, 0);
  }

  /// Entries that failed outside their tests, or were stopped because others did.
  public int lost() {
    return of(EntryStatus.FAILED) + of(EntryStatus.STOPPED) - leftOver;
  }

  /// Entries whose life is over.
  public int complete() {
    return byStatus.entrySet().stream()
        .filter(entry -> entry.getKey().isComplete())
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  public State state() {
    if (total() > 0 && of(EntryStatus.TEMPLATE) == total()) {
      return State.TEMPLATE;
    }
    if (complete() == total()) {
      return State.FINISHED;
    }
    return of(EntryStatus.QUEUED) == total() ? State.QUEUED : State.RUNNING;
  }

  /// In the words that people see, `Aborted (Running)` for one that shall end.
  public Map<String, Integer> inWords() {
    Map<String, Integer> words = new LinkedHashMap<>();
    byStatus.forEach(
        (status, count) -> {
          int ending = aborting.getOrDefault(status, 0);
          if (count > ending) {
            words.merge(status.word(), count - ending, Integer::sum);
          }
          if (ending > 0) {
            words.merge("Aborted (" + status.word() + ")", ending, Integer::sum);
          }
        });
    return words;
  }

  /// Adds up rows that were grouped by status.
  static final class Adder {
    private final Map<EntryStatus, Integer> byStatus = new EnumMap<>(EntryStatus.class);
    private final Map<EntryStatus, Integer> aborting = new EnumMap<>(EntryStatus.class);
    private int leftOver;

    /// @param blamed whether a failure of somebody's is noted
    void add(EntryStatus status, boolean aborted, boolean blamed, int count) {
      byStatus.merge(status, count, Integer::sum);
      if (status == EntryStatus.STOPPED && !blamed) {
        leftOver += count;
      }
      if (aborted && !status.isComplete()) {
        aborting.merge(status, count, Integer::sum);
      }
    }

    EntryCounts sum() {
      return new EntryCounts(byStatus, aborting, leftOver);
    }
  }
}
