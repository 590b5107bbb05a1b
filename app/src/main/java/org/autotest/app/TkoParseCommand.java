package org.autotest.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.autotest.app.config.LabConfig;
import org.autotest.app.lab.DatabaseSource;
import org.autotest.core.failure.MalformedInput;
import org.autotest.core.tko.JobDirectories;
import org.autotest.core.tko.JobDirectories.Found;
import org.autotest.core.tko.JobResults;
import org.autotest.core.tko.TestRow;
import org.autotest.core.tko.TkoParser;
import org.autotest.core.tko.TkoParser.Progress;
import org.autotest.store.Database;
import org.autotest.store.schema.Migrations;
import org.autotest.store.tko.TkoStore;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/// Shows what the parser makes of the results of jobs, without a database.
@Command(
    name = "tko-parse",
    description = {
      "Prints what the parser makes of the results of a job, of each of its machines, or of every "
          + "job below a directory.",
      "It ends with 1 when there are none, or some could not be read; lines of a log that mean "
          + "nothing are told and left out."
    })
final class TkoParseCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "DIR",
      description =
          "A directory that holds status.log, status, keyval or .machines, or one above such.")
  private @Nullable Path directory;

  @Option(names = "-o", description = "DIR is the directory of one job, whatever it holds.")
  private boolean oneJob;

  @Option(
      names = "--json",
      description =
          "Prints a line for each job, an object with the keys directory, tag, job, keyval and tests.")
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
          "The name of DIR there; else its path below the results directory, or its last component.")
  private @Nullable String tag;

  @Option(
      names = "-l",
      paramLabel = "N",
      description = "Names a job there by the last N components of its path, and its machine.")
  private @Nullable Integer levels;

  @Option(
      names = {"-r", "-n"},
      description = "Means nothing: an import always replaces, and there is no lock to wait for.")
  @SuppressWarnings("unused") // Old scripts have them.
  private boolean[] asAlways = {};

  @Spec private @Nullable CommandSpec spec;

  @ParentCommand private @Nullable AutotestMain top;

  /// Takes what was parsed.
  private interface Taker {
    void take(Found found, JobResults results);
  }

  /// What a job would be called by an import; empty when that is unknown.
  private interface Namer {
    Optional<String> of(Found found);
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    if (levels != null && levels < 1) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(),
          "-l %d: 1 or more is meant".formatted(levels));
    }
    Path parsed = Objects.requireNonNull(directory).toAbsolutePath().normalize();
    List<Found> found = oneJob ? JobDirectories.of(parsed) : JobDirectories.below(parsed);
    if (found.isEmpty()) {
      tell("%s: no status log and no keyval file, neither here nor below".formatted(parsed));
      return 1;
    }
    for (Path job : found.stream().map(Found::job).distinct().toList()) {
      for (String machine : JobDirectories.missing(job)) {
        tell("%s: named in .machines, but not there: %s".formatted(job, machine));
      }
    }
    return store ? parseAndStore(parsed, found) : parse(found, namer(parsed), (_, _) -> {});
  }

  /// What cannot be read is told, and the next one is parsed.
  private int parse(List<Found> all, Namer namer, Taker taker) {
    int status = 0;
    for (Found found : all) {
      try {
        JobResults results =
            TkoParser.parse(found.directory(), running ? Progress.RUNNING : Progress.ENDED);
        print(found, namer.of(found), all.size() > 1, results);
        taker.take(found, results);
        String where = all.size() > 1 ? found.directory() + "/" : "";
        results.problems().forEach(problem -> tell(where + problem));
      } catch (IOException | MalformedInput unreadable) {
        tell("reading results of %s: %s".formatted(found.directory(), unreadable.getMessage()));
        status = 1;
      }
    }
    return status;
  }

  private int parseAndStore(Path parsed, List<Found> all) throws InterruptedException {
    AutotestMain main = Objects.requireNonNull(top);
    LabConfig config = main.config();
    TkoTags tags = tags(parsed, config.resultsDir());
    try (DatabaseSource source = DatabaseSource.obtain(config, main.around().searchPath())) {
      Migrations.check(source.address());
      try (Database database =
          Database.open(source.address().withConnectionsMax(2), main.clock())) {
        TkoStore rows = new TkoStore(database);
        return parse(
            all,
            found -> Optional.of(tags.of(found)),
            (found, results) -> tell(told(rows.ingest(tags.of(found), Optional.empty(), results))));
      }
    }
  }

  private TkoTags tags(Path parsed, Path root) {
    return new TkoTags(parsed, Optional.ofNullable(tag), Optional.ofNullable(levels), root);
  }

  /// Without an import the lab's configuration is read only for names that need it, and may be one
  /// that not everybody reads.
  private Namer namer(Path parsed) {
    if (tag != null || levels != null) {
      TkoTags tags = tags(parsed, parsed);
      return found -> Optional.of(tags.of(found));
    }
    if (top == null) {
      return _ -> Optional.empty();
    }
    try {
      TkoTags tags = tags(parsed, top.config().resultsDir());
      return found -> Optional.of(tags.of(found));
    } catch (MalformedInput unreadable) {
      return _ -> Optional.empty();
    }
  }

  private static String told(TkoStore.Report report) {
    return "row %d of tko_jobs: %d tests new, %d changed, %d removed"
        .formatted(report.job(), report.inserted(), report.updated(), report.deleted());
  }

  private void print(Found found, Optional<String> name, boolean isOneOfMany, JobResults results) {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    if (json) {
      Map<String, @Nullable Object> tree = new LinkedHashMap<>();
      tree.put("directory", found.directory().toString());
      tree.put("tag", name.orElse(null));
      tree.putAll(results.asTree());
      out.println(JsonMapper.shared().writeValueAsString(tree));
      return;
    }
    if (isOneOfMany) {
      out.println(found.directory() + name.map(" (tag %s):"::formatted).orElse(":"));
    }
    for (TestRow row : results.tests()) {
      out.printf(
          "%-8s %-32s %-24s %s%n", row.status(), row.name(), row.subdir().orElse(""), row.reason());
    }
    out.flush();
  }

  private void tell(String words) {
    Objects.requireNonNull(spec).commandLine().getErr().println("autotest: " + words);
  }
}
