package org.autotest.app.bench.crash;

import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.store.lab.EventLog;

/// Kills a program that plays the scenarios, while jobs whose autoserv is a script run beside.
final class LabKiller implements Killer {
  /// Jobs beside, when each scenario needs one to kill. Each that was killed is missing until the
  /// next has come through the lab.
  private static final int ONE_FOR_EACH = 8;

  private final CrashLab lab;
  private final Bystanders bystanders;
  private final boolean oneForEach;
  private final Strike strike;

  private interface Strike {
    Map<Stage, Kill> at(List<Stage> there) throws IOException, InterruptedException;
  }

  /// @param oneForEach whether an autoserv has to run beside for each scenario, or only one at all
  private LabKiller(CrashLab lab, boolean oneForEach, Strike strike) {
    this.lab = lab;
    this.bystanders = Bystanders.scripts(lab, oneForEach ? ONE_FOR_EACH : 2);
    this.oneForEach = oneForEach;
    this.strike = strike;
  }

  /// Kills the dispatcher, and starts the next.
  static LabKiller ofDispatchers(CrashLab lab) {
    return new LabKiller(
        lab,
        false,
        there -> {
          lab.killDispatcher();
          Kill kill = new Kill(Optional.of(lab.startDispatcher()));
          return there.stream().collect(toMap(stage -> stage, _ -> kill));
        });
  }

  /// Kills every autoserv of a scenario, and one of those beside: at some rows it has none, and
  /// several may come to their rows before those beside that were killed are there again.
  static LabKiller ofAutoservs(CrashLab lab) {
    return new LabKiller(
        lab,
        true,
        there -> {
          Iterator<ProcessHandle> beside = beside(lab).iterator();
          Map<Stage, Kill> kills = new HashMap<>();
          for (Stage stage : there) {
            boolean any = lab.killAutoservs(List.of(stage.mark())) > 0;
            any |= beside.hasNext() && beside.next().destroyForcibly();
            if (any) {
              kills.put(stage, new Kill(Optional.empty()));
            }
          }
          return kills;
        });
  }

  private static List<ProcessHandle> beside(CrashLab lab) {
    return lab.autoservs(List.of(Bystanders.MARK));
  }

  @Override
  public boolean isReadyFor(int scenarios) {
    return beside(lab).size() >= (oneForEach ? scenarios : 1);
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
