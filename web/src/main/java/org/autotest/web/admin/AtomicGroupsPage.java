package org.autotest.web.admin;

import java.util.List;
import org.autotest.web.page.RowForm;

/// The atomic groups, with forms for those who may change them; already worded.
///
/// @param mayChange whether the visitor is an admin
/// @param form that of a group or the one for a new group, by name of the group
public record AtomicGroupsPage(List<Group> groups, boolean mayChange, RowForm form) {

  /// One group.
  ///
  /// @param key as it stands in a path
  /// @param most most hosts that one job gets; empty text for all
  /// @param labels with commas between
  public record Group(
      String name, String key, String description, String most, String labels, String hosts) {}
}
