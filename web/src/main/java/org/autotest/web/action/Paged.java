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
