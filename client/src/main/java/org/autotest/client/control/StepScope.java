package org.autotest.client.control;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.autotest.core.bridge.Values;
import org.jspecify.annotations.Nullable;

/// What a step leaves for other steps to be found in.
///
/// @param global it is a function of the control file itself: no step encloses it
/// @param functions names of the functions that were defined in it and that it returned
public record StepScope(boolean global, Set<String> functions) {
  /// That of a step in which no other is defined.
  public static final StepScope NONE = new StepScope(true, Set.of());

  public StepScope {
    functions = Set.copyOf(functions);
  }

  /// Reads the answer of a worker: `{"global":true,"functions":["step_init"]}`.
  static StepScope ofJson(@Nullable Object value) {
    Map<String, @Nullable Object> json = Values.map(value);
    Set<String> functions = new TreeSet<>();
    for (Object name : Values.list(json.get("functions"))) {
      functions.add(String.valueOf(name));
    }
    return new StepScope(Values.truth(json.get("global")), functions);
  }

  /// Whether a step is found here.
  ///
  /// @param name may have dots
  public boolean defines(String name) {
    return functions.contains(name.replaceFirst("\\..*", ""));
  }
}
