package org.autotest.client.log;

import java.util.List;

/// Writes each record to several places.
public final class TeeLog implements LogSink {
  private final List<LogSink> places;

  public TeeLog(LogSink... places) {
    this.places = List.of(places);
  }

  @Override
  public void log(LogLevel level, String module, int line, String text) {
    for (LogSink place : places) {
      place.log(level, module, line, text);
    }
  }
}
