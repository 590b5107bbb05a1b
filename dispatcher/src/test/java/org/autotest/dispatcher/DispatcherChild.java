package org.autotest.dispatcher;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import org.autotest.dispatcher.DispatcherConfig.Keeping;
import org.autotest.dispatcher.DispatcherConfig.Timing;
import org.autotest.dispatcher.launch.LocalLauncher;
import org.autotest.dispatcher.plan.Patience;
import org.autotest.dispatcher.plan.Starts;
import org.autotest.dispatcher.results.AutoservCommand;
import org.autotest.dispatcher.run.DispatcherService;
import org.autotest.store.Database;
import org.autotest.store.DatabaseAddress;
import org.autotest.store.tko.ResultsIngestion;

/// A dispatcher as a program of its own, for tests that kill it. Its machine is a drone.
final class DispatcherChild {
  private DispatcherChild() {}

  /// Runs until it is killed.
  ///
  /// @param args JDBC URL, user, password, name, results root, autoserv; then, for one that takes
  ///   itself to be on a machine of its own, the boot id of that, its processes, and seconds after
  ///   which it is lost
  public static void main(String[] args) throws Exception {
    InstantSource clock = InstantSource.system();
    boolean isAlone = args.length > 6;
    int processes = isAlone ? Integer.parseInt(args[7]) : 1_000;
    Duration lostAfter = Duration.ofSeconds(isAlone ? Integer.parseInt(args[8]) : 60);
    try (Database database = Database.open(DatabaseAddress.of(args[0], args[1], args[2]), clock);
        LocalLauncher launcher = isAlone ? new LocalLauncher(0, args[6]) : new LocalLauncher(0)) {
      DispatcherConfig config =
          new DispatcherConfig(
              args[3],
              Path.of(args[4]),
              new AutoservCommand(List.of(args[5]), List.of()),
              new Starts.Limits(processes, 100),
              2,
              new Timing(
                  Duration.ofMillis(10),
                  Duration.ofSeconds(2),
                  Duration.ofSeconds(5),
                  Duration.ofMillis(500),
                  Duration.ofSeconds(3),
                  Duration.ofMillis(200),
                  Patience.DEFAULTS),
              Keeping.DEFAULTS);
      String host = isAlone ? args[3] : "here";
      DispatcherService.ofDrone(
              config,
              database,
              launcher,
              new ResultsIngestion(database)::ingest,
              new DispatcherService.Self(host, launcher.ownProcess(), clock, ZoneOffset.UTC),
              lostAfter)
          .run();
    }
  }
}
