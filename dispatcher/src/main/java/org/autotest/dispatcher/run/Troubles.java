package org.autotest.dispatcher.run;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.autotest.core.failure.AutotestException;

/// What stopped the loop lately: decides how long it rests, and what is worth saying. A thing that
/// happens again and again is said once a minute. Trouble that passes is tried again at once; a bug
/// more and more slowly, so that a dispatcher elsewhere may take over.
final class Troubles {
  /// After so long without trouble everything is forgotten.
  static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(1);

  /// The first pause after a bug, and each after other trouble.
  static final Duration PAUSE = Duration.ofSeconds(1);

  /// The longest pause after a bug.
  static final Duration PAUSE_MAX = Duration.ofSeconds(30);

  /// Trouble that passes is told to people when it comes that many times while planning.
  private static final int TOLD_FROM = 3;

  private final Map<String, Long> saidAt = new HashMap<>();
  private long lastAt;
  private int bugs;
  private int others;

  /// What to do about one.
  ///
  /// @param isNews whether to log it
  /// @param isTold whether pages tell it
  record Answer(boolean isNews, boolean isTold, Duration pause) {}

  /// Takes notice of one.
  ///
  /// @param hadBegun whether planning had begun
  /// @param nanos now, by a clock that only goes forward
  Answer meet(Throwable trouble, boolean hadBegun, long nanos) {
    if (nanos - lastAt > FORGOTTEN_AFTER.toNanos()) {
      bugs = 0;
      others = 0;
    }
    lastAt = nanos;
    saidAt.values().removeIf(at -> nanos - at >= FORGOTTEN_AFTER.toNanos());
    boolean isNews = saidAt.putIfAbsent(kind(trouble), nanos) == null;
    if (!isBug(trouble)) {
      others += hadBegun ? 1 : 0;
      return new Answer(isNews, others >= TOLD_FROM, PAUSE);
    }
    Duration pause = PAUSE.multipliedBy(1L << Math.min(bugs++, 10));
    return new Answer(isNews, true, pause.compareTo(PAUSE_MAX) < 0 ? pause : PAUSE_MAX);
  }

  /// Whether only programmers can mend it.
  static boolean isBug(Throwable trouble) {
    return !(trouble instanceof AutotestException);
  }

  /// In one line, for people.
  static String inWords(Throwable trouble) {
    return trouble instanceof AutotestException known
        ? known.problem()
        : "planning: %s (blame: a bug)".formatted(firstLine(trouble));
  }

  private static String firstLine(Throwable trouble) {
    String text = trouble.toString();
    return text.lines().findFirst().orElse(text);
  }

  /// Messages of bugs may differ each time; where they come from does not.
  private static String kind(Throwable trouble) {
    if (!isBug(trouble)) {
      return inWords(trouble);
    }
    StackTraceElement[] stack = trouble.getStackTrace();
    return trouble.getClass().getName() + (stack.length == 0 ? "" : " at " + stack[0]);
  }
}
