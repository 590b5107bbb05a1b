package org.autotest.client.bridge;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autotest.core.bridge.Raise;
import org.autotest.core.bridge.RaisedException;
import org.jspecify.annotations.Nullable;

/// One call from the other side.
///
/// @param name for example `job.run_test`
/// @param args by position
/// @param kwargs by name
public record Call(String name, List<@Nullable Object> args, Map<String, @Nullable Object> kwargs) {

  /// The argument at the position, or of the name; null when neither was given.
  public @Nullable Object argument(int position, String argumentName) {
    return position < args.size() ? args.get(position) : kwargs.get(argumentName);
  }

  /// Like [#argument], as text.
  ///
  /// @throws RaisedException `TypeError` when it is missing or no text
  public String text(int position, String argumentName) throws RaisedException {
    if (argument(position, argumentName) instanceof String text) {
      return text;
    }
    throw new RaisedException(
        Raise.of("TypeError", "%s: '%s' must be text".formatted(name, argumentName)));
  }

  /// The arguments by name without those listed.
  public Map<String, @Nullable Object> kwargsWithout(List<String> names) {
    Map<String, @Nullable Object> rest = new LinkedHashMap<>(kwargs);
    names.forEach(rest::remove);
    return rest;
  }
}
