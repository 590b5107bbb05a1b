package org.autotest.web.page;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// A time as a page shows it.
///
/// @param iso for machines: `2026-01-31T12:00:00Z`
/// @param relative what is read: `3 min ago`
/// @param exact what is shown on demand, with its zone
public record TimeText(String iso, String relative, String exact) {
  public static TimeText of(Instant time, Instant now) {
    return new TimeText(
        time.truncatedTo(ChronoUnit.SECONDS).toString(),
        Words.relative(time, now),
        Words.exact(time));
  }
}
