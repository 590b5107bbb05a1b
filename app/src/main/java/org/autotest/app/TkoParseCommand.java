package org.autotest.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.autotest.app.config.LabConfig;
import org.autotest.app.lab.DatabaseSource;
import org.autotest.core.failure.Blame;
import org.autotest.core.failure.MalformedInput;
import org.autotest.core.tko.JobResults;
import org.autotest.core.tko.TestRow;
import org.autotest.core.tko.TkoParser;
import org.autotest.core.tko.TkoParser.Progress;
import org.autotest.store.Database;
import org.autotest.store.schema.Migrations;
import org.autotest.store.tko.TkoStore;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import tools.jackson.databind.json.JsonMapper;

/// Shows what the parser makes of the results of one job, without a database.
@Command(
    name = "tko-parse",
    description = "Prints what the parser makes of the results directory of one job.")
final class TkoParseCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "The directory that holds status.log or status.")
  private @Nullable Path directory;

  @Option(
      names = "--json",
      description = "Prints one JSON object with the keys job, keyval and tests.")
  private boolean json;

  @Option(names = "--running", description = "The job is still at work: open groups are RUNNING.")
  private boolean running;

  @Option(
      names = "--import",
      description = "Also puts the rows into the results database; again replaces them.")
  private boolean store;

  @Option(
      names = "--tag",
      paramLabel = "TAG",
      description =
          "Names the job there; else its path below the results directory, or its last component.")
  private @Nullable String tag;

  @ParentCommand private @Nullable AutotestMain top;

  @Override
  public Integer call() throws InterruptedException {
    Path parsed = Objects.requireNonNull(directory);
    JobResults results;
    try {
      results = TkoParser.parse(parsed, running ? Progress.RUNNING : Progress.ENDED);
    } catch (IOException unreadable) {
      throw new MalformedInput(
          Blame.LAB, "reading results of " + parsed, 0, String.valueOf(unreadable.getMessage()));
    }
    if (json) {
      System.out.println(JsonMapper.shared().writeValueAsString(results.asTree()));
    } else {
      results.tests().forEach(TkoParseCommand::print);
    }
    if (store) {
      store(parsed, results);
    }
    results.problems().forEach(problem -> System.err.println("autotest: " + problem));
    return 0;
  }

  private void store(Path parsed, JobResults results) throws InterruptedException {
    AutotestMain main = Objects.requireNonNull(top);
    LabConfig config = main.config();
    try (DatabaseSource source = DatabaseSource.obtain(config, main.around().searchPath())) {
      Migrations.check(source.address());
      try (Database database =
          Database.open(source.address().withConnectionsMax(2), main.clock())) {
        TkoStore.Report report =
            new TkoStore(database)
                .ingest(
                    Optional.ofNullable(tag).orElseGet(() -> tagOf(parsed, config.resultsDir())),
                    Optional.empty(),
                    results);
        System.err.printf(
            "autotest: row %d of tko_jobs: %d tests new, %d changed, %d removed%n",
            report.job(), report.inserted(), report.updated(), report.deleted());
      }
    }
  }

  private static String tagOf(Path directory, Path root) {
    Path absolute = directory.toAbsolutePath().normalize();
    return absolute.startsWith(root)
        ? root.relativize(absolute).toString()
        : String.valueOf(absolute.getFileName());
  }

  private static void print(TestRow row) {
    System.out.printf(
        "%-8s %-32s %-24s %s%n", row.status(), row.name(), row.subdir().orElse(""), row.reason());
  }
}
