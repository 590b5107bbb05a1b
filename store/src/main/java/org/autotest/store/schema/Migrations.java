package org.autotest.store.schema;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.autotest.store.DatabaseAddress;
import org.autotest.store.DatabaseUnavailable;
import org.autotest.store.SqlFailure;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.output.MigrateResult;

/// Brings the tables of a database up to date. The scripts are the resources
/// `db/migration/V*__*.sql`; a script that has been released is never edited, a change is a new
/// one.
public final class Migrations {
  private static final Set<MigrationState> FUTURE =
      EnumSet.of(MigrationState.FUTURE_SUCCESS, MigrationState.FUTURE_FAILED);

  private Migrations() {}

  /// Runs the scripts that this database has not seen. Several processes may do so at once: one
  /// works, the others wait.
  ///
  /// @return how many were run; 0 when the tables were up to date
  /// @throws SchemaMismatch when a script failed (MariaDB keeps what its earlier statements did),
  ///   or the tables are those of a newer version
  /// @throws DatabaseUnavailable when there is no connection
  public static int migrate(DatabaseAddress address) {
    Flyway flyway = flyway(address);
    try {
      requireNotNewer(flyway, address);
      MigrateResult result = flyway.migrate();
      return result.migrationsExecuted;
    } catch (FlywayException failure) {
      if (SqlFailure.of(failure) == SqlFailure.NO_CONNECTION) {
        throw new DatabaseUnavailable(address.shown(), lastMessage(failure), failure);
      }
      throw new SchemaMismatch(address.shown(), lastMessage(failure), failure);
    }
  }

  /// Makes sure that nothing is left to migrate, for a program that may not change tables.
  ///
  /// @throws SchemaMismatch when tables are missing, older or newer
  /// @throws DatabaseUnavailable when there is no connection
  public static void check(DatabaseAddress address) {
    Flyway flyway = flyway(address);
    MigrationInfo[] pending;
    try {
      requireNotNewer(flyway, address);
      pending = flyway.info().pending();
      if (pending.length == 0) {
        flyway.validate();
      }
    } catch (FlywayException failure) {
      if (SqlFailure.of(failure) == SqlFailure.NO_CONNECTION) {
        throw new DatabaseUnavailable(address.shown(), lastMessage(failure), failure);
      }
      throw new SchemaMismatch(address.shown(), lastMessage(failure), failure);
    }
    if (pending.length > 0) {
      throw new SchemaMismatch(
          address.shown(),
          "%d migrations are missing, from %s on; run: autotest migrate"
              .formatted(
                  pending.length,
                  Arrays.stream(pending).map(MigrationInfo::getScript).findFirst().orElseThrow()));
    }
  }

  /// What a newer program made of the tables this one does not know, and would work on blindly.
  private static void requireNotNewer(Flyway flyway, DatabaseAddress address) {
    Optional<MigrationInfo> newer =
        Arrays.stream(flyway.info().all())
            .filter(each -> FUTURE.contains(each.getState()))
            .findAny();
    if (newer.isPresent()) {
      throw SchemaMismatch.newer(
          address.shown(), String.valueOf(newer.get().getVersion()), newer.get().getDescription());
    }
  }

  private static Flyway flyway(DatabaseAddress address) {
    return Flyway.configure(Migrations.class.getClassLoader())
        .dataSource(address.url(), address.user(), address.password())
        .locations("classpath:db/migration")
        .table("autotest_schema_history")
        .validateMigrationNaming(true)
        .cleanDisabled(true)
        .failOnMissingLocations(true)
        .connectRetries(0)
        // Its standard lets those of a newer version pass.
        .ignoreMigrationPatterns(new String[0])
        .load();
  }

  private static String lastMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String text = root.getMessage() == null ? root.toString() : root.getMessage();
    return text.strip().replaceAll("\\s*\\R\\s*", "; ");
  }
}
