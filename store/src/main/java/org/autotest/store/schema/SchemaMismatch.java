package org.autotest.store.schema;

import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// The tables are not those that this version of Autotest works with, or could not be brought
/// there.
public final class SchemaMismatch extends AutotestException {
  private static final long serialVersionUID = 1L;

  private final boolean isNewer;

  private SchemaMismatch(String database, String observation, boolean isNewer) {
    super(Blame.LAB, "checking tables of %s: %s".formatted(database, observation));
    this.isNewer = isNewer;
  }

  SchemaMismatch(String database, String observation) {
    this(database, observation, false);
  }

  SchemaMismatch(String database, String observation, Throwable cause) {
    super(Blame.LAB, "migrating %s: %s".formatted(database, observation), cause);
    this.isNewer = false;
  }

  static SchemaMismatch newer(String database, String version, String description) {
    return new SchemaMismatch(
        database,
        "they are those of a newer version of Autotest, which ran migration %s, '%s'; this one does"
                .formatted(version, description)
            + " not know it and leaves them alone",
        true);
  }

  /// Whether a newer Autotest made the tables, so that this one must be brought up to date.
  public boolean isNewer() {
    return isNewer;
  }
}
