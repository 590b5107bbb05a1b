package org.autotest.web.page;

import java.util.Optional;

/// The refused form of a page that has one for each of its rows, and one for a new row.
///
/// @param row whose form it is; empty: that for a new one, or none was refused
/// @param form as it was sent
public record RowForm(Optional<String> row, Filled form) {
  /// What was typed into a field of the form for a new one.
  public String value(String field) {
    return row.isEmpty() ? form.value(field) : "";
  }

  /// What stands in a field of the form of a row.
  ///
  /// @param there what the field has while nothing was refused
  public String value(String of, String field, String there) {
    return isOf(of) ? form.value(field) : there;
  }

  /// Whether it is that of a row.
  public boolean isOf(String name) {
    return row.equals(Optional.of(name));
  }
}
