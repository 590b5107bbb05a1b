package org.autotest.core.operation;

/// Who may call an operation at all. What the caller may do to one host or one job is decided where
/// it is done, in the store.
public enum Permission {
  /// Needs no login.
  ANYBODY,
  /// Any user who is logged in.
  USER,
  /// Access level 1 and above.
  ADMIN,
  /// Access level 100: may do everything to everything.
  ROOT;

  /// Whether a logged-in user may call it.
  ///
  /// @param accessLevel `afe_users.access_level`: 0 user, 1 admin, 100 root
  public boolean allows(int accessLevel) {
    return switch (this) {
      case ANYBODY, USER -> true;
      case ADMIN -> accessLevel >= 1;
      case ROOT -> accessLevel >= 100;
    };
  }
}
