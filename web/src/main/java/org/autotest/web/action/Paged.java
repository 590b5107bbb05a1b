package org.autotest.web.action;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.operation.Arguments;
import org.autotest.web.rest.Reply;

/// Pages of lists that are walked by key.
final class Paged {
  /// Most names that contain another.
  private static final int CALLED_ALIKE_MAX = 10_000;

  private Paged() {}

  /// A page of what was found.
  ///
  /// @param found one more than `limit` when there are further ones
  /// @param key of an item, as the value for `after`
  static <T> Reply page(
      List<T> found, int limit, Function<T, Map<String, Object>> fields, Function<T, String> key) {
    List<T> shown = found.subList(0, Math.min(limit, found.size()));
    return new Reply.Page(
        shown.stream().map(fields).toList(),
        found.size() > limit ? Optional.of(key.apply(shown.getLast())) : Optional.empty());
  }

  /// Reads a page of things that have names.
  @FunctionalInterface
  interface ByName<T> {
    /// Those from a name on.
    ///
    /// @param pattern of names; empty for all
    /// @param after the name before the first; empty for the start
    List<T> read(Optional<String> pattern, String after, int limit);
  }

  /// A page of a list that is walked by name, and may be limited by one.
  ///
  /// @param arguments `name`, `after` and `limit`
  static <T> Reply byName(
      Arguments arguments,
      ByName<T> list,
      Function<T, Map<String, Object>> fields,
      Function<T, String> name) {
    int limit = (int) arguments.whole("limit");
    return page(
        list.read(
            arguments.optionalText("name"), arguments.optionalText("after").orElse(""), limit + 1),
        limit,
        fields,
        name);
  }

  /// The one of that name, in any case.
  ///
  /// @param what it is, as in "no … 'name'"
  /// @throws BadRequest when there is none
  static <T> Reply only(
      String name,
      ByName<T> list,
      Function<T, Map<String, Object>> fields,
      Function<T, String> nameOf,
      String what) {
    String wanted = name.strip();
    return new Reply.Item(
        list.read(Optional.of(wanted), "", CALLED_ALIKE_MAX).stream()
            .filter(one -> nameOf.apply(one).equalsIgnoreCase(wanted))
            .findFirst()
            .map(fields)
            .orElseThrow(
                () ->
                    BadRequest.of(
                        BadRequest.Kind.NOT_FOUND, "name", "no %s '%s'".formatted(what, wanted))));
  }

  /// The argument `after` of a list that is walked by number; empty when it was not given.
  ///
  /// @throws BadRequest when it is no number
  static OptionalLong number(Arguments arguments) {
    Optional<String> text = arguments.optionalText("after");
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    if (!text.get().matches("\\d{1,18}")) {
      throw BadRequest.invalid("after", "must be `next` of the page before");
    }
    return OptionalLong.of(Long.parseLong(text.get()));
  }
}
