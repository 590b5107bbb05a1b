package org.autotest.core.statuslog;

import java.util.Optional;

/// The first field of a status line.
public sealed interface StatusWord {
  /// `START`: opens a group; the lines after it stand one tab deeper.
  record Start() implements StatusWord {}

  /// `END GOOD`: closes a group.
  record End(StatusCode code) implements StatusWord {}

  /// `INFO`: carries data, says nothing about success.
  record Info() implements StatusWord {}

  /// `GOOD`, `FAIL`, …: a result.
  record Result(StatusCode code) implements StatusWord {}

  /// As it stands in a line.
  default String written() {
    return switch (this) {
      case Start() -> "START";
      case End(var code) -> "END " + code;
      case Info() -> "INFO";
      case Result(var code) -> code.toString();
    };
  }

  /// Empty when the text is no status word.
  static Optional<StatusWord> parse(String text) {
    if (text.equals("START")) {
      return Optional.of(new Start());
    }
    if (text.equals("INFO")) {
      return Optional.of(new Info());
    }
    return text.startsWith("END ")
        ? StatusCode.ofWord(text.substring(4)).map(End::new)
        : StatusCode.ofWord(text).map(Result::new);
  }
}
