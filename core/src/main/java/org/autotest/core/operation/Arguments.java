package org.autotest.core.operation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.failure.BadRequest;

/// The arguments of one request, checked against the declaration: each is there when required, of
/// its type, within its limits, and standards are filled in. Asking for an argument that the
/// operation does not declare, or by the wrong type, is a bug and throws `IllegalStateException`.
public final class Arguments {
  private final Operation operation;
  private final Map<String, Object> values;

  private Arguments(Operation operation, Map<String, Object> values) {
    this.operation = operation;
    this.values = Collections.unmodifiableMap(values);
  }

  /// Checks a request. All faults are reported at once, each under its argument's name.
  ///
  /// @param raw name → what came: `String`, `Boolean`, `Number`, `List`, `Map` as a JSON reader
  ///   makes them; a text is understood for every type, so query strings and forms need no
  ///   conversion. An empty text counts as absent
  /// @throws BadRequest naming every argument that is unknown, missing or wrong
  public static Arguments parse(Operation operation, Map<String, ?> raw) {
    Map<String, String> problems = new LinkedHashMap<>();
    for (String name : raw.keySet()) {
      if (operation.argument(name).isEmpty()) {
        problems.put(name, unknown(operation));
      }
    }
    Map<String, Object> values = new LinkedHashMap<>();
    for (Argument argument : operation.arguments()) {
      Optional<Object> given =
          Optional.<Object>ofNullable(raw.get(argument.name()))
              .filter(value -> !value.equals(""))
              .or(argument::standard);
      if (given.isEmpty()) {
        if (argument.required()) {
          problems.put(argument.name(), "is required: " + argument.doc());
        }
        continue;
      }
      switch (ValueReader.read(argument.type(), given.get())) {
        case ValueReader.Good(Object value) -> values.put(argument.name(), value);
        case ValueReader.Bad(String problem) -> problems.put(argument.name(), problem);
      }
    }
    if (!problems.isEmpty()) {
      throw BadRequest.invalid(problems);
    }
    return new Arguments(operation, values);
  }

  /// Whether the operation has an argument of that name.
  public boolean takes(String name) {
    return operation.argument(name).isPresent();
  }

  /// Whether a value was given or a standard exists.
  public boolean has(String name) {
    declared(name);
    return values.containsKey(name);
  }

  public String text(String name) {
    return optionalText(name).orElseThrow(() -> absent(name));
  }

  /// Empty when nothing was given. For choices: the word as declared.
  public Optional<String> optionalText(String name) {
    return value(name, String.class);
  }

  public long whole(String name) {
    return optionalWhole(name).orElseThrow(() -> absent(name));
  }

  public Optional<Long> optionalWhole(String name) {
    return value(name, Long.class);
  }

  public boolean flag(String name) {
    return optionalFlag(name).orElseThrow(() -> absent(name));
  }

  public Optional<Boolean> optionalFlag(String name) {
    return value(name, Boolean.class);
  }

  /// In the order given; empty when nothing was.
  public List<String> texts(String name) {
    return value(name, List.class).stream()
        .flatMap(list -> ((List<?>) list).stream())
        .map(String.class::cast)
        .toList();
  }

  /// In the order given; empty when nothing was.
  public List<Long> wholes(String name) {
    return value(name, List.class).stream()
        .flatMap(list -> ((List<?>) list).stream())
        .map(Long.class::cast)
        .toList();
  }

  /// In the order given; empty when nothing was.
  public Map<String, String> map(String name) {
    Map<String, String> map = new LinkedHashMap<>();
    value(name, Map.class)
        .ifPresent(given -> ((Map<?, ?>) given).forEach((k, v) -> map.put((String) k, (String) v)));
    return Collections.unmodifiableMap(map);
  }

  private <T> Optional<T> value(String name, Class<T> type) {
    declared(name);
    Object value = values.get(name);
    if (value != null && !type.isInstance(value)) {
      throw new IllegalStateException(
          "%s.%s is no %s".formatted(operation.name(), name, type.getSimpleName()));
    }
    return Optional.ofNullable(value).map(type::cast);
  }

  private void declared(String name) {
    if (operation.argument(name).isEmpty()) {
      throw new IllegalStateException("%s has no argument %s".formatted(operation.name(), name));
    }
  }

  private IllegalStateException absent(String name) {
    return new IllegalStateException(
        "%s.%s is optional and was not given".formatted(operation.name(), name));
  }

  private static String unknown(Operation operation) {
    List<String> known = operation.arguments().stream().map(Argument::name).toList();
    return known.isEmpty()
        ? "is no argument of %s, which takes none".formatted(operation.name())
        : "is no argument of %s; it takes %s".formatted(operation.name(), String.join(", ", known));
  }
}
