package org.autotest.store.access;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.autotest.core.failure.BadRequest;

/// Collects what is wrong with a request, so that all of it can be told at once.
public final class Problems {
  /// Most names that one message lists.
  private static final int NAMES_MAX = 20;

  private final Map<String, String> byField = new LinkedHashMap<>();

  /// Notes a problem; of several with the same argument only the first is told.
  ///
  /// @param field wire name of the argument
  public void add(String field, String problem) {
    byField.putIfAbsent(field, problem);
  }

  /// Notes a problem when there are offenders.
  ///
  /// @param problem with `%s` for the list of offenders
  public void addFor(String field, Collection<String> offenders, String problem) {
    if (!offenders.isEmpty()) {
      add(field, problem.formatted(listed(offenders)));
    }
  }

  /// Whether the argument has a problem already.
  public boolean has(String field) {
    return byField.containsKey(field);
  }

  /// Refuses the request when anything was noted.
  ///
  /// @throws BadRequest of kind `INVALID`
  public void throwIfAny() {
    if (!byField.isEmpty()) {
      throw BadRequest.invalid(byField);
    }
  }

  /// Names for a message, the first twenty of them.
  public static String listed(Collection<String> names) {
    String shown = names.stream().limit(NAMES_MAX).collect(Collectors.joining(", "));
    return names.size() > NAMES_MAX
        ? "%s and %d more".formatted(shown, names.size() - NAMES_MAX)
        : shown;
  }
}
