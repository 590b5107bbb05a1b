package org.autotest.core.failure;

/// A file or a line is not in its format. Says where, so that a person can mend it.
public final class MalformedInput extends AutotestException {
  private static final long serialVersionUID = 1L;

  private final int line;

  /// Names the place and the fault.
  ///
  /// @param source the file or channel, as a person knows it
  /// @param line 1-based; 0 when the fault has no line
  public MalformedInput(Blame blame, String source, int line, String problem) {
    super(blame, line > 0 ? "%s:%d: %s".formatted(source, line, problem) : source + ": " + problem);
    this.line = line;
  }

  /// The faulty line, counted from 1; 0 when the fault has no line.
  public int line() {
    return line;
  }
}
