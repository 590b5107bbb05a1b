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

/// Kills the client or the autoserv of a real job for each scenario, one that runs beside. Looks at
/// each of these jobs when it is over.
final class JobKiller implements Killer {
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  private enum Target {
    CLIENT,
    AUTOSERV
  }

  private final CrashLab lab;
  private final Machines machines;
  private final Target target;
  private final Bystanders bystanders;
  private final Map<JobId, Blame> killed = new HashMap<>();
  private final List<String> complaints = new ArrayList<>();
  private Map<String, ProcessHandle> clients = Map.of();
  private long looked = System.nanoTime() - LOOK_EVERY.toNanos();

  private JobKiller(CrashLab lab, Machines machines, Target target) {
    this.lab = lab;
    this.machines = machines;
    this.target = target;
    this.bystanders = new Bystanders(lab, machines.names(), Machines.CONTROL);
  }

  /// Kills the client. Where an entry gathers, autoserv is killed too, so that what gathers finds a
  /// machine whose client is gone.
  static JobKiller ofClients(CrashLab lab, Machines machines) {
    return new JobKiller(lab, machines, Target.CLIENT);
  }

  /// Kills autoserv while its client goes on.
  static JobKiller ofAutoservs(CrashLab lab, Machines machines) {
    return new JobKiller(lab, machines, Target.AUTOSERV);
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
      if (!clients.isEmpty() && killOne(stage.scenario().row())) {
        kills.put(stage, new Kill(Optional.empty()));
      }
    }
    return kills;
  }

  /// Kills one.
  ///
  /// @return false when its autoserv was gone already
  private boolean killOne(LifeRow row) {
    Map.Entry<String, ProcessHandle> client = clients.entrySet().iterator().next();
    String host = client.getKey();
    boolean losesAutoserv =
        target == Target.AUTOSERV || row.from().equals(EntryStatus.GATHERING.word());
    if (losesAutoserv && lab.killAutoservs(List.of(host)) == 0) {
      return false;
    }
    if (target == Target.CLIENT) {
      client.getValue().destroyForcibly();
    }
    JobId job = bystanders.runningOn(host).orElseThrow();
    killed.put(job, losesAutoserv ? Blame.LAB : Blame.HOST);
    return true;
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
