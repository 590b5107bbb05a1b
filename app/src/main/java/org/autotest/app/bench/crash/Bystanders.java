package org.autotest.app.bench.crash;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.autotest.core.job.ControlType;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.Job.ControlFileText;
import org.autotest.core.job.JobId;
import org.autotest.core.job.NewJob;
import org.autotest.store.access.Caller;
import org.autotest.store.hosts.HostStore;
import org.autotest.store.hosts.NewHost;
import org.autotest.store.jobs.JobCreation;
import org.autotest.store.lab.EventLog;

/// Jobs that run all the time, so that there is an autoserv to kill whatever happens elsewhere.
final class Bystanders {
  /// The names of their jobs begin with it, and those of hosts where autoserv is a script.
  static final String MARK = "bystander";

  /// One has ended.
  record Ended(JobId job, String host) {}

  private final CrashLab lab;
  private final ControlFileText control;
  private final Map<JobId, String> hostOfJob = new HashMap<>();
  private final Map<String, JobId> running = new HashMap<>();
  private boolean over;

  /// Makes the hosts and submits the first.
  ///
  /// @param control of a client job that goes on until they are let go
  Bystanders(CrashLab lab, List<String> hosts, String control) {
    this.lab = lab;
    this.control = new ControlFileText(ControlType.CLIENT, control);
    for (String host : hosts) {
      new HostStore(lab.database()).create(Caller.SYSTEM, NewHost.of(host));
      again(host);
    }
  }

  /// On so many hosts where autoserv is a script.
  static Bystanders scripts(CrashLab lab, int hosts) {
    List<String> names =
        IntStream.rangeClosed(1, hosts).mapToObj(number -> MARK + "-" + number).toList();
    return new Bystanders(lab, names, "void main() {}\n");
  }

  /// Submits the next for a host, unless they shall end.
  void again(String host) {
    if (!over) {
      NewJob job =
          NewJob.of(MARK + " hold", control, NewJob.Targets.hosts(host))
              .with(Wish.PLAIN.asWishes());
      hostOfJob.put(new JobCreation(lab.database()).create(CrashLab.OWNER, job), host);
    }
  }

  /// The job that runs now on a host, as far as the lines of the event log tell that were heard.
  Optional<JobId> runningOn(String host) {
    return Optional.ofNullable(running.get(host));
  }

  /// Takes a line of the event log.
  ///
  /// @return which of them it tells has ended: the next may be submitted
  Optional<Ended> hear(EventLog.Event line) {
    Optional<JobId> job =
        line.kind().equals(LifeRow.ENTRY)
            ? line.job().map(JobId::new).filter(hostOfJob::containsKey)
            : Optional.empty();
    if (job.isEmpty()) {
      return Optional.empty();
    }
    String host = hostOfJob.getOrDefault(job.get(), "");
    if (line.to().equals(EntryStatus.RUNNING.word())) {
      running.put(host, job.get());
    } else {
      running.remove(host);
    }
    return EntryStatus.ofWord(line.to())
        .filter(EntryStatus::isComplete)
        .map(_ -> new Ended(job.get(), host));
  }

  /// Lets them end.
  void end() throws IOException {
    over = true;
    lab.programs().release(MARK);
  }
}
