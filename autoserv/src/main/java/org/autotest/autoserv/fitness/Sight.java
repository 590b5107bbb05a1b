package org.autotest.autoserv.fitness;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What was seen of a machine in one examination: the lines `key=value` of one look at it.
public final class Sight {
  private final Map<String, String> seen = new TreeMap<>();

  /// Takes the lines of a script; the first of a key counts, others are skipped.
  void see(String lines) {
    for (String line : lines.split("\n", -1)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        seen.putIfAbsent(line.substring(0, equals), line.substring(equals + 1).strip());
      }
    }
  }

  /// Empty when the machine did not say.
  Optional<String> text(String key) {
    return Optional.ofNullable(seen.get(key));
  }

  /// Empty when the machine said no whole number.
  Optional<Long> number(String key) {
    return text(key).filter(text -> text.matches("\\d{1,15}")).map(Long::parseLong);
  }

  @Override
  public String toString() {
    return seen.toString();
  }
}
