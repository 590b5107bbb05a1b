package org.autotest.app.bench.crash;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.failure.Blame;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.JobId;
import org.autotest.store.lab.EventLog;

/// Kills one client for each scenario: that of a real job which runs beside. Looks at each of these
/// jobs when it is over.
final class ClientKiller implements Killer {
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  private final CrashLab lab;
  private final Machines machines;
  private final Bystanders bystanders;
  private final Map<JobId, Blame> killed = new HashMap<>();
  private final List<String> complaints = new ArrayList<>();
  private Map<String, ProcessHandle> clients = Map.of();
  private long looked = System.nanoTime() - LOOK_EVERY.toNanos();

  ClientKiller(CrashLab lab, Machines machines) {
    this.lab = lab;
    this.machines = machines;
    this.bystanders = new Bystanders(lab, machines.names(), Machines.CONTROL);
  }

  @Override
  public boolean isReadyFor(int scenarios) {
    if (System.nanoTime() - looked > LOOK_EVERY.toNanos()) {
      look();
    }
    return clients.size() >= scenarios;
  }

  /// Finds clients that can be killed.
  private void look() {
    clients = new HashMap<>(machines.clients());
    clients
        .keySet()
        .removeIf(host -> bystanders.runningOn(host).filter(this::isUntouched).isEmpty());
    looked = System.nanoTime();
  }

  private boolean isUntouched(JobId job) {
    return !killed.containsKey(job);
  }

  @Override
  public Map<Stage, Kill> kill(List<Stage> there) {
    Map<Stage, Kill> kills = new HashMap<>();
    for (Stage stage : there) {
      look();
      if (!clients.isEmpty()) {
        killOne(stage.scenario().row());
        kills.put(stage, new Kill(Optional.empty()));
      }
    }
    return kills;
  }

  /// Where an entry is gathering, one whose autoserv was killed too: so its own results are
  /// gathered then.
  private void killOne(LifeRow row) {
    Map.Entry<String, ProcessHandle> client = clients.entrySet().iterator().next();
    String host = client.getKey();
    boolean isGathering = row.from().equals(EntryStatus.GATHERING.word());
    if (isGathering) {
      lab.killAutoservs(List.of(host));
    }
    client.getValue().destroyForcibly();
    JobId job = bystanders.runningOn(host).orElseThrow();
    killed.put(job, isGathering ? Blame.LAB : Blame.HOST);
  }

  @Override
  public void hear(EventLog.Event line) throws IOException {
    Optional<Bystanders.Ended> ended = bystanders.hear(line);
    if (ended.isPresent()) {
      String host = ended.get().host();
      JobId job = ended.get().job();
      Optional<Blame> blame = Optional.ofNullable(killed.get(job));
      complaints.addAll(RealJob.read(lab, job, host).complaints(blame));
      for (String left : machines.tests(host)) {
        complaints.add("job %s has left on %s: %s".formatted(job, host, left));
      }
      bystanders.again(host);
    }
  }

  @Override
  public void end() throws IOException {
    bystanders.end();
  }

  @Override
  public List<String> complaints() {
    return complaints;
  }
}
