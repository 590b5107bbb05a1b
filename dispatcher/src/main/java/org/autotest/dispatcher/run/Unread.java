package org.autotest.dispatcher.run;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.autotest.dispatcher.plan.GroupKey;

/// Since when the results of groups cannot be read, in this planning time. They are tried again and
/// again, since a disk may come back; but a job must end.
final class Unread {
  /// After so long the results are given up.
  static final Duration GIVEN_UP_AFTER = Duration.ofHours(24);

  private final Map<GroupKey, Instant> since = new HashMap<>();

  /// They could not be read once more.
  ///
  /// @return whether they are given up
  boolean isGivenUp(GroupKey group, Instant now) {
    return !now.isBefore(since.computeIfAbsent(group, _ -> now).plus(GIVEN_UP_AFTER));
  }

  /// They were read, or given up.
  void forget(GroupKey group) {
    since.remove(group);
  }
}
