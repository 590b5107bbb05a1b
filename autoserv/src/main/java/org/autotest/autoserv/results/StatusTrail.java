package org.autotest.autoserv.results;

import java.util.Optional;
import org.autotest.core.statuslog.StatusCode;
import org.autotest.core.statuslog.StatusLine;
import org.autotest.core.statuslog.StatusWord;

/// Follows a status log line by line and remembers what the one who runs the job must know. Lines
/// that are none are skipped: a client wrote them.
public final class StatusTrail {
  /// A status line taken apart as far as needed here.
  ///
  /// @param subdir empty for none
  /// @param operation empty for none
  /// @param message all after the `key=value` fields
  private record Seen(
      int indent, StatusWord word, String subdir, String operation, String message) {
    boolean isAboutTheJob() {
      return subdir.isEmpty() && operation.isEmpty();
    }
  }

  private int depth;
  private int testsFailed;
  private int outermostTest = -1;
  private boolean jobStarted;
  private Optional<StatusCode> jobEnd = Optional.empty();
  private String jobEndMessage = "";
  private Optional<String> finishedTest = Optional.empty();

  /// The level at which the next line that closes nothing would stand.
  public int depth() {
    return depth;
  }

  /// Tests that ended in a failure; one inside another does not count.
  public int testsFailed() {
    return testsFailed;
  }

  /// How the client's job ended; empty before it said so, and after it began anew.
  public Optional<StatusCode> jobEnd() {
    return jobEnd;
  }

  /// What the client said about the end of its job, first line; may be empty.
  public String jobEndMessage() {
    return jobEndMessage;
  }

  /// Whether the client has begun its job.
  public boolean jobStarted() {
    return jobStarted;
  }

  /// The subdirectory of the outermost test that ended last; asking forgets it.
  public Optional<String> takeFinishedTest() {
    Optional<String> taken = finishedTest;
    finishedTest = Optional.empty();
    return taken;
  }

  /// The next line is written at the outermost level.
  void forgetGroups() {
    depth = 0;
    outermostTest = -1;
  }

  void see(String line) {
    parse(line).ifPresent(this::see);
  }

  private void see(Seen line) {
    switch (line.word()) {
      case StatusWord.Start() -> {
        depth = line.indent() + 1;
        if (!line.subdir().isEmpty() && outermostTest < 0) {
          outermostTest = line.indent();
        }
        if (line.isAboutTheJob()) {
          jobStarted = true;
          jobEnd = Optional.empty();
        }
      }
      case StatusWord.End(var code) -> {
        depth = line.indent();
        seeEnd(line, code);
      }
      case StatusWord.Info() -> depth = line.indent();
      case StatusWord.Result(_) -> depth = line.indent();
    }
  }

  private void seeEnd(Seen line, StatusCode code) {
    if (line.indent() == outermostTest) {
      outermostTest = -1;
      testsFailed += code.isFailure() ? 1 : 0;
      finishedTest = Optional.of(line.subdir()).filter(subdir -> !subdir.isEmpty());
    }
    if (line.isAboutTheJob()) {
      jobEnd = Optional.of(code);
      jobEndMessage = line.message();
      outermostTest = -1;
    }
  }

  private static Optional<Seen> parse(String line) {
    int indent = 0;
    while (indent < line.length() && line.charAt(indent) == '\t') {
      indent++;
    }
    String[] parts = line.substring(indent).split("\t", -1);
    if (parts.length < 4 || parts[0].startsWith(" ")) {
      return Optional.empty();
    }
    int level = indent;
    int next = 3;
    while (next < parts.length && parts[next].matches("\\w[\\w.]*=.*")) {
      next++;
    }
    String message = next < parts.length ? parts[next] : "";
    return StatusWord.parse(parts[0])
        .map(word -> new Seen(level, word, absent(parts[1]), absent(parts[2]), message));
  }

  private static String absent(String field) {
    return field.equals(StatusLine.NONE) ? "" : field;
  }
}
