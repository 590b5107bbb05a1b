package org.autotest.web.admin;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The atomic groups, with forms for those who may change them; already worded.
///
/// @param mayChange whether the visitor is an admin
/// @param problems what was wrong with the form that was sent, by field
/// @param values of that form
public record AtomicGroupsPage(
    List<Group> groups,
    boolean mayChange,
    Map<String, String> problems,
    Map<String, String> values) {

  /// One group.
  ///
  /// @param key as it stands in a path
  /// @param most most hosts that one job gets; empty text for all
  /// @param labels with commas between
  public record Group(
      String name, String key, String description, String most, String labels, String hosts) {}

  /// A value of the form for a new group.
  public String value(String field) {
    return values.getOrDefault(field, "");
  }

  /// What is wrong with a field; null when nothing is.
  public @Nullable String problem(String field) {
    return problems.get(field);
  }
}
