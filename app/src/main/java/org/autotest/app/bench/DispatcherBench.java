package org.autotest.app.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import org.autotest.app.config.LabConfig;
import org.autotest.app.config.LabConfig.Surroundings;
import org.autotest.app.demo.DemoHosts;
import org.autotest.app.lab.Accounts;
import org.autotest.app.lab.DatabaseSource;
import org.autotest.app.lab.Lab;
import org.autotest.app.log.Logs;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.JobId;
import org.autotest.core.job.NewJob;
import org.autotest.store.Database;
import org.autotest.store.access.Caller;
import org.autotest.store.hosts.HostStore;
import org.autotest.store.hosts.NewHost;
import org.autotest.store.jobs.JobCreation;
import org.autotest.store.schema.Migrations;
import org.autotest.store.views.EntryViews;
import org.autotest.store.views.EventViews;

/// Measures a whole lab with one host: one job after the other, each from its submission until
/// autoserv runs, and until its results are in the database.
final class DispatcherBench {
  private static final int JOBS = 20;
  private static final String OWNER = "bench";
  private static final String HOST = "bench1";
  private static final Duration LOOK_EVERY = Duration.ofMillis(10);
  private static final Duration JOB_LIMIT = Duration.ofMinutes(2);

  private final Lab.Installation installation;
  private final Surroundings around;
  private final InstantSource clock;
  private final Path scratch;

  /// Prepares it.
  ///
  /// @param scratch an empty directory
  DispatcherBench(
      Lab.Installation installation, Surroundings around, InstantSource clock, Path scratch) {
    this.installation = installation;
    this.around = around;
    this.clock = clock;
    this.scratch = scratch;
  }

  List<Figure> run() throws IOException, InterruptedException {
    try (DemoHosts hosts = DemoHosts.start(scratch, List.of(HOST))) {
      LabConfig config = configure(hosts.sshConfig());
      Logs.toFile(scratch.resolve("bench.log"), config.logFormat(), config.logLevel());
      try (DatabaseSource source = DatabaseSource.obtain(config, around.searchPath())) {
        Migrations.migrate(source.address());
        try (Lab lab =
            Lab.start(config, installation, source, clock, EnumSet.of(Lab.Part.DISPATCHER))) {
          new Accounts(lab.database()).add(OWNER, Accounts.Level.ROOT, "bench bench");
          new HostStore(lab.database()).create(Caller.SYSTEM, NewHost.of(HOST));
          return measure(lab.database());
        }
      }
    }
  }

  private LabConfig configure(Path sshConfig) throws IOException {
    Path file = scratch.resolve("autotest.conf");
    Files.writeString(
        file,
        """
        state_dir = .
        dispatcher.name = bench
        ssh.config = %s
        host.client_dirs = ~/autotest
        """
            .formatted(sshConfig));
    return LabConfig.read(file, around);
  }

  private List<Figure> measure(Database database) throws IOException {
    // The first job brings the client to the host, which the others find there.
    once(database);
    double[] untilStarted = new double[JOBS];
    double[] untilOver = new double[JOBS];
    for (int i = 0; i < JOBS; i++) {
      Times times = once(database);
      untilStarted[i] = times.untilStartedMs();
      untilOver[i] = times.untilOverMs();
    }
    return List.of(
        new Figure(
            "dispatcher.submit_to_autoserv_p50_ms",
            "dispatcher, submit → autoserv started, p50 of " + JOBS,
            Figure.percentile(untilStarted, 0.5),
            "ms",
            "100"),
        new Figure(
            "dispatcher.submit_to_autoserv_p99_ms",
            "dispatcher, submit → autoserv started, p99 of " + JOBS,
            Figure.percentile(untilStarted, 0.99),
            "ms",
            "1000"),
        new Figure(
            "lab.submit_to_completed_p50_ms",
            "lab, a job without tests, submit → completed, p50 of " + JOBS,
            Figure.percentile(untilOver, 0.5),
            "ms",
            "1500"));
  }

  private record Times(double untilStartedMs, double untilOverMs) {}

  private Times once(Database database) throws IOException {
    Instant submitted = clock.instant();
    long limit = System.nanoTime() + JOB_LIMIT.toNanos();
    JobId job = new JobCreation(database).create(OWNER, job());
    EntryViews entries = new EntryViews(database);
    while (true) {
      EntryStatus status = entries.ofJob(job, OptionalLong.empty(), 1).getFirst().status();
      if (status == EntryStatus.COMPLETED) {
        return new Times(
            millis(submitted, when(database, job, EntryStatus.RUNNING)),
            millis(submitted, when(database, job, EntryStatus.COMPLETED)));
      }
      if (status.isComplete() || System.nanoTime() > limit) {
        throw new IOException(
            "running job %s of the bench: it is %s; see %s"
                .formatted(job, status.word(), scratch.resolve("bench.log")));
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
  }

  private static Instant when(Database database, JobId job, EntryStatus status) {
    return new EventViews(database)
        .ofJob(job, 100).stream()
            .filter(event -> event.kind().equals("entry"))
            .filter(event -> event.newStatus().equals(status.word()))
            .map(EventViews.Event::at)
            .findFirst()
            .orElseThrow();
  }

  private static double millis(Instant from, Instant to) {
    return Duration.between(from, to).toNanos() / 1e6;
  }

  private static NewJob job() {
    return BenchJob.on(NewJob.Targets.hosts(HOST));
  }
}
