package org.autotest.autoserv.command;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A command line as words: flags, options with values, and the rest.
final class Words {
  private final Map<String, List<String>> values = new HashMap<>();
  private final List<String> rest = new ArrayList<>();

  private Words() {}

  /// Takes the words apart. Options may stand anywhere; after `--` nothing is an option.
  ///
  /// @param flags options without a value, by all their names
  /// @param valued options with a value: `-m VALUE`, `--port VALUE` or `--port=VALUE`
  /// @param sameAs other names → the name used here
  /// @throws UsageError for an option that is none, or lacks its value
  static Words parse(
      List<String> arguments, Set<String> flags, Set<String> valued, Map<String, String> sameAs) {
    Words words = new Words();
    int i = 0;
    while (i < arguments.size()) {
      String word = arguments.get(i++);
      if (word.equals("--")) {
        words.rest.addAll(arguments.subList(i, arguments.size()));
        break;
      }
      if (!word.startsWith("-") || word.equals("-")) {
        words.rest.add(word);
        continue;
      }
      int equals = word.startsWith("--") ? word.indexOf('=') : -1;
      String given = equals < 0 ? word : word.substring(0, equals);
      String name = sameAs.getOrDefault(given, given);
      if (flags.contains(name) && equals < 0) {
        words.add(name, "");
      } else if (valued.contains(name) && equals >= 0) {
        words.add(name, word.substring(equals + 1));
      } else if (valued.contains(name) && i < arguments.size()) {
        words.add(name, arguments.get(i++));
      } else if (valued.contains(name)) {
        throw new UsageError("option %s: its value is missing".formatted(given));
      } else {
        throw new UsageError("option %s: there is no such option".formatted(word));
      }
    }
    return words;
  }

  /// The words that are options, with `=VALUE` if they have it so: no values, and nothing after
  /// `--`. Options that are none count too.
  ///
  /// @param valued as in [#parse]
  /// @param sameAs as in [#parse]
  static List<String> options(
      List<String> arguments, Set<String> valued, Map<String, String> sameAs) {
    List<String> options = new ArrayList<>();
    for (int i = 0; i < arguments.size() && !arguments.get(i).equals("--"); i++) {
      String word = arguments.get(i);
      if (word.startsWith("-") && !word.equals("-")) {
        options.add(word);
        if (valued.contains(sameAs.getOrDefault(word, word))) {
          i++;
        }
      }
    }
    return options;
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  /// The last value given.
  Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name)).map(List::getLast);
  }

  /// All values given, in their order.
  List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  /// What is no option.
  List<String> rest() {
    return rest;
  }

  /// A whole number.
  ///
  /// @throws UsageError when the value is none, or out of range
  long number(String name, long standard, long least, long most) {
    Optional<String> text = value(name);
    if (text.isEmpty()) {
      return standard;
    }
    long number = text.get().matches("\\d{1,12}") ? Long.parseLong(text.get()) : -1;
    if (number < least || number > most) {
      throw new UsageError(
          "option %s: '%s' is no number from %d to %d".formatted(name, text.get(), least, most));
    }
    return number;
  }

  private void add(String name, String value) {
    values.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
  }
}
