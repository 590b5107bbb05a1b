package org.autotest.web.hosts;

import java.util.List;
import org.autotest.web.page.StatusText;
import org.autotest.web.page.TimeText;

/// Hosts that are kept for somebody, now or later, already worded.
public record ReservationPage(List<Row> rows) {
  /// One of them.
  ///
  /// @param release what the button says; empty for a visitor who may not
  /// @param byForce whether it is another user's
  public record Row(
      String host,
      String href,
      String holder,
      String reason,
      StatusText status,
      TimeText from,
      TimeText until,
      String release,
      boolean byForce) {}
}
