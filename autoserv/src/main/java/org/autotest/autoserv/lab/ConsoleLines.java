package org.autotest.autoserv.lab;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Makes lines of bytes: those that are too long are cut into several.
final class ConsoleLines implements ConsoleSource.Sink {
  /// Takes each line, without its end.
  @FunctionalInterface
  interface Taker {
    void line(String line) throws IOException, InterruptedException;
  }

  private static final int LINE_BYTES_MAX = 8_192;

  private final Taker taker;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  ConsoleLines(Taker taker) {
    this.taker = taker;
  }

  @Override
  public void take(byte[] buffer, int length) throws IOException, InterruptedException {
    for (int i = 0; i < length; i++) {
      if (buffer[i] == '\n') {
        taken();
      } else {
        line.write(buffer[i]);
        if (line.size() == LINE_BYTES_MAX) {
          taken();
        }
      }
    }
  }

  /// Takes what came after the last end of a line, too.
  void end() throws IOException, InterruptedException {
    if (line.size() > 0) {
      taken();
    }
  }

  private void taken() throws IOException, InterruptedException {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    taker.line(text);
  }
}
