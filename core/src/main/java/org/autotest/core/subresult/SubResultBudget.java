package org.autotest.core.subresult;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.statuslog.StatusCode;

/// What the sub-results of one test may take, over all that it printed and all of its files. What
/// is beyond is counted, and dropped.
///
/// Safe for several threads.
public final class SubResultBudget {
  /// Most results that are kept.
  public static final int RESULTS_MAX = 20_000;

  /// Most characters of names and reasons that are kept, together.
  public static final int TEXT_CHARS_MAX = 4 << 20;

  /// Longest name, in characters.
  public static final int NAME_CHARS_MAX = 250;

  /// Longest reason, in characters.
  public static final int REASON_CHARS_MAX = 2_000;

  private final Map<StatusCode, Long> dropped = new EnumMap<>(StatusCode.class);
  private int results = RESULTS_MAX;
  private int chars = TEXT_CHARS_MAX;

  /// A whole budget.
  public SubResultBudget() {}

  /// Results that were dropped, by status.
  public synchronized Map<StatusCode, Long> dropped() {
    return Map.copyOf(dropped);
  }

  /// One more, made of texts as they were given; empty when there is no room, and it was counted.
  public Optional<SubResult> result(
      String name, StatusCode status, String reason, Optional<Duration> duration) {
    return admit(status)
        ? Optional.of(SubResult.of(name(name), status, reason(reason), duration))
        : Optional.empty();
  }

  /// Asks for one more.
  ///
  /// @return whether there is room; if not, it has been counted
  synchronized boolean admit(StatusCode status) {
    if (results <= 0) {
      dropped.merge(status, 1L, Long::sum);
      return false;
    }
    results--;
    return true;
  }

  /// The text as a name may be: one line, without blanks around it, cut to its length. Never empty.
  String name(String text) {
    String name = oneLine(text, NAME_CHARS_MAX).strip();
    return take(name.isEmpty() ? "?" : name, "?");
  }

  /// The text as a reason may be.
  String reason(String text) {
    String clean = clean(text, REASON_CHARS_MAX).strip();
    return take(clean, "");
  }

  private synchronized String take(String text, String otherwise) {
    if (text.length() > chars) {
      return otherwise;
    }
    chars -= text.length();
    return text;
  }

  private static String oneLine(String text, int limit) {
    return clean(text, limit).replace('\n', ' ').replace('\t', ' ');
  }

  /// Without control characters but newline and tab, and without half a surrogate pair at the end.
  private static String clean(String text, int limit) {
    StringBuilder clean = new StringBuilder(Math.min(text.length(), limit));
    for (int i = 0; i < text.length() && clean.length() < limit; i++) {
      char c = text.charAt(i);
      boolean control = (c < ' ' && c != '\n' && c != '\t') || (c >= 0x7f && c < 0xa0);
      boolean lineEnd = c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
      if (!lineEnd) {
        clean.append(control || c == '\u2028' || c == '\u2029' ? ' ' : c);
      }
    }
    int last = clean.length() - 1;
    if (last >= 0 && Character.isHighSurrogate(clean.charAt(last))) {
      clean.setLength(last);
    }
    return clean.toString();
  }
}
