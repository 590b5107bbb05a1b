package org.autotest.store.lab;

import org.autotest.store.Database;

/// Writes decisions into the database, in the name of the dispatcher that holds the planner's
/// lease.
public final class LabStore implements LabWriter {
  private final Database database;
  private final Leases leases;

  /// Writes while `leases` hold.
  public LabStore(Database database, Leases leases) {
    this.database = database;
    this.leases = leases;
  }

  @Override
  public <T> T change(Steps<T> steps) {
    return database.transact(
        handle -> {
          leases.require(handle);
          JdbiLabTransaction transaction =
              new JdbiLabTransaction(handle, new News(), leases.dispatcher());
          T result = steps.take(transaction);
          transaction.finish();
          return result;
        });
  }
}
