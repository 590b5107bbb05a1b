package org.autotest.app.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.autotest.app.bench.crash.CrashBench;
import org.autotest.app.bench.crash.CrashResult;
import org.autotest.app.config.LabConfig.Surroundings;
import org.autotest.app.demo.DemoHosts;
import org.autotest.app.lab.Lab;
import org.autotest.core.files.FileTree;
import tools.jackson.databind.json.JsonMapper;

/// Runs the measurements and keeps their figures.
public final class Bench {
  /// What can be measured.
  public enum Part {
    /// The harness, without a lab.
    CLIENT,
    /// One autoserv process, over SSH to a host of the demo.
    AUTOSERV,
    /// From the submission of a job until autoserv runs, in a whole lab.
    DISPATCHER,
    /// Programs that are killed, and what is lost by it; minutes, and only when it is named.
    CRASH
  }

  private final Lab.Installation installation;
  private final Surroundings around;
  private final InstantSource clock;
  private final Optional<Path> place;
  private final List<Figure> figures = new ArrayList<>();

  /// Prepares it.
  ///
  /// @param place an existing directory for everything that is written meanwhile; in memory, where
  ///   there is room, unless said
  public Bench(
      Lab.Installation installation,
      Surroundings around,
      InstantSource clock,
      Optional<Path> place) {
    this.installation = installation;
    this.around = around;
    this.clock = clock;
    this.place = place;
  }

  /// Measures one part after the other, in temporary directories that are removed at the end.
  ///
  /// @param lines takes a line for each figure as it is known
  public void run(Set<Part> parts, Consumer<String> lines)
      throws IOException, InterruptedException {
    for (Part part : parts) {
      Path scratch = scratch(lines);
      List<Figure> measured =
          switch (part) {
            case CLIENT -> new ClientBench(program("autotest-local"), scratch).run();
            case AUTOSERV -> autoserv(scratch);
            case DISPATCHER -> new DispatcherBench(installation, around, clock, scratch).run();
            case CRASH -> crash(scratch, lines);
          };
      take(measured, lines);
      FileTree.delete(scratch);
    }
  }

  /// Measures the dispatcher in made-up labs.
  ///
  /// @param loads one after the other; a heading is printed before each
  /// @param lines takes a line for each figure as it is known
  public void scale(List<ScaleBench.Load> loads, Consumer<String> lines)
      throws IOException, InterruptedException {
    Path scratch = scratch(lines);
    try {
      ScaleBench bench = new ScaleBench(scratch, around.searchPath(), clock);
      take(bench.drain(), lines);
      for (ScaleBench.Load load : loads) {
        lines.accept(
            "%n%,d hosts, %,d queued".formatted(load.size().hosts(), load.size().queued()));
        take(bench.run(load), lines);
      }
    } finally {
      FileTree.delete(scratch);
    }
  }

  private Path scratch(Consumer<String> lines) throws IOException {
    Path scratch = Scratch.make(place);
    take(List.of(Scratch.yardstick(scratch)), lines);
    return scratch;
  }

  private List<Figure> crash(Path scratch, Consumer<String> lines)
      throws IOException, InterruptedException {
    List<Figure> found = new ArrayList<>();
    for (CrashBench.Victim victim : CrashBench.Victim.values()) {
      Path own = Files.createDirectories(scratch.resolve(victim.name()));
      CrashResult result =
          new CrashBench(own, installation.home(), around.searchPath(), clock).run(victim, 1);
      result.print(lines);
      found.addAll(figures(result));
    }
    return found;
  }

  private static List<Figure> figures(CrashResult result) {
    String who = result.who();
    String meaning = "crash of %s, ".formatted(result.victim().words());
    List<Figure> figures = new ArrayList<>();
    figures.add(figure(who, "rows", meaning + "rows", result.reached(), "" + result.rows().size()));
    figures.add(figure(who, "lost", meaning + "entries lost", result.lost(), "0"));
    figures.add(figure(who, "doubled", meaning + "runs doubled", result.doubled(), "0"));
    if (result.victim().isOfRealJobs()) {
      long wrong = result.complaints().size();
      figures.add(figure(who, "wrong", meaning + "jobs that did not end right", wrong, "0"));
    }
    if (result.victim() == CrashBench.Victim.DISPATCHER) {
      figures.add(
          new Figure(
              "crash.resumed_ms",
              meaning + "longest until it plans again",
              result.longest().toMillis(),
              "ms",
              "5000"));
    }
    return figures;
  }

  private static Figure figure(String who, String name, String meaning, long value, String target) {
    return new Figure("crash.%s.%s".formatted(who, name), meaning, (double) value, "", target);
  }

  private void take(List<Figure> measured, Consumer<String> lines) {
    measured.forEach(figure -> lines.accept(figure.asRow()));
    figures.addAll(measured);
  }

  private List<Figure> autoserv(Path scratch) throws IOException, InterruptedException {
    try (DemoHosts hosts = DemoHosts.start(scratch.resolve("lab"), List.of("bench1"))) {
      return new AutoservBench(program("autoserv"), hosts.sshConfig(), "bench1", scratch).run();
    }
  }

  private Path program(String name) {
    return installation.home().resolve("bin").resolve(name);
  }

  /// All figures so far: name → value.
  public String asJson() {
    Map<String, Double> values = new LinkedHashMap<>();
    for (Figure figure : figures) {
      values.put(figure.name(), Math.round(figure.value() * 10_000) / 10_000.0);
    }
    return JsonMapper.shared().writeValueAsString(values);
  }
}
