package org.autotest.core.control;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// A call `job.run_test("sleeptest", seconds=1)` whose arguments are all literals.
///
/// @param test what to run
/// @param arguments by name, in the order of the text: text, [Long], [Double], [Boolean], lists of
///   such, and maps of text to such
/// @param line where the call begins, from 1
/// @param lastLine where it ends
public record PlainCall(String test, Map<String, Object> arguments, int line, int lastLine) {
  public PlainCall {
    arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
  }
}
