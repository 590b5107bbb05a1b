package org.autotest.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.autotest.app.bench.Bench;
import org.autotest.app.bench.ScaleBench;
import org.autotest.core.failure.Blame;
import org.autotest.core.failure.MalformedInput;
import org.autotest.store.lab.MadeUpLab;
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
      description = "What to measure: ${COMPLETION-CANDIDATES}; all but crash when none is named.")
  private List<Bench.Part> parts = new ArrayList<>();

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      description = {
        "Where files and databases of the measurement are: an existing directory;",
        "in memory (/dev/shm) if not said and there is room."
      })
  private @Nullable Path directory;

  @Option(names = "--json", description = "Only the JSON object, no table.")
  private boolean json;

  @Option(
      names = "--hosts",
      paramLabel = "N",
      description = {
        "With the part dispatcher: a made-up lab of that many hosts, half of them free,",
        "a real database, and no processes."
      })
  private @Nullable Integer hosts;

  @Option(
      names = "--queued",
      paramLabel = "N",
      description =
          "Jobs that wait in the made-up lab all the time; five for each host if not said.")
  private @Nullable Integer queued;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "20",
      description = "Submissions per second to the made-up lab; ${DEFAULT-VALUE} if not said.")
  private int rate;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "30",
      description = "How long to submit to the made-up lab; ${DEFAULT-VALUE} if not said.")
  private int seconds;

  @Option(
      names = "--growth",
      description = "Made-up labs of 1,000, 10,000, 20,000 and 100,000 hosts one after the other.")
  private boolean growth;

  @Option(
      names = "--huge",
      description = {
        "And one of 100,000 hosts and 1,000,000 queued jobs: needs an hour and 4 GB",
        "(AUTOTEST_JAVA_OPTIONS=-Xmx3g)."
      })
  private boolean huge;

  @Override
  public Integer call() throws IOException, InterruptedException {
    AutotestMain main = Objects.requireNonNull(top);
    Set<Bench.Part> wanted =
        parts.isEmpty()
            ? EnumSet.complementOf(EnumSet.of(Bench.Part.CRASH))
            : EnumSet.copyOf(parts);
    if (directory != null && !Files.isDirectory(directory)) {
      throw refused("there is no directory " + directory);
    }
    Bench bench =
        new Bench(main.installation(), main.around(), main.clock(), Optional.ofNullable(directory));
    Consumer<String> lines = json ? _ -> {} : System.out::println;
    List<ScaleBench.Load> loads = loads();
    if (loads.isEmpty()) {
      bench.run(wanted, lines);
    } else {
      bench.scale(loads, lines);
    }
    System.out.println(bench.asJson());
    return 0;
  }

  private List<ScaleBench.Load> loads() {
    if (rate < 1 || rate > 10_000 || seconds < 1 || seconds > 3_600) {
      throw refused("--rate is 1 to 10000 and --seconds 1 to 3600");
    }
    List<MadeUpLab.Size> sizes = new ArrayList<>();
    if (hosts != null) {
      sizes.add(size(hosts, queued != null ? queued : 5 * hosts));
    }
    if (growth) {
      sizes.addAll(
          List.of(
              size(1_000, 10_000),
              size(10_000, 100_000),
              size(20_000, 100_000),
              size(100_000, 100_000)));
    }
    if (huge) {
      sizes.add(size(100_000, 1_000_000));
    }
    boolean isScale = !sizes.isEmpty() || queued != null;
    if (isScale && (sizes.isEmpty() || !parts.equals(List.of(Bench.Part.DISPATCHER)))) {
      throw refused("--queued wants --hosts, and made-up labs the one part dispatcher");
    }
    return sizes.stream().map(size -> new ScaleBench.Load(size, rate, seconds)).toList();
  }

  private static MadeUpLab.Size size(int hosts, int queued) {
    if (hosts < 2 || hosts > 1_000_000 || queued < 0 || queued > 10_000_000) {
      throw refused("--hosts is 2 to 1000000 and --queued 0 to 10000000");
    }
    return new MadeUpLab.Size(hosts, queued);
  }

  private static MalformedInput refused(String why) {
    return new MalformedInput(Blame.SUBMITTER, "measuring", 0, why);
  }
}
