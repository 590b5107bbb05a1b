package org.autotest.core.tko;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// One record of a test's `results/keyval`.
///
/// @param index from 1
/// @param attributes what was written as `key{attr}=value`, in file order
/// @param perf what was written as `key{perf}=number` or `key=number`, in file order; values may be
///   NaN or infinite
public record Iteration(int index, Map<String, String> attributes, Map<String, Double> perf) {
  public Iteration {
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    perf = Collections.unmodifiableMap(new LinkedHashMap<>(perf));
  }
}
