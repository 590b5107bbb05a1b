package org.autotest.web.page;

import java.util.List;
import java.util.regex.Pattern;

/// Names that a person typed into one field: a line each, or with commas or semicolons between.
/// They may hold blanks.
public final class TypedList {
  private static final Pattern BETWEEN = Pattern.compile("[\\n\\r,;]+");

  private TypedList() {}

  /// The names as they come, without blanks around them; none is empty.
  public static List<String> of(String text) {
    return BETWEEN.splitAsStream(text).map(String::strip).filter(name -> !name.isEmpty()).toList();
  }
}
