package org.autotest.autoserv.host;

import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// Files could not be copied to or from a machine.
public final class TransferFailure extends AutotestException {
  private static final long serialVersionUID = 1L;

  private final boolean ofMachine;

  public TransferFailure(Blame blame, String problem) {
    this(blame, problem, blame == Blame.HOST);
  }

  private TransferFailure(Blame blame, String problem, boolean ofMachine) {
    super(blame, problem);
    this.ofMachine = ofMachine;
  }

  /// What was asked of a machine is not there, or cannot come: whoever asked is to blame.
  public static TransferFailure ofMachine(String problem) {
    return new TransferFailure(Blame.SUBMITTER, problem, true);
  }

  /// Whether it tells something of the machine, not of the files here.
  public boolean isOfMachine() {
    return ofMachine;
  }
}
