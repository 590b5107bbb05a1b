package org.autotest.app.bench.crash;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;

/// Plays a scenario for each row of the life tables and kills a program of the lab with `kill -9`
/// in the moment in which the row is taken; then looks whether any entry was lost and whether any
/// job ran twice.
public final class CrashBench {
  /// What is killed.
  public enum Victim {
    /// The dispatcher, which is then started again.
    DISPATCHER("dispatcher"),
    /// Every autoserv of the scenario, and others that run beside.
    AUTOSERV("autoserv"),
    /// The real autoserv of a job that runs beside, another one at each row.
    JOB("autoserv of a real job"),
    /// The client of a real job that runs beside, another one at each row.
    CLIENT("client of a real job");

    private final String words;

    Victim(String words) {
      this.words = words;
    }

    /// What it is, for the table.
    public String words() {
      return words;
    }

    /// Whether jobs on real machines run beside.
    public boolean isOfRealJobs() {
      return this == JOB || this == CLIENT;
    }
  }

  private final Path scratch;
  private final Path home;
  private final String searchPath;
  private final InstantSource clock;

  /// Prepares it.
  ///
  /// @param scratch an empty directory
  /// @param home an installation, whose autoserv and client real jobs are run by
  public CrashBench(Path scratch, Path home, String searchPath, InstantSource clock) {
    this.scratch = scratch;
    this.home = home;
    this.searchPath = searchPath;
    this.clock = clock;
  }

  /// Kills.
  ///
  /// @param oneIn of so many rows one is played: 1 for all
  public CrashResult run(Victim victim, int oneIn) throws IOException, InterruptedException {
    List<Scenario> all = Scenario.all();
    List<Scenario> played =
        IntStream.range(0, all.size()).filter(row -> row % oneIn == 0).mapToObj(all::get).toList();
    try (CrashLab lab = new CrashLab(scratch, home, searchPath, clock)) {
      Killer killer =
          switch (victim) {
            case DISPATCHER -> LabKiller.ofDispatchers(lab);
            case AUTOSERV -> LabKiller.ofAutoservs(lab);
            case JOB -> JobKiller.ofAutoservs(lab, lab.machines());
            case CLIENT -> JobKiller.ofClients(lab, lab.machines());
          };
      return new CrashRun(lab, killer, played).all(victim);
    }
  }
}
