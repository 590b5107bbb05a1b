package org.autotest.client.log;

/// Takes lines for the debug log. Any thread may write.
public interface LogSink {
  /// Writes one record.
  ///
  /// @param module where it comes from; at most ten characters are shown
  /// @param line in that module; 0 when that says nothing
  /// @param text may have several lines
  void log(LogLevel level, String module, int line, String text);

  /// A record of the harness itself.
  default void log(LogLevel level, String text) {
    log(level, "harness", 0, text);
  }
}
