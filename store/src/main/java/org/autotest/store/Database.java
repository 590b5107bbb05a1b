package org.autotest.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/// A pool of connections to one MariaDB, and the only way to run a statement.
///
/// Threads may share it. A transaction sees committed rows only (`READ COMMITTED`); whoever needs
/// several statements to see the same instant asks for a [#snapshot]. Everything that a transaction
/// writes carries one time, taken from the clock when the attempt begins.
public final class Database implements AutoCloseable {
  /// What runs inside a transaction. It may run several times, so it must do nothing but SQL.
  @FunctionalInterface
  public interface Work<T extends @org.jspecify.annotations.Nullable Object> {
    /// Runs the statements.
    T run(Handle handle);
  }

  /// Like [Work], without a result.
  @FunctionalInterface
  public interface VoidWork {
    /// Runs the statements.
    void run(Handle handle);
  }

  private static final String SESSION =
      """
      SET SESSION
        time_zone = '+00:00',
        sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,\
      NO_ENGINE_SUBSTITUTION',
        innodb_lock_wait_timeout = 2
      """;

  /// By a statement of its own: switching automatic commits off and on takes one more.
  private static final String BEGIN = "START TRANSACTION";

  private static final String SNAPSHOT_LEVEL =
      "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";

  private static final String SNAPSHOT = "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY";

  /// Attempts at a transaction that keeps losing against others.
  static final int ATTEMPTS_MAX = 10;

  /// A server that is silent for so long counts as unavailable: no statement of ours takes longer,
  /// and nobody waits for a page for minutes.
  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(20);

  /// How long somebody who waits for an answer waits for rows that others hold.
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration PAUSE_FIRST = Duration.ofMillis(4);
  private static final Duration PAUSE_MAX = Duration.ofMillis(400);

  private final DatabaseAddress address;
  private final InstantSource clock;
  private final HikariDataSource pool;
  private final Jdbi jdbi;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  private Database(DatabaseAddress address, InstantSource clock, HikariDataSource pool) {
    this.address = address;
    this.clock = clock;
    this.pool = pool;
    this.jdbi = Jdbi.create(pool);
    jdbi.registerArgument(new SqlTime.Binding());
    jdbi.registerColumnMapper(Instant.class, new SqlTime.Reading());
  }

  /// Connects; changes nothing.
  ///
  /// @throws DatabaseUnavailable when no connection came about within the address's patience
  public static Database open(DatabaseAddress address, InstantSource clock) {
    try {
      return new Database(address, clock, new HikariDataSource(settings(address)));
    } catch (PoolInitializationException refused) {
      throw unavailable(address, refused);
    }
  }

  private static HikariConfig settings(DatabaseAddress address) {
    HikariConfig settings = new HikariConfig();
    settings.setPoolName("autotest");
    settings.setJdbcUrl(address.url());
    settings.setUsername(address.user());
    settings.setPassword(address.password());
    settings.setMaximumPoolSize(address.connectionsMax());
    settings.setMinimumIdle(1);
    settings.setConnectionTimeout(address.patience().toMillis());
    settings.setInitializationFailTimeout(address.patience().toMillis());
    settings.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    settings.setConnectionInitSql(SESSION);
    settings.addDataSourceProperty("tcpKeepAlive", "true");
    settings.addDataSourceProperty("socketTimeout", Long.toString(ANSWERS_WITHIN.toMillis()));
    return settings;
  }

  /// Runs `work` in one transaction and commits it. A transaction that loses against others is
  /// rolled back and run again, up to ten times within about three seconds; where it waits for rows
  /// that somebody holds, two seconds each time, it is given up after some ten seconds. So `work`
  /// must do nothing but SQL. Whatever `work` throws rolls back.
  ///
  /// @throws DatabaseBusy when it lost every time
  /// @throws DatabaseUnavailable when there is no connection, it broke, or the server cannot do it
  ///   now; the transaction may have been committed only if it broke during the commit itself
  public <T extends @org.jspecify.annotations.Nullable Object> T transact(Work<T> work) {
    return transact(work, PATIENCE);
  }

  /// The same, with a patience of one's own.
  ///
  /// @param patience how long it is begun anew; the last attempt may take two seconds more
  public <T extends @org.jspecify.annotations.Nullable Object> T transact(
      Work<T> work, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    List<RuntimeException> losses = new ArrayList<>();
    while (true) {
      try {
        return attempt(work);
      } catch (JdbiException failure) {
        if (SqlFailure.of(failure) != SqlFailure.LOST_RACE) {
          throw explained(failure);
        }
        if (losses.size() + 1 >= ATTEMPTS_MAX || System.nanoTime() - end >= 0) {
          DatabaseBusy busy = new DatabaseBusy(address.shown(), losses.size() + 1, failure);
          losses.forEach(busy::addSuppressed);
          throw busy;
        }
        losses.add(failure);
        pauseAfter(losses.size());
      }
    }
  }

  /// Like [#transact(Work)], without a result.
  public void transactVoid(VoidWork work) {
    transact(
        handle -> {
          work.run(handle);
          return true;
        });
  }

  private <T extends @org.jspecify.annotations.Nullable Object> T attempt(Work<T> work) {
    boolean changed;
    T result;
    try (Handle handle = jdbi.open()) {
      TransactionContext context = handle.getConfig(TransactionContext.class);
      context.begin(now());
      handle.execute(BEGIN);
      try {
        result = work.run(handle);
        handle.execute("COMMIT");
      } catch (RuntimeException | Error failure) {
        rollBack(handle, failure);
        throw failure;
      }
      changed = context.isChanged();
    }
    if (changed) {
      listeners.forEach(Runnable::run);
    }
    return result;
  }

  /// Leaves no transaction open on a connection that others will use.
  private void rollBack(Handle handle, Throwable failure) {
    try {
      handle.execute("ROLLBACK");
    } catch (JdbiException broken) {
      pool.evictConnection(handle.getConnection());
      failure.addSuppressed(broken);
    }
  }

  /// Runs reading statements, each for itself.
  ///
  /// @throws DatabaseUnavailable when there is no connection, it broke, or the server cannot do it
  ///   now
  public <T extends @org.jspecify.annotations.Nullable Object> T read(Work<T> work) {
    try (Handle handle = jdbi.open()) {
      handle.getConfig(TransactionContext.class).begin(now());
      return work.run(handle);
    } catch (JdbiException failure) {
      throw explained(failure);
    }
  }

  /// Runs reading statements that all see the database as it is at the first of them.
  ///
  /// @throws DatabaseUnavailable when there is no connection, it broke, or the server cannot do it
  ///   now
  public <T extends @org.jspecify.annotations.Nullable Object> T snapshot(Work<T> work) {
    return read(
        handle -> {
          handle.execute(SNAPSHOT_LEVEL);
          handle.execute(SNAPSHOT);
          T result;
          try {
            result = work.run(handle);
          } catch (RuntimeException | Error failure) {
            rollBack(handle, failure);
            throw failure;
          }
          handle.execute("ROLLBACK");
          return result;
        });
  }

  /// Calls `listener` after each commit of this process that appended to the outbox, in the thread
  /// that committed: it must only wake somebody. Changes of other processes are found by polling.
  public void onLabChange(Runnable listener) {
    listeners.add(listener);
  }

  /// The time, cut to what the database can hold.
  public Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /// The time of the transaction that runs on `handle`: the same at each call.
  public static Instant now(Handle handle) {
    return handle.getConfig(TransactionContext.class).now();
  }

  /// Where it is.
  public DatabaseAddress address() {
    return address;
  }

  /// Closes all connections; statements still running fail.
  @Override
  public void close() {
    pool.close();
  }

  private RuntimeException explained(JdbiException failure) {
    return switch (SqlFailure.of(failure)) {
      case NO_CONNECTION, NOT_NOW -> unavailable(address, failure);
      case LOST_RACE, DUPLICATE, OTHER -> failure;
    };
  }

  private static DatabaseUnavailable unavailable(DatabaseAddress address, Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String seen = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    return new DatabaseUnavailable(address.shown(), seen.lines().findFirst().orElse(seen), failure);
  }

  /// Random, so that two that collided do not collide again.
  private static void pauseAfter(int losses) {
    long most = Math.min(PAUSE_MAX.toNanos(), PAUSE_FIRST.toNanos() << Math.min(losses, 20));
    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(most / 4, most));
  }
}
