package org.autotest.app;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.autotest.app.bench.Bench;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// Measures.
@Command(
    name = "bench",
    description = {
      "Measures what the parts cost on this machine: a table, and one JSON object on the last line.",
      "Nothing else should run meanwhile."
    })
final class BenchCommand implements Callable<Integer> {
  @ParentCommand private @Nullable AutotestMain top;

  @Parameters(
      arity = "0..*",
      paramLabel = "PART",
      description = "What to measure: ${COMPLETION-CANDIDATES}; all when none is named.")
  private List<Bench.Part> parts = new ArrayList<>();

  @Option(names = "--json", description = "Only the JSON object, no table.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    AutotestMain main = Objects.requireNonNull(top);
    Set<Bench.Part> wanted =
        parts.isEmpty() ? EnumSet.allOf(Bench.Part.class) : EnumSet.copyOf(parts);
    Bench bench = new Bench(main.installation(), main.around(), main.clock());
    if (json) {
      bench.run(wanted, _ -> {});
    } else {
      bench.run(wanted, System.out::println);
    }
    System.out.println(bench.asJson());
    return 0;
  }
}
