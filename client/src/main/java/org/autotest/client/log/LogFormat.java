package org.autotest.client.log;

import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneId;

/// How a record looks in a file and on the console.
///
/// ```
/// 11/22 20:29:21 INFO |   harness:0000| Writing results to /var/autotest/results/default
/// 20:29:21 INFO | Writing results to /var/autotest/results/default
/// ```
public final class LogFormat {
  private static final int MODULE_COLUMNS = 10;

  private final InstantSource clock;
  private final ZoneId zone;

  public LogFormat(InstantSource clock, ZoneId zone) {
    this.clock = clock;
    this.zone = zone;
  }

  String forFile(LogLevel level, String module, int line, String text) {
    LocalDateTime now = LocalDateTime.ofInstant(clock.instant(), zone);
    StringBuilder record = new StringBuilder(48 + text.length());
    two(record, now.getMonthValue()).append('/');
    two(record, now.getDayOfMonth()).append(' ');
    time(record, now).append(' ').append(level.column()).append('|');
    record.append(" ".repeat(Math.max(0, MODULE_COLUMNS - module.length())));
    record.append(module, 0, Math.min(module.length(), MODULE_COLUMNS)).append(':');
    String number = Integer.toString(line);
    record.append("0".repeat(Math.max(0, 4 - number.length()))).append(number);
    return record.append("| ").append(text).append('\n').toString();
  }

  String forConsole(LogLevel level, String text) {
    LocalDateTime now = LocalDateTime.ofInstant(clock.instant(), zone);
    StringBuilder record = new StringBuilder(20 + text.length());
    time(record, now).append(' ').append(level.column()).append("| ");
    return record.append(text).append('\n').toString();
  }

  private static StringBuilder time(StringBuilder record, LocalDateTime now) {
    two(record, now.getHour()).append(':');
    two(record, now.getMinute()).append(':');
    return two(record, now.getSecond());
  }

  private static StringBuilder two(StringBuilder record, int number) {
    return record.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
  }
}
