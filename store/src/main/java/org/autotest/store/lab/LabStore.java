package org.autotest.store.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.autotest.store.Database;

/// Writes decisions into the database, in the name of the dispatcher that holds the planner's
/// lease.
public final class LabStore implements LabWriter {
  /// Shorter than that of people: the loop waits, and all the lab with it.
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Database database;
  private final Leases leases;
  private final Consumer<List<Transition>> committed;

  /// Writes while `leases` hold.
  ///
  /// @param committed hears after each commit what it changed, in order; of a commit during which
  ///   the connection broke, which may have been made, it hears nothing
  public LabStore(Database database, Leases leases, Consumer<List<Transition>> committed) {
    this.database = database;
    this.leases = leases;
    this.committed = committed;
  }

  @Override
  public <T> T change(Steps<T> steps) {
    List<Transition> made = new ArrayList<>();
    T result =
        database.transact(
            handle -> {
              leases.require(handle);
              News news = new News();
              JdbiLabTransaction transaction =
                  new JdbiLabTransaction(handle, news, leases.dispatcher());
              T its = steps.take(transaction);
              transaction.finish();
              // Of the last attempt alone.
              made.clear();
              made.addAll(news.transitions());
              return its;
            },
            PATIENCE);
    committed.accept(List.copyOf(made));
    return result;
  }
}
