package org.autotest.autoserv.results;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Logs what is printed in this process, line by line: what goes to the standard output as INFO, to
/// the error output as WARNING. Each thread has lines of its own. Closing puts the streams back.
public final class PrintedLines implements AutoCloseable {
  private static final int LINE_BYTES_MAX = 10_000;

  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final Lines outLines;
  private final Lines errLines;

  private PrintedLines(Supplier<RunLog> log) {
    this.outLines = new Lines(log, Level.INFO);
    this.errLines = new Lines(log, Level.WARNING);
    System.setOut(new PrintStream(outLines, false, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(errLines, false, StandardCharsets.UTF_8));
  }

  /// Begins.
  ///
  /// @param log asked by the thread that prints. Its console is what the streams were before
  public static PrintedLines into(Supplier<RunLog> log) {
    return new PrintedLines(log);
  }

  @Override
  public void close() {
    System.setOut(out);
    System.setErr(err);
    outLines.close();
    errLines.close();
  }

  /// One stream. A line that is too long is logged as far as it is kept.
  private static final class Lines extends OutputStream {
    private final Supplier<RunLog> log;
    private final Level level;
    private final Map<Thread, Line> lines = new ConcurrentHashMap<>();

    Lines(Supplier<RunLog> log, Level level) {
      this.log = log;
      this.level = level;
    }

    @Override
    public void write(int b) {
      Thread thread = Thread.currentThread();
      if (b == '\n') {
        Line line = lines.remove(thread);
        (line == null ? new Line(log.get()) : line).log(level);
      } else {
        lines.computeIfAbsent(thread, _ -> new Line(log.get())).add(b);
      }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      for (int i = offset; i < offset + length; i++) {
        write(bytes[i]);
      }
    }

    /// What was printed without an end is logged as it is.
    @Override
    public void close() {
      lines.values().forEach(line -> line.log(level));
      lines.clear();
    }
  }

  private record Line(RunLog log, ByteArrayOutputStream bytes) {
    Line(RunLog log) {
      this(log, new ByteArrayOutputStream());
    }

    void add(int b) {
      if (bytes.size() <= LINE_BYTES_MAX) {
        bytes.write(b);
      }
    }

    void log(Level level) {
      String text = bytes.toString(StandardCharsets.UTF_8).replaceFirst("\r\\z", "");
      log.log(level, bytes.size() > LINE_BYTES_MAX ? text + " …" : text);
    }
  }
}
