package org.autotest.client.api;

import java.util.Locale;

/// Which way a measured value should go.
public enum Better {
  /// More is better, such as requests per second.
  HIGHER,
  /// Less is better, such as seconds.
  LOWER;

  /// As it stands in keyvals.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
