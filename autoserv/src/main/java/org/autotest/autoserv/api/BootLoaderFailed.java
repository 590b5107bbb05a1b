package org.autotest.autoserv.api;

import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// The boot loader of a machine could not be told or asked something.
public final class BootLoaderFailed extends AutotestException {
  private static final long serialVersionUID = 1L;

  public BootLoaderFailed(Blame blame, String hostname, String observation) {
    super(blame, "working on the boot loader of %s: %s".formatted(hostname, observation));
  }
}
