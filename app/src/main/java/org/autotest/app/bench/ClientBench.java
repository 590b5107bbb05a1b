package org.autotest.app.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Measures the harness on this machine: jobs without a test, jobs with one, and what each further
/// trivial test adds, with sysinfo on. A start of Python is measured in the same run as a
/// yardstick: on a machine that is slower, or busy, everything grows with it.
final class ClientBench {
  private static final int MANY = 50;
  private static final int RUNS = 7;
  private static final Path SLABS = Path.of("/proc/slabinfo");
  private static final int READS = 20;
  private static final List<String> YARDSTICK = List.of("python3", "-c", "pass");

  /// A way to write the trivial test and the control file that runs it.
  private record Kind(
      String name,
      String cpuTarget,
      String testFile,
      String test,
      String controlFile,
      String loop) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind(
              "java",
              "15",
              "Benchjava.java",
              "class Benchjava extends ClientTest {\n  void runOnce() {}\n}\n",
              "Control.java",
              """
              String NAME = "Bench";

              void main() {
                for (int i = 0; i < %d; i++) {
                  job.runTest("benchjava", arg("tag", "t" + i));
                }
              }
              """),
          new Kind(
              "python",
              "40",
              "benchpython.py",
              """
              from autotest.client import test


              class benchpython(test.test):
                  version = 1

                  def run_once(self):
                      pass
              """,
              "control",
              """
              for i in range(%d):
                  job.run_test('benchpython', tag='t%%d' %% i)
              """),
          new Kind(
              "program",
              "15",
              "benchprogram",
              "#!/bin/sh\nexit 0\n",
              "Control.java",
              """
              String NAME = "Bench";

              void main() {
                for (int i = 0; i < %d; i++) {
                  job.runTest("benchprogram", arg("tag", "t" + i));
                }
              }
              """));

  private final Path program;
  private final Path scratch;

  /// Prepares it.
  ///
  /// @param program `autotest-local`
  /// @param scratch an empty directory
  ClientBench(Path program, Path scratch) {
    this.program = program;
    this.scratch = scratch;
  }

  List<Figure> run() throws IOException, InterruptedException {
    List<Figure> figures = new ArrayList<>();
    figures.addAll(start("client.python_start", "yardstick: python3 -c pass", YARDSTICK, ""));
    if (Files.isReadable(SLABS)) {
      figures.add(slabs());
    }
    figures.addAll(job("client.empty", "client, an empty control file", "", "200"));
    String sleeptest = "job.run_test('sleeptest', seconds=0)\n";
    figures.addAll(job("client.sleeptest", "client, sleeptest of 0 s", sleeptest, "250"));
    for (Kind kind : KINDS) {
      figures.addAll(perTest(kind));
    }
    return figures;
  }

  /// What the kernel takes for a file that sysinfo copies before and after each iteration: it
  /// counts what is free in each cache, which costs a new machine little, and one that has run for
  /// days milliseconds.
  private static Figure slabs() throws IOException {
    long began = System.nanoTime();
    for (int i = 0; i < READS; i++) {
      Files.readAllBytes(SLABS);
    }
    double millis = (System.nanoTime() - began) / 1e6 / READS * 2;
    return new Figure(
        "client.slabinfo_ms", "yardstick: /proc/slabinfo twice, as each test", millis, "ms", "");
  }

  private List<Figure> perTest(Kind kind) throws IOException, InterruptedException {
    Measured none = best(kind, 0);
    Measured many = best(kind, MANY);
    Measured memory = once(Measured.Purpose.MEMORY, kind, MANY, RUNS);
    double cpu = (many.cpuSeconds() - none.cpuSeconds()) * 1000 / MANY;
    double wall = (many.wall().toNanos() - none.wall().toNanos()) / 1e6 / MANY;
    String name = "client." + kind.name();
    String words = "client, a trivial test (" + kind.name() + ")";
    return List.of(
        new Figure(name + ".cpu_ms_per_test", words + ", CPU", cpu, "ms", kind.cpuTarget()),
        new Figure(name + ".wall_ms_per_test", words + ", wall", wall, "ms", ""),
        new Figure(
            name + ".harness_pss_mb",
            "client, the harness alone, %d such tests".formatted(MANY),
            memory.pssBytesOfFirst() / 1e6,
            "MB",
            "60"),
        new Figure(
            name + ".tree_pss_mb",
            "client, harness and tests, %d such tests".formatted(MANY),
            memory.pssBytesMax() / 1e6,
            "MB",
            ""));
  }

  /// A job whose control file has this text.
  private List<Figure> job(String name, String meaning, String control, String wallTarget)
      throws IOException, InterruptedException {
    Path directory = Files.createDirectories(scratch.resolve(name));
    Path file = Files.writeString(directory.resolve("control"), control);
    List<String> argv =
        List.of(program.toString(), "--output_dir", directory.toString(), file.toString());
    return start(name, meaning, argv, wallTarget);
  }

  /// The shortest of several runs, and the one that took the least processor time.
  private List<Figure> start(String name, String meaning, List<String> argv, String wallTarget)
      throws IOException, InterruptedException {
    double wall = Double.MAX_VALUE;
    double cpu = Double.MAX_VALUE;
    Path log = scratch.resolve(name + ".log");
    for (int run = 0; run < RUNS; run++) {
      Measured measured = Measured.run(Measured.Purpose.TIME, argv, scratch, log);
      if (measured.exitStatus() != 0) {
        throw new IOException(
            "running %s: ended with %d; see %s".formatted(argv, measured.exitStatus(), log));
      }
      wall = Math.min(wall, measured.wall().toNanos() / 1e6);
      cpu = Math.min(cpu, measured.cpuSeconds() * 1000);
    }
    return List.of(
        new Figure(name + ".wall_ms", meaning + ", wall", wall, "ms", wallTarget),
        new Figure(name + ".cpu_ms", meaning + ", CPU", cpu, "ms", ""));
  }

  /// The run of several that took the least processor time: what disturbed the others is not ours.
  private Measured best(Kind kind, int tests) throws IOException, InterruptedException {
    Measured best = once(Measured.Purpose.TIME, kind, tests, 0);
    for (int run = 1; run < RUNS; run++) {
      Measured next = once(Measured.Purpose.TIME, kind, tests, run);
      if (next.cpuSeconds() < best.cpuSeconds()) {
        best = next;
      }
    }
    return best;
  }

  private Measured once(Measured.Purpose purpose, Kind kind, int tests, int run)
      throws IOException, InterruptedException {
    Path directory =
        Files.createDirectories(scratch.resolve("%s-%d-%d".formatted(kind.name(), tests, run)));
    Path own = Files.createDirectories(directory.resolve("tests/bench" + kind.name()));
    Path test = own.resolve(kind.testFile());
    Files.writeString(test, kind.test());
    if (kind.name().equals("program") && !test.toFile().setExecutable(true)) {
      throw new IOException("making %s executable: not permitted".formatted(test));
    }
    Path control = directory.resolve(kind.controlFile());
    Files.writeString(control, kind.loop().formatted(tests));
    Path log = directory.resolve("log");
    Measured measured =
        Measured.run(
            purpose,
            List.of(
                program.toString(),
                "--output_dir",
                directory.toString(),
                "-d",
                directory.resolve("tests").toString(),
                control.toString()),
            directory,
            log);
    PassedTests.require(tests, "bench", directory.resolve("results/default/status"), log);
    return measured;
  }
}
