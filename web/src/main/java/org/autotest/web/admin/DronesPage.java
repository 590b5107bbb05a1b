package org.autotest.web.admin;

import java.util.List;
import java.util.Optional;
import org.autotest.web.page.RowForm;
import org.autotest.web.page.TimeText;

/// The machines that run autoserv and sets of them, with forms for those who may change them;
/// already worded.
///
/// @param mayChange whether the visitor is root
/// @param form that of a drone, by its name, of a set, by [#SET] and its name, or that for a new
///   set
public record DronesPage(List<Drone> drones, List<DroneSet> sets, boolean mayChange, RowForm form) {
  /// What tells sets from drones of the same name.
  public static final String SET = "set ";

  /// One drone.
  ///
  /// @param key as it stands in a path
  /// @param state in words: `draining: 3 processes left`
  /// @param load for example `3 of 100`
  /// @param users with commas between; empty text for everybody
  /// @param sets with commas between
  /// @param isDrained whether it gets nothing new
  /// @param isHeard whether it can be asked for anything
  public record Drone(
      String name,
      String key,
      String machine,
      String state,
      String load,
      Optional<TimeText> seen,
      String users,
      String sets,
      boolean isDrained,
      boolean isHeard) {}

  /// One set.
  ///
  /// @param key as it stands in a path
  /// @param drones with commas between
  public record DroneSet(String name, String key, String drones, boolean isDefault) {
    /// Under which its form is found.
    public String formName() {
      return SET + name;
    }
  }
}
