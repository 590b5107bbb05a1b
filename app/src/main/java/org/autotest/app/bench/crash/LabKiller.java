package org.autotest.app.bench.crash;

import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.autotest.store.lab.EventLog;

/// Kills a program that plays the scenarios, while two jobs whose autoserv is a script run beside.
final class LabKiller implements Killer {
  private final Bystanders bystanders;
  private final Strike strike;

  private interface Strike {
    Map<Stage, Kill> at(List<Stage> there) throws IOException, InterruptedException;
  }

  private LabKiller(Bystanders bystanders, Strike strike) {
    this.bystanders = bystanders;
    this.strike = strike;
  }

  /// Kills the dispatcher, and starts the next.
  static LabKiller ofDispatchers(CrashLab lab) {
    return new LabKiller(
        Bystanders.scripts(lab),
        there -> {
          lab.killDispatcher();
          return each(there, new Kill(Optional.of(lab.startDispatcher())));
        });
  }

  /// Kills every autoserv of a scenario, and those of the jobs beside.
  static LabKiller ofAutoservs(CrashLab lab) {
    Bystanders bystanders = Bystanders.scripts(lab);
    return new LabKiller(
        bystanders,
        there -> {
          List<String> marks =
              Stream.concat(there.stream().map(Stage::mark), Stream.of(Bystanders.MARK)).toList();
          boolean any = lab.killAutoservs(marks) > 0;
          bystanders.killed();
          return any ? each(there, new Kill(Optional.empty())) : Map.of();
        });
  }

  private static Map<Stage, Kill> each(List<Stage> there, Kill kill) {
    return there.stream().collect(toMap(stage -> stage, _ -> kill));
  }

  @Override
  public boolean isReadyFor(int scenarios) {
    return bystanders.isAnyRunning();
  }

  @Override
  public Map<Stage, Kill> kill(List<Stage> there) throws IOException, InterruptedException {
    return strike.at(there);
  }

  @Override
  public void hear(EventLog.Event line) {
    bystanders.hear(line).map(Bystanders.Ended::host).ifPresent(bystanders::again);
  }

  @Override
  public void end() throws IOException {
    bystanders.end();
  }

  @Override
  public List<String> complaints() {
    return List.of();
  }
}
