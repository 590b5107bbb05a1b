package org.autotest.web.page;

import java.util.Locale;
import org.autotest.core.sign.Sign;

/// A status as a page shows it: always a sign, a colour and a word together.
///
/// @param style name of the CSS class that carries the colour
public record StatusText(String glyph, String word, String style) {
  /// With the sign's own word.
  public static StatusText of(Sign sign) {
    return of(sign, sign.word());
  }

  /// With a more exact word, for example the status of an entry.
  public static StatusText of(Sign sign, String word) {
    return new StatusText(
        sign.glyph(), word, sign.name().toLowerCase(Locale.ROOT).replace('_', '-'));
  }
}
