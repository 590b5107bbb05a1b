package org.autotest.web.page;

import java.util.Locale;
import org.autotest.core.failure.Blame;

/// Who has to act on a failure, as a page shows it.
///
/// @param words `the host`
/// @param style name of the CSS class that carries the colour
public record BlameText(String words, String style) {
  public static BlameText of(Blame blame) {
    return new BlameText(blame.inWords(), blame.name().toLowerCase(Locale.ROOT));
  }
}
