package org.autotest.web.admin;

import java.util.List;
import java.util.Optional;

/// The users, already worded.
///
/// @param more where the next page is; empty on the last
public record UsersPage(List<User> users, Optional<String> more) {
  /// Somebody who may log in.
  ///
  /// @param href their page
  /// @param jobs where their jobs are listed
  public record User(String login, String href, String level, String jobs) {}
}
