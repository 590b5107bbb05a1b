package org.autotest.testkit;

import java.util.Map;
import java.util.function.Function;
import org.autotest.store.Database;
import org.autotest.store.DatabaseAddress;
import org.autotest.store.embedded.EmbeddedMariaDb;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives each test a migrated MariaDB with nothing in it but the rows of the migrations.
///
/// Test methods, constructors excepted, may ask for a [Database] (closed after the test, on the
/// time of the [SettableClock]), its [SettableClock], a [LabBuilder], the [DatabaseAddress], or the
/// [EmbeddedMariaDb] itself. One server and one database serve all tests of a JVM, so tests with
/// this extension must not run in parallel; ids are not reset, so no test may expect one.
public final class MariaDbExtension
    implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(MariaDbExtension.class);

  private static final Map<Class<?>, Function<Fixture, Object>> PARAMETERS =
      Map.of(
          Database.class, Fixture::database,
          SettableClock.class, Fixture::clock,
          LabBuilder.class, Fixture::lab,
          DatabaseAddress.class, fixture -> fixture.shared().address(),
          EmbeddedMariaDb.class, fixture -> fixture.shared().server());

  /// What one test gets.
  private record Fixture(
      TestDatabase shared, Database database, SettableClock clock, LabBuilder lab)
      implements AutoCloseable {
    static Fixture open(TestDatabase shared) {
      SettableClock clock = new SettableClock();
      Database database = Database.open(shared.address(), clock);
      return new Fixture(shared, database, clock, new LabBuilder(database));
    }

    @Override
    public void close() {
      database.close();
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    TestDatabase shared =
        context
            .getRoot()
            .getStore(NAMESPACE)
            .computeIfAbsent(TestDatabase.class, key -> TestDatabase.start(), TestDatabase.class);
    shared.reset();
    context.getStore(NAMESPACE).put(Fixture.class, Fixture.open(shared));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Fixture fixture = context.getStore(NAMESPACE).remove(Fixture.class, Fixture.class);
    if (fixture != null) {
      fixture.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return PARAMETERS.containsKey(parameter.getParameter().getType());
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Fixture fixture = context.getStore(NAMESPACE).get(Fixture.class, Fixture.class);
    Function<Fixture, Object> pick = PARAMETERS.get(parameter.getParameter().getType());
    if (fixture == null || pick == null) {
      throw new IllegalStateException("the database is there only while a test method runs");
    }
    return pick.apply(fixture);
  }
}
