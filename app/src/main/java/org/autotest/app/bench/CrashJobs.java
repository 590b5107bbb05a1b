package org.autotest.app.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.host.HostStatus;
import org.autotest.core.job.ControlType;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.Job.ControlFileText;
import org.autotest.core.job.JobId;
import org.autotest.core.job.JobOptions;
import org.autotest.core.job.NewJob;
import org.autotest.core.job.NewJob.Targets;
import org.autotest.core.job.RebootAfter;
import org.autotest.core.job.RebootBefore;
import org.autotest.core.job.TaskType;
import org.autotest.store.Database;
import org.autotest.store.hosts.TaskRequests;
import org.autotest.store.jobs.JobAbort;
import org.autotest.store.jobs.JobCreation;
import org.autotest.store.lab.EventLog;
import org.autotest.store.lab.HalfWay;

/// What people do in the lab of [CrashBench], so that its entries and hosts come by every row of
/// the life tables: some of everything, and for a row that nobody came by yet what leads there.
final class CrashJobs {
  /// The five of the lab; the first three are of one atomic group.
  static final List<String> HOSTS = List.of("host1", "host2", "host3", "host4", "host5");

  /// The atomic group.
  static final String GROUP = "rack";

  private static final List<String> NAMES =
      List.of(
          "ok",
          "ok",
          "slow",
          "fail",
          "vanish",
          "never",
          "badverify",
          "badcleanup",
          "badverify badrepair");

  private static final Map<String, TaskType> STARTS =
      Map.of(
          HostStatus.CLEANING.word(), TaskType.CLEANUP,
          HostStatus.VERIFYING.word(), TaskType.VERIFY,
          HostStatus.REPAIRING.word(), TaskType.REPAIR);

  private final Database database;
  private final JobCreation creation;
  private final JobAbort abort;
  private final Random random;
  private final List<JobId> submitted = new ArrayList<>();

  CrashJobs(Database database, Random random) {
    this.database = database;
    this.creation = new JobCreation(database);
    this.abort = new JobAbort(database);
    this.random = random;
  }

  /// Submits something, or asks for something.
  ///
  /// @param missing rows that shall be come by, not empty
  void next(List<LifeRow> missing) {
    if (random.nextInt(3) == 0) {
      ordinary();
    }
    LifeRow row = missing.get(random.nextInt(missing.size()));
    if (row.kind().equals("host")) {
      host(row);
    } else {
      entry(row);
    }
  }

  private void host(LifeRow row) {
    Optional<HostStatus> from = HostStatus.ofWord(row.from());
    Optional<TaskType> task = Optional.ofNullable(STARTS.get(row.to()));
    String host = anyHost();
    if (from.isPresent() && task.isPresent() && random.nextBoolean()) {
      HalfWay.leave(database, host, from.get(), task.get());
    } else if (row.from().equals(HostStatus.REPAIR_FAILED.word())) {
      if (HalfWay.giveUp(database, host)) {
        submit("ok", Targets.hosts(host), options(1, false));
      }
    } else if (row.to().equals(HostStatus.REPAIR_FAILED.word())) {
      String bad = row.from().equals(HostStatus.CLEANING.word()) ? "badcleanup" : "badverify";
      submit(random.nextBoolean() ? bad : bad + " badrepair", Targets.hosts(host), rebooting());
    } else if (random.nextBoolean()) {
      List<TaskType> types = List.of(TaskType.values());
      TaskType any = types.get(random.nextInt(types.size()));
      new TaskRequests(database).request(CrashLab.OWNER, List.of(host), any);
    } else {
      ordinary();
    }
  }

  private void entry(LifeRow row) {
    Set<String> ends = Set.of(row.from(), row.to());
    if (ends.contains(EntryStatus.WAITING.word()) || row.from().equals("Verifying")) {
      submit("slow3", group(), options(2, true));
    } else if (row.to().equals(EntryStatus.STOPPED.word())) {
      boolean one = row.from().equals(EntryStatus.PENDING.word());
      submit(one ? "bad2" : "badverify badrepair", pair("host1", "host2"), options(2, true));
    } else if (row.from().equals(EntryStatus.PENDING.word())) {
      submit("slow3", pair("host1", "host3"), options(2, true));
    } else if (row.from().equals(EntryStatus.STARTING.word())) {
      starting(row);
    } else if (row.from().equals(EntryStatus.QUEUED.word())) {
      submit("badverify badrepair", Targets.hosts(anyHost()), unread());
    } else {
      ordinary();
    }
  }

  /// More of them than there are processes, so that some wait for one.
  private void starting(LifeRow row) {
    if (row.to().equals(EntryStatus.FAILED.word())) {
      JobId job = submit("ok", Targets.hosts(anyHost()), options(1, true));
      HalfWay.loseControlFile(database, job);
      return;
    }
    for (String host : HOSTS) {
      submit("slow", Targets.hosts(host), options(1, false));
    }
  }

  private void ordinary() {
    int synch = random.nextInt(5) == 0 ? 2 : 1;
    int first = random.nextInt(HOSTS.size());
    String second = HOSTS.get((first + 1) % HOSTS.size());
    String name = NAMES.get(random.nextInt(NAMES.size()));
    Targets targets =
        synch == 2
            ? pair(HOSTS.get(first), second)
            : switch (random.nextInt(10)) {
              case 0 -> Targets.HOSTLESS;
              case 1 -> new Targets(List.of(), List.of(), List.of("visitor"), false);
              case 2 -> Targets.metaHosts(GROUP);
              default -> Targets.hosts(HOSTS.get(first));
            };
    JobOptions standard = JobOptions.DEFAULTS;
    submit(
        name,
        targets,
        new JobOptions(
            standard.priority(),
            synch,
            standard.timeout(),
            standard.maxRuntime(),
            random.nextBoolean(),
            random.nextBoolean() ? RebootBefore.IF_DIRTY : RebootBefore.NEVER,
            random.nextBoolean() ? RebootAfter.ALWAYS : RebootAfter.NEVER,
            random.nextBoolean(),
            random.nextInt(4) == 0));
    if (random.nextInt(8) == 0) {
      JobId one =
          submitted.get(submitted.size() - 1 - random.nextInt(Math.min(3, submitted.size())));
      abort.abort(CrashLab.OWNER, one, new JobAbort.Scope.Whole());
    }
  }

  /// Aborts the entry of a line of the event log, when that leads to a row that is missing.
  void abortAt(EventLog.Event event, List<LifeRow> missing) {
    if (!event.kind().equals("entry") || event.job().isEmpty() || random.nextInt(3) == 0) {
      return;
    }
    String aborted = EntryStatus.ABORTED.word();
    boolean wanted =
        missing.contains(new LifeRow("entry", event.to(), aborted))
            || (event.to().equals(EntryStatus.RUNNING.word())
                && (missing.contains(new LifeRow("entry", "Parsing", aborted))
                    || missing.contains(new LifeRow("entry", "Archiving", aborted))))
            || (event.to().equals(EntryStatus.WAITING.word())
                && missing.contains(new LifeRow("entry", "Waiting", EntryStatus.STOPPED.word())));
    if (!wanted) {
      return;
    }
    try {
      abort.abort(
          CrashLab.OWNER,
          new JobId(event.job().get()),
          new JobAbort.Scope.Some(Set.of(), Set.of(new EntryId(event.subject()))));
    } catch (BadRequest startedTogether) {
      // Its siblings run already; the next one.
    }
  }

  private String anyHost() {
    return HOSTS.get(random.nextInt(HOSTS.size()));
  }

  private static Targets pair(String one, String other) {
    return Targets.hosts(one, other);
  }

  private static Targets group() {
    return new Targets(List.of(), List.of(), List.of(), false, Optional.of(GROUP));
  }

  private static JobOptions options(int synch, boolean verify) {
    return options(synch, verify, RebootBefore.NEVER, true);
  }

  private JobOptions unread() {
    return options(1, true, RebootBefore.NEVER, random.nextBoolean());
  }

  private static JobOptions rebooting() {
    return options(1, true, RebootBefore.ALWAYS, true);
  }

  private static JobOptions options(
      int synch, boolean verify, RebootBefore before, boolean parseFailedRepair) {
    JobOptions standard = JobOptions.DEFAULTS;
    return new JobOptions(
        standard.priority(),
        synch,
        standard.timeout(),
        standard.maxRuntime(),
        verify,
        before,
        RebootAfter.NEVER,
        parseFailedRepair);
  }

  private JobId submit(String name, Targets targets, JobOptions options) {
    ControlType type = targets.hostless() ? ControlType.SERVER : ControlType.CLIENT;
    JobId job =
        creation.create(
            CrashLab.OWNER,
            NewJob.of(name, new ControlFileText(type, "void main() {}\n"), targets)
                .with(NewJob.Wishes.of(options)));
    submitted.add(job);
    return job;
  }
}
