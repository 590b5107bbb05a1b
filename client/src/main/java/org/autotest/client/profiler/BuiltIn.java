package org.autotest.client.profiler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;
import org.autotest.client.api.ProfiledTest;
import org.autotest.client.api.TestProfiler;
import org.autotest.client.log.LogSink;
import org.autotest.client.machine.Machine;
import org.autotest.client.profiler.ToolProfiler.Command;
import org.autotest.client.profiler.ToolProfiler.Work;
import org.jspecify.annotations.Nullable;

/// The profilers that come along. Programs they need are those of the machine.
final class BuiltIn {
  private static final long TRACE_BYTES_MAX = 10L * 1024 * 1024;
  private static final long POWERTOP_SECONDS_MAX = 3600;

  /// The parameters of each, in the order in which a control file may give them without names.
  private static final Map<String, List<String>> PARAMETERS =
      Map.ofEntries(
          Map.entry("blktrace", List.of("device", "tag")),
          Map.entry("catprofile", List.of("filenames", "outfile", "interval")),
          Map.entry("cmdprofile", List.of("cmds", "interval", "outputfile", "outputfiles")),
          Map.entry("ftrace", List.of("tracepoints")),
          Map.entry("inotify", List.of("events")),
          Map.entry("iostat", List.of("interval", "options")),
          Map.entry("kvm_stat", List.of()),
          Map.entry("mpstat", List.of("interval", "options")),
          Map.entry("perf", List.of("events", "trace")),
          Map.entry("powertop", List.of("interval")),
          Map.entry("psstat", List.of("interval", "load")),
          Map.entry("sar", List.of("interval")),
          Map.entry("systemtap", List.of("stap_script_file", "options")),
          Map.entry("vmstat", List.of("interval")));

  private final Machine machine;
  private final InstantSource clock;
  private final LogSink log;
  private final CompletableFuture<Boolean> hurry;

  /// Those for one job.
  ///
  /// @param hurry is completed when the job is stopped
  BuiltIn(Machine machine, InstantSource clock, LogSink log, CompletableFuture<Boolean> hurry) {
    this.hurry = hurry;
    this.machine = machine;
    this.clock = clock;
    this.log = log;
  }

  /// Whether there is one of that name.
  boolean has(String name) {
    return PARAMETERS.containsKey(name);
  }

  /// The one of a name; empty when there is none.
  ///
  /// @throws ProfilerUnknown for parameters that make no sense
  Optional<TestProfiler> make(
      String name, List<@Nullable Object> positional, Map<String, @Nullable Object> named) {
    List<String> parameters = PARAMETERS.get(name);
    if (parameters == null) {
      return Optional.empty();
    }
    Parameters given = Parameters.of(name, parameters, positional, named);
    return Optional.of(
        switch (name) {
          case "catprofile", "cmdprofile", "psstat" -> sampling(name, given);
          default -> new ToolProfiler(name, machine, log, hurry, plan(name, given));
        });
  }

  private TestProfiler sampling(String name, Parameters given) {
    Looks looks = new Looks(machine, clock);
    return switch (name) {
      case "catprofile" -> {
        List<String> files = given.list("filenames", List.of("/proc/meminfo", "/proc/slabinfo"));
        yield sampler(name, given, 1, looks.files(files, output(given, "outfile", "monitor")));
      }
      case "cmdprofile" -> {
        List<String> outputs = given.list("outputfiles", List.of());
        outputs.forEach(BuiltIn::requireFileName);
        List<String> files =
            outputs.isEmpty() ? List.of(output(given, "outputfile", "cmdprofile")) : outputs;
        yield sampler(name, given, 60, looks.commands(given.list("cmds", List.of("ps")), files));
      }
      default -> sampler(name, given, 0.5, looks.processes(Double.parseDouble(load(given))));
    };
  }

  private TestProfiler sampler(
      String name, Parameters given, double usual, SamplingProfiler.Look look) {
    Duration interval = Duration.ofNanos((long) (given.seconds("interval", usual) * 1e9));
    return new SamplingProfiler(name, interval, look, log);
  }

  private static String load(Parameters given) {
    String load = given.text("load", "0");
    if (!load.matches("\\d+(?:\\.\\d+)?")) {
      throw new ProfilerUnknown("load of psstat must be a number from 0, is " + load);
    }
    return load;
  }

  private Function<ProfiledTest, Work> plan(String name, Parameters given) {
    if (name.equals("blktrace")) {
      Work work = blktrace(given);
      return _ -> work;
    } else if (name.equals("systemtap")) {
      Work work = systemtap(given);
      return _ -> work;
    } else if (name.equals("powertop")) {
      Work work = powertop(given);
      return _ -> work;
    }
    return watching(name, given);
  }

  private Function<ProfiledTest, Work> watching(String name, Parameters given) {
    String interval = given.wholeSeconds("interval", 1);
    List<String> options = given.words("options");
    return switch (name) {
      case "vmstat" -> _ -> Work.watching(List.of("vmstat", interval), "vmstat");
      case "iostat" ->
          _ ->
              Work.watching(
                  joined(joined(List.of("iostat"), options), List.of(interval)),
                  "iostat." + clock.instant().getEpochSecond());
      case "mpstat" ->
          _ ->
              Work.watching(
                  joined(joined(List.of("mpstat", "-P", "ALL"), options), List.of(interval)),
                  "mpstat");
      case "sar" ->
          _ ->
              new Work(
                  new Command(List.of("sar", "-o", "sar.raw", interval), "sar.live"),
                  List.of(new Command(List.of("sar", "-A", "-f", "sar.raw"), "sar")),
                  profiling -> Files.deleteIfExists(profiling.resolve("sar.live")));
      case "kvm_stat" -> _ -> Work.watching(List.of("kvm_stat", "-l"), "kvm_stat");
      case "perf" -> _ -> perf(given);
      case "ftrace" -> _ -> ftrace(given.list("tracepoints", List.of("sched")));
      default -> test -> inotify(test, given);
    };
  }

  /// It writes nothing when it is interrupted: the test is over when the interval is.
  private static Work powertop(Parameters given) {
    long seconds = Long.parseLong(given.wholeSeconds("interval", 10));
    if (seconds > POWERTOP_SECONDS_MAX) {
      throw new ProfilerUnknown(
          "interval of powertop must be at most %d s, for the test waits for its end; is %d"
              .formatted(POWERTOP_SECONDS_MAX, seconds));
    }
    return Work.watching(List.of("powertop", "--csv=powertop", "--time=" + seconds), "")
        .lasting(Duration.ofSeconds(seconds));
  }

  private static Work perf(Parameters given) {
    List<String> events = new ArrayList<>();
    for (String event : given.list("events", List.of("cycles"))) {
      events.addAll(List.of("-e", event));
    }
    List<Command> reports = new ArrayList<>();
    for (String key : List.of("comm", "dso", "symbol")) {
      reports.add(
          new Command(
              List.of("perf", "report", "--stdio", "-i", "perf.data", "-n", "--sort", key), key));
    }
    if (given.truth("trace")) {
      reports.add(new Command(List.of("perf", "script", "-i", "perf.data"), "trace"));
    }
    return new Work(
        new Command(joined(List.of("perf", "record", "-a", "-o", "perf.data"), events), ""),
        reports,
        profiling -> {
          Files.deleteIfExists(profiling.resolve("perf.data"));
          Files.deleteIfExists(profiling.resolve("perf.data.old"));
        });
  }

  private static Work ftrace(List<String> tracepoints) {
    List<String> events = new ArrayList<>();
    for (String tracepoint : tracepoints) {
      events.addAll(List.of("-e", tracepoint));
    }
    return new Work(
        new Command(joined(List.of("trace-cmd", "record", "-o", "trace.dat"), events), ""),
        List.of(new Command(List.of("bzip2", "-f", "trace.dat"), "")),
        profiling -> {
          Path packed = profiling.resolve("trace.dat.bz2");
          Path kept = Files.createDirectories(profiling.resolve("ftrace"));
          if (Files.exists(packed) && Files.size(packed) <= TRACE_BYTES_MAX) {
            Files.move(packed, kept.resolve("trace.dat.bz2"));
          } else if (Files.deleteIfExists(packed)) {
            Files.writeString(kept.resolve("dropped"), "the trace was larger than 10 MiB\n");
          }
        });
  }

  private static Work blktrace(Parameters given) {
    String device = given.text("device", "");
    if (!device.startsWith("/dev/")) {
      throw new ProfilerUnknown("blktrace needs a device such as /dev/sda, got '" + device + "'");
    }
    String tag = given.text("tag", "");
    String output = tag.isEmpty() ? "blktrace" : "blktrace." + tag;
    requireFileName(output);
    return new Work(
        new Command(List.of("blktrace", "-d", device, "-o", "raw"), ""),
        List.of(new Command(List.of("blkparse", "-i", "raw"), output)),
        profiling -> deleteAll(profiling, "raw.blktrace.*"));
  }

  private static Work inotify(ProfiledTest test, Parameters given) {
    List<String> command = new ArrayList<>(List.of("inotifywait", "-m", "-r"));
    for (String event : given.list("events", List.of())) {
      command.addAll(List.of("-e", event));
    }
    Stream.of(test.binDir(), test.srcDir(), test.tmpDir())
        .filter(Files::isDirectory)
        .forEach(directory -> command.add(directory.toString()));
    return Work.watching(command, "inotify");
  }

  private static Work systemtap(Parameters given) {
    String script = given.text("stap_script_file", "");
    if (!Files.isRegularFile(Path.of(script))) {
      throw new ProfilerUnknown("systemtap needs a script; there is no file '" + script + "'");
    }
    return Work.watching(
        joined(joined(List.of("stap"), given.words("options")), List.of(script)), "systemtap.log");
  }

  private static void deleteAll(Path directory, String pattern) throws IOException {
    try (var files = Files.newDirectoryStream(directory, pattern)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
  }

  private static String output(Parameters given, String name, String usual) {
    String file = given.text(name, usual);
    requireFileName(file);
    return file;
  }

  private static void requireFileName(String file) {
    if (file.isEmpty() || file.contains("/") || file.startsWith(".")) {
      throw new ProfilerUnknown("'%s' is no name of a file of a profiler".formatted(file));
    }
  }

  private static List<String> joined(List<String> first, List<String> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }
}
