package org.autotest.app.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.autotest.app.bench.Measured.Purpose;

/// Measures autoserv: how long it needs to be at work, and a verify over SSH from beginning to end.
final class AutoservBench {
  private static final int RUNS = 5;

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
    double pss = watched.stream().mapToLong(Measured::pssBytesMax).max().orElse(0) / 1e6;
    String start = "autoserv, start to help text, ";
    String verify = "autoserv, a verify over ssh, ";
    return List.of(
        new Figure("autoserv.start_ms", start + "wall", wall(starts), "ms", ""),
        new Figure("autoserv.start_cpu_seconds", start + "CPU", cpu(starts), "s", "0.25"),
        new Figure("autoserv.verify_ms", verify + "wall", wall(verifies), "ms", "400"),
        new Figure("autoserv.verify_cpu_seconds", verify + "CPU", cpu(verifies), "s", ""),
        new Figure("autoserv.pss_mb", verify + "memory (PSS), ssh too", pss, "MB", "40"));
  }

  private Measured verify(Purpose purpose, String name) throws IOException, InterruptedException {
    Path results = Files.createDirectories(scratch.resolve(name));
    List<String> argv = new ArrayList<>(List.of("-p", "-r", results.toString(), "-m", host));
    argv.addAll(List.of("-u", "bench", "-l", "bench", "-n", "-v"));
    argv.addAll(List.of("--ssh-config", sshConfig.toString(), "--client-dir", "~/autotest"));
    Measured verify = once(purpose, name, argv);
    if (verify.exitStatus() != 0) {
      throw new IOException(
          "verifying %s: autoserv ended with %d; see %s"
              .formatted(host, verify.exitStatus(), results));
    }
    return verify;
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
