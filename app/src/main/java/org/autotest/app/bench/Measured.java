package org.autotest.app.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// What one run of a program cost, children included.
///
/// @param cpuSeconds of the process and of every descendant that was waited for, in steps of 0.01
/// @param pssBytesMax the largest proportional memory of the process tree that was seen; 0 when
///   nobody looked, or the run was too short to look
/// @param pssBytesOfFirst likewise of the process alone that was started
record Measured(
    Duration wall, double cpuSeconds, long pssBytesMax, long pssBytesOfFirst, int exitStatus) {
  private static final double TICKS_PER_SECOND = 100;
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Duration LOOK_EVERY = Duration.ofMillis(25);

  /// What a run is for. Looking at memory holds up the process that is looked at, so that its times
  /// are not its own then.
  enum Purpose {
    /// Wall and processor time; nobody looks meanwhile.
    TIME,
    /// Memory.
    MEMORY
  }

  /// Runs a program to its end, without input; no other child of this process may end meanwhile.
  ///
  /// @param output takes both streams
  /// @throws IOException when it cannot be started, or takes longer than five minutes
  static Measured run(Purpose purpose, List<String> argv, Path directory, Path output)
      throws IOException, InterruptedException {
    long cpuBefore = childTicks();
    long began = System.nanoTime();
    Process process =
        new ProcessBuilder(argv)
            .directory(directory.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    long pss = 0;
    long pssOfFirst = 0;
    Duration pause = purpose == Purpose.MEMORY ? LOOK_EVERY : LIMIT;
    while (!process.waitFor(pause.toMillis(), TimeUnit.MILLISECONDS)) {
      pss = Math.max(pss, pssBytes(process.toHandle()));
      pssOfFirst = Math.max(pssOfFirst, pssOf(process.pid()).orElse(0));
      if (System.nanoTime() - began > LIMIT.toNanos()) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        throw new IOException(
            "running %s: no end in %d min; its output is in %s"
                .formatted(argv.getFirst(), LIMIT.toMinutes(), output));
      }
    }
    Duration wall = Duration.ofNanos(System.nanoTime() - began);
    double cpu = (childTicks() - cpuBefore) / TICKS_PER_SECOND;
    return new Measured(wall, cpu, pss, pssOfFirst, process.exitValue());
  }

  /// Processor time of all children of this process that have ended, in hundredths of a second.
  private static long childTicks() throws IOException {
    String stat = Files.readString(Path.of("/proc/self/stat"));
    // The name of the program, in parentheses, may hold blanks.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Long.parseLong(fields[13]) + Long.parseLong(fields[14]);
  }

  private static long pssBytes(ProcessHandle root) {
    return Stream.concat(Stream.of(root), root.descendants())
        .mapToLong(process -> pssOf(process.pid()).orElse(0))
        .sum();
  }

  private static OptionalLong pssOf(long pid) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
      return lines
          .filter(line -> line.startsWith("Pss:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst();
    } catch (IOException | java.io.UncheckedIOException gone) {
      return OptionalLong.empty();
    }
  }
}
