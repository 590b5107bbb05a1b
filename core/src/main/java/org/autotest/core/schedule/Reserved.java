package org.autotest.core.schedule;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// A host is kept for one user for a while.
///
/// @param holder login
/// @param forLabels whether entries of the holder for any host of a label may take it too
/// @param reason for people; may be empty
public record Reserved(String holder, boolean forLabels, Instant until, String reason) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /// `reserved for ann until 2026-01-31 12:00 UTC: new driver`.
  public String inWords() {
    return "reserved for %s until %s%s"
        .formatted(holder, TIME.format(until), reason.isEmpty() ? "" : ": " + reason);
  }
}
