package org.autotest.core.control;

import org.autotest.core.failure.Blame;
import org.autotest.core.failure.MalformedInput;

/// A control file cannot be read at all.
final class SyntaxFault extends Exception {
  private static final long serialVersionUID = 1L;

  private final int line;
  private final String fault;

  /// Names the place and the fault.
  ///
  /// @param line from 1; 0 when the fault has no line
  SyntaxFault(int line, String fault) {
    super(fault);
    this.line = line;
    this.fault = fault;
  }

  SyntaxProblem problem() {
    return new SyntaxProblem(line, fault);
  }

  /// As a person is told of it.
  MalformedInput in(String source) {
    return new MalformedInput(Blame.SUBMITTER, source, line, fault);
  }
}
