package org.autotest.app.bench.crash;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.autotest.core.job.ControlType;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.Job.ControlFileText;
import org.autotest.core.job.NewJob;
import org.autotest.store.access.Caller;
import org.autotest.store.hosts.HostStore;
import org.autotest.store.hosts.NewHost;
import org.autotest.store.jobs.JobCreation;
import org.autotest.store.lab.EventLog;

/// Jobs that run all the time, so that there is an autoserv to kill whatever happens elsewhere.
final class Bystanders {
  /// Their names begin with it.
  static final String MARK = "bystander";

  private static final List<String> HOSTS = List.of(MARK + "-1", MARK + "-2");

  private final CrashLab lab;
  private final Map<Long, String> hostOfJob = new HashMap<>();
  private final Set<String> running = new HashSet<>();
  private boolean over;

  /// Submits the first.
  Bystanders(CrashLab lab) {
    this.lab = lab;
    for (String host : HOSTS) {
      new HostStore(lab.database()).create(Caller.SYSTEM, NewHost.of(host));
      submit(host);
    }
  }

  private void submit(String host) {
    NewJob job =
        NewJob.of(
                MARK + " hold",
                new ControlFileText(ControlType.CLIENT, "void main() {}\n"),
                NewJob.Targets.hosts(host))
            .with(Wish.PLAIN.asWishes());
    hostOfJob.put(new JobCreation(lab.database()).create(CrashLab.OWNER, job).value(), host);
  }

  /// Whether one of them runs now, as far as the lines of the event log tell that were heard.
  boolean isAnyRunning() {
    return !running.isEmpty();
  }

  /// They were killed.
  void killed() {
    running.clear();
  }

  /// Submits the next when one has ended.
  void hear(EventLog.Event line) {
    Optional<String> host =
        line.kind().equals(LifeRow.ENTRY)
            ? line.job().flatMap(job -> Optional.ofNullable(hostOfJob.get(job)))
            : Optional.empty();
    if (host.isEmpty()) {
      return;
    }
    if (line.to().equals(EntryStatus.RUNNING.word())) {
      running.add(host.get());
    } else {
      running.remove(host.get());
    }
    if (EntryStatus.ofWord(line.to()).filter(EntryStatus::isComplete).isPresent() && !over) {
      submit(host.get());
    }
  }

  /// Lets them end.
  void end() throws IOException {
    over = true;
    lab.programs().release(MARK);
  }
}
