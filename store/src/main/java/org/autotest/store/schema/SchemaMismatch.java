package org.autotest.store.schema;

import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// The tables are not those that this version of Autotest works with, or could not be brought
/// there.
public final class SchemaMismatch extends AutotestException {
  private static final long serialVersionUID = 1L;

  SchemaMismatch(String database, String observation) {
    super(Blame.LAB, "checking tables of %s: %s".formatted(database, observation));
  }

  SchemaMismatch(String database, String observation, Throwable cause) {
    super(Blame.LAB, "migrating %s: %s".formatted(database, observation), cause);
  }
}
