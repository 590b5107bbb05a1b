package org.autotest.web.page;

import java.util.ArrayList;
import java.util.List;
import org.autotest.core.sign.Sign;
import org.autotest.store.views.TestCounts;

/// A number of things of one sign, as `✓ 38`.
///
/// @param word for those who do not see the sign: `38 passed`
public record Tally(String glyph, String number, String word, String style) {
  private static final List<Sign> ORDER =
      List.of(
          Sign.FAILED,
          Sign.INFRASTRUCTURE,
          Sign.ABORTED,
          Sign.WARNED,
          Sign.PASSED,
          Sign.RUNNING,
          Sign.NOT_APPLICABLE);

  /// What somebody has to look at comes first; signs that do not occur are left out.
  public static List<Tally> of(TestCounts counts) {
    List<Tally> tallies = new ArrayList<>();
    for (Sign sign : ORDER) {
      int count = counts.of(sign);
      if (count > 0) {
        StatusText status = StatusText.of(sign);
        tallies.add(
            new Tally(
                status.glyph(),
                Words.number(count),
                Words.number(count) + " " + status.word(),
                status.style()));
      }
    }
    return tallies;
  }
}
