package org.autotest.cli;

/// What the program says to its caller when it ends.
enum ExitStatus {
  DONE(0, "done"),
  FAILED(1, "not done: refused, misunderstood, or the server cannot be reached"),
  PARTLY(2, "done for some of the items, not for others"),
  TESTS_FAILED(3, "job wait: the job is over and tests failed"),
  NOT_TESTED(
      4,
      "job wait: the job is over and was aborted, or the host or the lab failed, or no test ran"),
  TIME_OVER(5, "job wait: the time limit came before the end of the job");

  private final int code;
  private final String meaning;

  ExitStatus(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  int code() {
    return code;
  }

  /// As it stands in help texts.
  String meaning() {
    return meaning;
  }
}
