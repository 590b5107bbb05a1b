package org.autotest.store;

import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// The database does not answer, or broke off: down, unreachable, out of connections, or the
/// account is refused; or it cannot do what is asked now: its disk is full, it takes no changes, or
/// the statement was ended by somebody. What a broken-off transaction wrote is unknown to the
/// caller; the server has rolled it back unless it was just committing.
public final class DatabaseUnavailable extends AutotestException {
  private static final long serialVersionUID = 1L;

  /// Says which server and what was seen.
  ///
  /// @param database the address without its secrets
  public DatabaseUnavailable(String database, String observation, Throwable cause) {
    super(Blame.LAB, "using database %s: %s".formatted(database, observation), cause);
  }
}
