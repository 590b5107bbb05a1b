package org.autotest.dispatcher.run;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.autotest.store.DatabaseBusy;
import org.autotest.store.DatabaseUnavailable;
import org.autotest.store.lab.LabTransaction;
import org.autotest.store.lab.LabWriter;
import org.autotest.store.lab.LeaseLost;

/// Writes many changes in one transaction, which costs little more than one. When that fails each
/// is written alone, so that one that has lost a race, is wrong, or wants a row that somebody
/// holds, holds up no other.
final class BatchWriter {
  /// Most changes in one transaction.
  private static final int CHANGES_MAX = 250;

  /// Most changes of one call that wait in vain for rows that somebody holds while no other is
  /// written: with more of them it is the database that does not go on.
  private static final int BUSY_MAX = 3;

  private final LabWriter writer;

  BatchWriter(LabWriter writer) {
    this.writer = writer;
  }

  /// One thing to write.
  ///
  /// @param rows what it changes in the database, if anything; may be called several times
  /// @param then what is done when that is committed
  /// @param failed takes what kept it from being written or done; may throw it
  record Item(
      Optional<Consumer<LabTransaction>> rows, Runnable then, Consumer<RuntimeException> failed) {
    /// Changes nothing in the database.
    static Item only(Runnable action, Consumer<RuntimeException> failed) {
      return new Item(Optional.empty(), action, failed);
    }

    /// The same, and something more that is done after the commit.
    Item andThen(Runnable more) {
      return new Item(
          rows,
          () -> {
            then.run();
            more.run();
          },
          failed);
    }
  }

  /// Writes them in their order.
  ///
  /// @throws org.autotest.core.failure.AutotestException when the lease is lost or the database is
  ///   in trouble; some may have been written then
  void write(List<Item> items) {
    Patience patience = new Patience();
    for (int at = 0; at < items.size(); at += CHANGES_MAX) {
      writeTogether(items.subList(at, Math.min(items.size(), at + CHANGES_MAX)), patience);
    }
  }

  /// Counts what waited in vain.
  private static final class Patience {
    private int busy;
    private boolean goesOn;

    void written() {
      goesOn = true;
    }

    void require(RuntimeException failure) {
      if (failure instanceof DatabaseBusy && ++busy >= BUSY_MAX && !goesOn) {
        throw failure;
      }
    }
  }

  private void writeTogether(List<Item> items, Patience patience) {
    try {
      if (commit(items)) {
        patience.written();
      }
    } catch (RuntimeException failure) {
      if (isForAll(failure)) {
        throw failure;
      }
      if (items.size() > 1) {
        items.forEach(item -> writeTogether(List.of(item), patience));
      } else {
        patience.require(failure);
        items.getFirst().failed().accept(failure);
      }
      return;
    }
    for (Item item : items) {
      try {
        item.then().run();
      } catch (RuntimeException failure) {
        if (isForAll(failure)) {
          throw failure;
        }
        item.failed().accept(failure);
      }
    }
  }

  /// Whether there was anything to write.
  private boolean commit(List<Item> items) {
    return items.stream().anyMatch(item -> item.rows().isPresent())
        && writer.change(
            tx -> {
              items.forEach(item -> item.rows().ifPresent(rows -> rows.accept(tx)));
              return true;
            });
  }

  /// Whether the trouble stops everything, not only one item.
  static boolean isForAll(RuntimeException trouble) {
    return trouble instanceof LeaseLost || trouble instanceof DatabaseUnavailable;
  }
}
