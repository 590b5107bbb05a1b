package org.autotest.autoserv.results;

import java.util.Optional;
import org.autotest.core.statuslog.StatusCode;
import org.autotest.core.statuslog.StatusLine;
import org.autotest.core.statuslog.StatusWord;

/// Follows a status log line by line and remembers what the one who runs the job must know.
public final class StatusTrail {
  private int depth;
  private int testsFailed;
  private int failures;
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

  /// Tests that ended in a failure, those inside others too.
  public int failures() {
    return failures;
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

  /// What an earlier client said of its job is not said of the next one's.
  void beginClient() {
    jobStarted = false;
    jobEnd = Optional.empty();
    jobEndMessage = "";
  }

  /// The next line is written at a level, whatever was open below.
  void forgetGroups(int level) {
    depth = level;
    if (outermostTest >= level) {
      outermostTest = -1;
    }
  }

  void see(StatusLine line) {
    switch (line.word()) {
      case StatusWord.Start() -> {
        depth = line.indent() + 1;
        if (line.subdir().isPresent() && outermostTest < 0) {
          outermostTest = line.indent();
        }
        if (isAboutTheJob(line)) {
          jobStarted = true;
          jobEnd = Optional.empty();
        }
      }
      case StatusWord.End(var code) -> {
        depth = line.indent();
        seeEnd(line, code);
      }
      case StatusWord.Info(), StatusWord.Result(_) -> depth = line.indent();
    }
  }

  private void seeEnd(StatusLine line, StatusCode code) {
    failures += line.subdir().isPresent() && code.isFailure() ? 1 : 0;
    if (line.indent() == outermostTest) {
      outermostTest = -1;
      testsFailed += code.isFailure() ? 1 : 0;
      finishedTest = line.subdir();
    }
    if (isAboutTheJob(line)) {
      jobEnd = Optional.of(code);
      jobEndMessage = line.message();
      if (outermostTest > line.indent()) {
        outermostTest = -1;
      }
    }
  }

  private static boolean isAboutTheJob(StatusLine line) {
    return line.subdir().isEmpty() && line.operation().isEmpty();
  }
}
