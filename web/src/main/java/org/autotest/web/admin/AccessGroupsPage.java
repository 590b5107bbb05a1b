package org.autotest.web.admin;

import java.util.List;
import java.util.Optional;
import org.autotest.web.page.Filled;

/// The access groups, with a form for a new one; already worded.
///
/// @param more where the next page is; empty on the last
/// @param form the one for a new group
public record AccessGroupsPage(List<Group> groups, Optional<String> more, Filled form) {
  /// One group.
  ///
  /// @param href its page
  public record Group(String name, String href, String description, String users, String hosts) {}
}
