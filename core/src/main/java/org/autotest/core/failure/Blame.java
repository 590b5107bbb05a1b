package org.autotest.core.failure;

/// Who has to act on a failure. Every failure shown to a person carries one: in the exception, the
/// database, the page, the command line and the REST answer.
public enum Blame {
  /// The thing under test, or the test itself: look at the test's log.
  TEST("the test"),
  /// Whoever asked for the work: a broken control file, an unknown host, a missing right.
  SUBMITTER("the submitter"),
  /// The machine the work ran on: unreachable, full, rebooted by itself.
  HOST("the host"),
  /// The laboratory: database, network, server disk, configuration.
  LAB("the lab"),
  /// Autotest itself: report it.
  BUG("a bug in Autotest");

  private final String inWords;

  Blame(String inWords) {
    this.inWords = inWords;
  }

  /// The name as it stands in a sentence: "blame: the host".
  public String inWords() {
    return inWords;
  }

  /// Whether the failure says nothing about the thing under test, so that a pass rate must leave it
  /// out.
  public boolean isInfrastructure() {
    return this != TEST;
  }
}
