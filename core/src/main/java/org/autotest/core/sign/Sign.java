package org.autotest.core.sign;

import java.util.Optional;
import org.autotest.core.failure.Blame;
import org.autotest.core.host.HostStatus;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.SpecialTask;
import org.autotest.core.statuslog.StatusCode;

/// What a status means to somebody who looks at it from far away. A sign and a word always go
/// together with the colour, so that nobody has to tell colours apart.
public enum Sign {
  QUEUED("○", "queued"),
  /// Has begun, and now waits for something else.
  WAITING("◔", "waiting"),
  RUNNING("◐", "running"),
  PASSED("✓", "passed"),
  WARNED("!", "warned"),
  /// The thing under test failed.
  FAILED("✗", "failed"),
  /// The host, the lab, the submitter or Autotest failed: nothing is known of the thing under test.
  INFRASTRUCTURE("⚠", "infrastructure"),
  ABORTED("⊘", "aborted"),
  NOT_APPLICABLE("–", "not applicable");

  private final String glyph;
  private final String word;

  Sign(String glyph, String word) {
    this.glyph = glyph;
    this.word = word;
  }

  /// A single character.
  public String glyph() {
    return glyph;
  }

  /// Lower case, as it stands in a sentence.
  public String word() {
    return word;
  }

  /// How a test went.
  ///
  /// @param blame empty when unknown, which for a failure means the test
  public static Sign ofTest(StatusCode code, Optional<Blame> blame) {
    if (code.isFailure() && blame.filter(Blame::isInfrastructure).isPresent()) {
      return INFRASTRUCTURE;
    }
    return switch (code) {
      case GOOD -> PASSED;
      case WARN, ALERT, BUG -> WARNED;
      case FAIL, ERROR -> FAILED;
      case ABORT -> ABORTED;
      case RUNNING -> RUNNING;
      case TEST_NA, NOSTATUS -> NOT_APPLICABLE;
    };
  }

  /// Where an entry stands, as far as that can be said without its tests: one that has completed
  /// counts as passed.
  ///
  /// @param blame of a failure outside the tests; empty when there was none or it is unknown
  public static Sign ofEntry(EntryStatus status, Optional<Blame> blame) {
    return switch (status) {
      case QUEUED -> QUEUED;
      case VERIFYING, PENDING, WAITING, STARTING -> WAITING;
      case RUNNING, GATHERING, PARSING, ARCHIVING -> RUNNING;
      case COMPLETED -> PASSED;
      case FAILED -> blame.filter(one -> one == Blame.TEST).isPresent() ? FAILED : INFRASTRUCTURE;
      case ABORTED, STOPPED -> ABORTED;
      case TEMPLATE -> NOT_APPLICABLE;
    };
  }

  /// Where a host stands.
  public static Sign ofHost(HostStatus status, boolean locked) {
    if (locked) {
      return ABORTED;
    }
    return switch (status) {
      case READY -> PASSED;
      case VERIFYING, PENDING, CLEANING -> WAITING;
      case RUNNING -> RUNNING;
      case REPAIRING, REPAIR_FAILED -> INFRASTRUCTURE;
    };
  }

  /// Where a verify, cleanup or repair stands. Its failure is never the test's.
  public static Sign ofTask(SpecialTask.Status status) {
    return switch (status) {
      case QUEUED -> QUEUED;
      case RUNNING -> RUNNING;
      case COMPLETED -> PASSED;
      case FAILED -> INFRASTRUCTURE;
    };
  }
}
