package org.autotest.client.log;

/// How much a line of the debug log matters. Each has a file of its own, which holds its level and
/// those above.
public enum LogLevel {
  DEBUG("DEBUG"),
  INFO("INFO "),
  WARNING("WARNI"),
  ERROR("ERROR");

  private final String column;

  LogLevel(String column) {
    this.column = column;
  }

  /// Five characters, as a log line shows it.
  String column() {
    return column;
  }

  /// The level of the name; INFO for an unknown one, ERROR for `CRITICAL`.
  public static LogLevel ofName(String name) {
    return switch (name) {
      case "DEBUG" -> DEBUG;
      case "WARNING" -> WARNING;
      case "ERROR", "CRITICAL" -> ERROR;
      default -> INFO;
    };
  }
}
