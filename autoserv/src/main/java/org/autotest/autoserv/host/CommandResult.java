package org.autotest.autoserv.host;

/// What a finished command left behind.
///
/// @param exit 0 to 255; 128 + n when signal n ended it
/// @param stdout decoded as UTF-8, at most 1 MiB, the middle cut out beyond that
/// @param stderr likewise
/// @param cutBytes how much was cut out of both
public record CommandResult(int exit, String stdout, String stderr, long cutBytes) {
  /// One whose output is whole.
  public CommandResult(int exit, String stdout, String stderr) {
    this(exit, stdout, stderr, 0);
  }

  public boolean isCut() {
    return cutBytes > 0;
  }

  public boolean isSuccess() {
    return exit == 0;
  }

  /// The words of the command about its failure, on one line: the end of its error output, or its
  /// exit status when it said nothing.
  public String complaint() {
    String words = stderr.isBlank() ? stdout : stderr;
    String line = words.strip().replaceAll("\\s*\\R\\s*", "; ");
    int charsMax = 400;
    if (line.length() > charsMax) {
      line = "… " + line.substring(line.length() - charsMax);
    }
    return line.isEmpty() ? "exit status " + exit : line;
  }
}
