package org.autotest.client.profiler;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.autotest.client.api.ProfiledTest;
import org.autotest.client.machine.Machine;
import org.autotest.client.process.ProcessGroup;

/// What the sampling profilers look at.
final class Looks {
  private static final int FILE_BYTES_MAX = 16 * 1024 * 1024;
  private static final Duration COMMAND_LIMIT = Duration.ofSeconds(30);

  private final Machine machine;
  private final InstantSource clock;

  Looks(Machine machine, InstantSource clock) {
    this.machine = machine;
    this.clock = clock;
  }

  /// Appends what some files hold, each under its name, behind the time.
  ///
  /// @param output a file in the profiling directory
  SamplingProfiler.Look files(List<String> files, String output) {
    return test -> {
      StringBuilder text = new StringBuilder("time ").append(seconds()).append('\n');
      for (String file : files) {
        text.append("----- ").append(file).append('\n').append(read(file));
      }
      append(test.profilingDir().resolve(output), text.toString());
    };
  }

  /// Runs commands, and appends what they print to a file each; the last file takes the rest.
  SamplingProfiler.Look commands(List<String> commands, List<String> outputs) {
    return test -> {
      for (int i = 0; i < commands.size(); i++) {
        String output = outputs.get(Math.min(i, outputs.size() - 1));
        append(test.profilingDir().resolve(output), "time " + seconds() + "\n");
        run(commands.get(i) + " >>" + quoted(output), test);
      }
    };
  }

  /// Tells of processes, memory and the kernel's counters while the load is above a threshold.
  SamplingProfiler.Look processes(double threshold) {
    String output = "psstat.log";
    return test -> {
      String load = read("/proc/loadavg");
      if (load.isEmpty() || Double.parseDouble(load.split(" ", 2)[0]) < threshold) {
        return;
      }
      append(test.profilingDir().resolve(output), "time " + seconds() + " load " + load);
      run("ps -eo pid,ppid,stat,pcpu,pmem,wchan:24,args >>" + output, test);
      append(
          test.profilingDir().resolve(output),
          read("/proc/meminfo") + read("/proc/vmstat") + read("/proc/diskstats"));
    };
  }

  private void run(String command, ProfiledTest test) throws InterruptedException {
    ProcessGroup process =
        ProcessGroup.start(
            List.of("sh", "-c", command),
            test.profilingDir(),
            Map.of("PATH", machine.searchPath()),
            _ -> {},
            _ -> {});
    try {
      process.waitFor(COMMAND_LIMIT);
    } finally {
      // Clears the mark of an interruption for the time of ending it.
      boolean over = Thread.interrupted();
      process.killNow();
      if (over) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private long seconds() {
    return clock.instant().getEpochSecond();
  }

  private String read(String file) {
    try (var in = Files.newInputStream(machine.file(file))) {
      String text = new String(in.readNBytes(FILE_BYTES_MAX), StandardCharsets.UTF_8);
      return in.read() < 0 ? text : text + "\n[cut after %d bytes]%n".formatted(FILE_BYTES_MAX);
    } catch (IOException unreadable) {
      return "not available: %s cannot be read%n".formatted(file);
    }
  }

  private static void append(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
