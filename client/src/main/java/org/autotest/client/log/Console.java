package org.autotest.client.log;

import java.io.PrintStream;

/// What a person sees: INFO and WARNING on standard output, ERROR on standard error, DEBUG only
/// when asked for.
public final class Console implements LogSink {
  private final PrintStream out;
  private final PrintStream err;
  private final LogFormat format;
  private final boolean verbose;

  /// A console with both channels.
  ///
  /// @param verbose whether DEBUG is shown, on standard output
  public Console(PrintStream out, PrintStream err, LogFormat format, boolean verbose) {
    this.out = out;
    this.err = err;
    this.format = format;
    this.verbose = verbose;
  }

  @Override
  public void log(LogLevel level, String module, int line, String text) {
    if (level == LogLevel.DEBUG && !verbose) {
      return;
    }
    PrintStream channel = level == LogLevel.ERROR ? err : out;
    channel.print(format.forConsole(level, text));
    channel.flush();
  }
}
