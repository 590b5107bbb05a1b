package org.autotest.core.operation;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Limits of a job as people type them into the form and for `atest`: hours as a number, or minutes
/// as `90m`. How long they may be is said by the declaration of `job.create`.
public final class TypedLimits {
  private static final Pattern MINUTES = Pattern.compile("(\\d{1,18})\\s*m(?:in)?");

  /// The argument for minutes, by the one for hours.
  private static final Map<String, String> ARGUMENTS =
      Map.of("timeout", "timeout_minutes", "max_runtime_hrs", "max_runtime_minutes");

  private TypedLimits() {}

  /// Puts what is typed as minutes where minutes belong, unless there are some.
  ///
  /// @param arguments of `job.create`, by name, as they came; changed
  public static void read(Map<String, Object> arguments) {
    ARGUMENTS.forEach(
        (hours, minutes) -> {
          Matcher typed = MINUTES.matcher(String.valueOf(arguments.get(hours)).strip());
          if (typed.matches() && !arguments.containsKey(minutes)) {
            arguments.remove(hours);
            arguments.put(minutes, typed.group(1));
          }
        });
  }
}
