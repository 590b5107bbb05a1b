package org.autotest.web.page;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A form as it was sent and refused, so that nothing typed is lost.
///
/// @param values what was typed, by field
/// @param problems what is wrong with it, by field, as sentences
public record Filled(Map<String, String> values, Map<String, String> problems) {
  /// Nothing was sent yet.
  public static final Filled NOTHING = new Filled(Map.of(), Map.of());

  /// What was typed into a field; empty text when nothing was.
  public String value(String field) {
    return values.getOrDefault(field, "");
  }

  /// What is wrong with a field; null when nothing is.
  public @Nullable String problem(String field) {
    return problems.get(field);
  }
}
