package org.autotest.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.autotest.core.failure.Blame;
import org.autotest.core.failure.MalformedInput;
import org.autotest.core.tko.JobResults;
import org.autotest.core.tko.TestRow;
import org.autotest.core.tko.TkoParser;
import org.autotest.core.tko.TkoParser.Progress;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
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

  @Override
  public Integer call() {
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
    results.problems().forEach(problem -> System.err.println("autotest: " + problem));
    return 0;
  }

  private static void print(TestRow row) {
    System.out.printf(
        "%-8s %-32s %-24s %s%n", row.status(), row.name(), row.subdir().orElse(""), row.reason());
  }
}
