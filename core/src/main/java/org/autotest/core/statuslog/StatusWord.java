package org.autotest.core.statuslog;

import java.util.Optional;

/// The first field of a status line.
public sealed interface StatusWord {
  /// `START`: opens a group; the lines after it stand one tab deeper.
  record Start() implements StatusWord {
    @Override
    public String written() {
      return "START";
    }
  }

  /// `END GOOD`: closes a group.
  record End(StatusCode code) implements StatusWord {
    @Override
    public String written() {
      return "END " + code;
    }
  }

  /// `INFO`: carries data, says nothing about success.
  record Info() implements StatusWord {
    @Override
    public String written() {
      return "INFO";
    }
  }

  /// `GOOD`, `FAIL`, …: a result.
  record Result(StatusCode code) implements StatusWord {
    @Override
    public String written() {
      return code.toString();
    }
  }

  /// As it stands in a line.
  String written();

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
