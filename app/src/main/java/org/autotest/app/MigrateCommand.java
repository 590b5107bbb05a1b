package org.autotest.app;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.autotest.app.lab.DatabaseSource;
import org.autotest.store.schema.Migrations;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/// Brings the tables up to date.
@Command(
    name = "migrate",
    description = "Brings the tables of the database up to date. Run it once after an upgrade.")
final class MigrateCommand implements Callable<Integer> {
  @ParentCommand private @Nullable AutotestMain top;

  @Override
  public Integer call() throws InterruptedException {
    AutotestMain main = Objects.requireNonNull(top);
    try (DatabaseSource source = DatabaseSource.obtain(main.config(), main.around().searchPath())) {
      int run = Migrations.migrate(source.address());
      System.out.printf(
          "%s: %s%n",
          source.address().shown(),
          run == 0 ? "the tables were up to date" : "%d migrations run".formatted(run));
    }
    return 0;
  }
}
