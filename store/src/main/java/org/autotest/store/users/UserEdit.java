package org.autotest.store.users;

import java.util.Optional;
import org.autotest.core.job.RebootAfter;
import org.autotest.core.job.RebootBefore;

/// What shall change at a user; what is absent stays.
///
/// @param accessLevel 0 user, 1 admin, 100 root
/// @param rebootBefore of jobs that do not say
/// @param rebootAfter of jobs that do not say
/// @param showExperimental whether forms offer experimental tests
/// @param email where letters go; empty text: nowhere
/// @param droneSet of jobs that ask for none; empty text: none
public record UserEdit(
    Optional<Integer> accessLevel,
    Optional<RebootBefore> rebootBefore,
    Optional<RebootAfter> rebootAfter,
    Optional<Boolean> showExperimental,
    Optional<String> email,
    Optional<String> droneSet) {
  /// Changes nothing.
  public static final UserEdit NOTHING =
      new UserEdit(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /// This, with a level.
  public UserEdit level(int level) {
    return new UserEdit(
        Optional.of(level), rebootBefore, rebootAfter, showExperimental, email, droneSet);
  }

  /// This, with what jobs do that do not say.
  public UserEdit reboots(RebootBefore before, RebootAfter after) {
    return new UserEdit(
        accessLevel, Optional.of(before), Optional.of(after), showExperimental, email, droneSet);
  }

  /// This, with a drone set; empty text for none.
  public UserEdit drones(String set) {
    return new UserEdit(
        accessLevel, rebootBefore, rebootAfter, showExperimental, email, Optional.of(set));
  }
}
