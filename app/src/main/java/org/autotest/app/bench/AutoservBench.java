package org.autotest.app.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.autotest.app.bench.Measured.Purpose;

/// Measures autoserv: how long it needs to be at work, a verify over SSH, and jobs with the real
/// client, from beginning to end.
final class AutoservBench {
  private static final int RUNS = 5;
  private static final int JOB_RUNS = 3;
  private static final int MANY = 100;
  private static final String ONE_TEST = "job.run_test('sleeptest', seconds=0)\n";
  private static final String MANY_TESTS =
      "for i in range(%d):\n    job.run_test('sleeptest', seconds=0, tag=str(i))\n".formatted(MANY);

  private final Path program;
  private final Path sshConfig;
  private final String host;
  private final Path scratch;

  /// Prepares it.
  ///
  /// @param program `autoserv`
  /// @param host a machine that `sshConfig` reaches
  /// @param scratch an empty directory
  AutoservBench(Path program, Path sshConfig, String host, Path scratch) {
    this.program = program;
    this.sshConfig = sshConfig;
    this.host = host;
    this.scratch = scratch;
  }

  List<Figure> run() throws IOException, InterruptedException {
    List<Measured> starts = new ArrayList<>();
    List<Measured> verifies = new ArrayList<>();
    List<Measured> watched = new ArrayList<>();
    for (int run = 0; run < RUNS; run++) {
      starts.add(once(Purpose.TIME, "start-" + run, List.of("--help")));
      verifies.add(verify(Purpose.TIME, "verify-" + run));
      watched.add(verify(Purpose.MEMORY, "watched-" + run));
    }
    double alone = watched.stream().mapToLong(Measured::pssBytesOfFirst).max().orElse(0) / 1e6;
    double tree = watched.stream().mapToLong(Measured::pssBytesMax).max().orElse(0) / 1e6;
    String start = "autoserv, start to help text, ";
    String verify = "autoserv, a verify over ssh, ";
    // The first installs the client.
    job("install", ONE_TEST, 1);
    List<Measured> ones = new ArrayList<>();
    List<Measured> many = new ArrayList<>();
    for (int run = 0; run < JOB_RUNS; run++) {
      ones.add(job("one-" + run, ONE_TEST, 1));
      many.add(job("many-" + run, MANY_TESTS, MANY));
    }
    String tests = "autoserv, a job of %d such tests, wall".formatted(MANY);
    return List.of(
        new Figure("autoserv.start_ms", start + "wall", wall(starts), "ms", ""),
        new Figure("autoserv.start_cpu_seconds", start + "CPU", cpu(starts), "s", "0.25"),
        new Figure("autoserv.verify_ms", verify + "wall", wall(verifies), "ms", "400"),
        new Figure("autoserv.verify_cpu_seconds", verify + "CPU", cpu(verifies), "s", ""),
        new Figure("autoserv.pss_mb", verify + "memory (PSS) of the process", alone, "MB", "40"),
        new Figure("autoserv.tree_pss_mb", verify + "memory (PSS), ssh too", tree, "MB", ""),
        new Figure(
            "autoserv.job_ms", "autoserv, a job of sleeptest(0), wall", wall(ones), "ms", "1000"),
        new Figure("autoserv.many_ms", tests, wall(many), "ms", "4000"));
  }

  private Measured verify(Purpose purpose, String name) throws IOException, InterruptedException {
    return onHost(purpose, name, List.of("-v"));
  }

  private Measured job(String name, String control, int tests)
      throws IOException, InterruptedException {
    Path file = Files.writeString(scratch.resolve(name + ".control"), control);
    Measured measured = onHost(Purpose.TIME, name, List.of("-c", file.toString()));
    Path status = scratch.resolve(name).resolve("status.log");
    PassedTests.require(tests, "sleeptest", status, status);
    return measured;
  }

  private Measured onHost(Purpose purpose, String name, List<String> what)
      throws IOException, InterruptedException {
    Path results = Files.createDirectories(scratch.resolve(name));
    List<String> argv = new ArrayList<>(List.of("-p", "-r", results.toString(), "-m", host));
    argv.addAll(List.of("-u", "bench", "-l", "bench", "-n"));
    argv.addAll(List.of("--ssh-config", sshConfig.toString(), "--client-dir", "~/autotest"));
    argv.addAll(what);
    Measured measured = once(purpose, name, argv);
    if (measured.exitStatus() != 0) {
      throw new IOException(
          "%s on %s: autoserv ended with %d; see %s"
              .formatted(name, host, measured.exitStatus(), results));
    }
    return measured;
  }

  private Measured once(Purpose purpose, String name, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> argv = new ArrayList<>(List.of(program.toString()));
    argv.addAll(arguments);
    return Measured.run(purpose, argv, scratch, log(name));
  }

  private Path log(String name) {
    return scratch.resolve(name + ".log");
  }

  private static double wall(List<Measured> runs) {
    return Figure.percentile(
        runs.stream().mapToDouble(run -> run.wall().toNanos() / 1e6).toArray(), 0.5);
  }

  private static double cpu(List<Measured> runs) {
    return Figure.percentile(runs.stream().mapToDouble(Measured::cpuSeconds).toArray(), 0.5);
  }
}
