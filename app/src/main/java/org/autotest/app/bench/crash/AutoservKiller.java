package org.autotest.app.bench.crash;

import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.autotest.store.lab.EventLog;

/// Kills every autoserv of a scenario, and those of two jobs that run beside.
final class AutoservKiller implements Killer {
  private final CrashLab lab;
  private final Bystanders bystanders;

  AutoservKiller(CrashLab lab) {
    this.lab = lab;
    this.bystanders = Bystanders.scripts(lab);
  }

  @Override
  public boolean isReadyFor(int scenarios) {
    return bystanders.isAnyRunning();
  }

  @Override
  public Map<Stage, Kill> kill(List<Stage> there) {
    List<String> marks =
        Stream.concat(there.stream().map(Stage::mark), Stream.of(Bystanders.MARK)).toList();
    boolean any = lab.killAutoservs(marks) > 0;
    bystanders.killed();
    Kill kill = new Kill(Optional.empty());
    return any ? there.stream().collect(toMap(stage -> stage, _ -> kill)) : Map.of();
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
