package org.autotest.app.bench.crash;

import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.store.lab.EventLog;

/// Kills the dispatcher, and starts the next.
final class DispatcherKiller implements Killer {
  private final CrashLab lab;
  private final Bystanders bystanders;

  DispatcherKiller(CrashLab lab) {
    this.lab = lab;
    this.bystanders = Bystanders.scripts(lab);
  }

  @Override
  public boolean isReadyFor(int scenarios) {
    return bystanders.isAnyRunning();
  }

  @Override
  public Map<Stage, Kill> kill(List<Stage> there) throws IOException, InterruptedException {
    lab.killDispatcher();
    Kill kill = new Kill(Optional.of(lab.startDispatcher()));
    return there.stream().collect(toMap(stage -> stage, _ -> kill));
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
