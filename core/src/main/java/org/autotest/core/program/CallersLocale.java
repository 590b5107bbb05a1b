package org.autotest.core.program;

import java.util.Map;

/// The locale of whoever called a program of ours.
///
/// Java names files and writes letters in the locale that it starts in, and only a UTF-8 one knows
/// them all. So the start scripts set `LC_ALL=C.UTF-8`, and keep the caller's value in
/// `AUTOTEST_LC_ALL`: empty when there was none. What our programs start for others gets the
/// caller's again.
public final class CallersLocale {
  private static final String LOCALE = "LC_ALL";
  private static final String KEPT = "AUTOTEST_LC_ALL";

  private CallersLocale() {}

  /// Puts the caller's value back; does nothing where no script has kept it.
  ///
  /// @param environment of a program that is about to be started
  public static void putBack(Map<String, String> environment) {
    String callers = environment.remove(KEPT);
    if (callers == null) {
      return;
    }
    if (callers.isEmpty()) {
      environment.remove(LOCALE);
    } else {
      environment.put(LOCALE, callers);
    }
  }
}
