package org.autotest.web.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.autotest.core.sign.Sign;

/// A bar that shows how a whole divides.
///
/// @param words the same for those who do not see it: `38 passed, 2 failed`
public record Proportion(List<Part> parts, String words) {
  /// A piece of the bar.
  ///
  /// @param x where it begins, in thousandths of the whole
  /// @param width in thousandths of the whole
  public record Part(String style, int x, int width) {}

  private static final int WHOLE = 1_000;
  private static final List<Sign> ORDER =
      List.of(
          Sign.PASSED,
          Sign.RUNNING,
          Sign.WAITING,
          Sign.QUEUED,
          Sign.WARNED,
          Sign.FAILED,
          Sign.INFRASTRUCTURE,
          Sign.ABORTED,
          Sign.NOT_APPLICABLE);

  /// What is well comes first; nothing is drawn of an empty whole.
  public static Proportion of(Map<Sign, Integer> counts) {
    int total = counts.values().stream().mapToInt(Integer::intValue).sum();
    List<Part> parts = new ArrayList<>();
    List<String> words = new ArrayList<>();
    int sum = 0;
    for (Sign sign : ORDER) {
      int count = counts.getOrDefault(sign, 0);
      if (count > 0) {
        int from = (int) ((long) sum * WHOLE / total);
        sum += count;
        int to = (int) ((long) sum * WHOLE / total);
        parts.add(new Part(StatusText.of(sign).style(), from, to - from));
        words.add(Words.number(count) + " " + sign.word());
      }
    }
    return new Proportion(parts, String.join(", ", words));
  }
}
