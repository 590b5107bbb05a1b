package org.autotest.client.test;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a phase takes.
///
/// @param parameters names, in order
/// @param keywords whether it takes any other name too
public record PhaseSignature(List<String> parameters, boolean keywords) {
  public PhaseSignature {
    parameters = List.copyOf(parameters);
  }

  /// Picks what the phase declares, or everything when it takes any name.
  public Map<String, @Nullable Object> pick(Map<String, @Nullable Object> args) {
    if (keywords) {
      return args;
    }
    Map<String, @Nullable Object> picked = new LinkedHashMap<>();
    for (Map.Entry<String, @Nullable Object> arg : args.entrySet()) {
      if (parameters.contains(arg.getKey())) {
        picked.put(arg.getKey(), arg.getValue());
      }
    }
    return picked;
  }
}
