package org.autotest.app.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.autotest.app.config.LabConfig;
import org.autotest.app.config.LabConfig.Surroundings;
import org.autotest.app.lab.Accounts;
import org.autotest.app.lab.DatabaseSource;
import org.autotest.app.lab.Lab;
import org.autotest.app.log.Logs;
import org.autotest.core.job.JobId;
import org.autotest.store.Database;
import org.autotest.store.schema.Migrations;
import org.autotest.store.views.JobFilter;
import org.autotest.store.views.JobSummary;
import org.autotest.store.views.JobViews;

/// A whole lab on this machine: one process, besides those that autoserv, the hosts and the
/// database are.
public final class Demo implements AutoCloseable {
  /// The hosts, by name.
  static final List<String> HOSTS = List.of("demo1", "demo2", "demo3", "demo4");

  private static final int USUAL_PORT = 8080;
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);
  private static final Duration JOB_LIMIT = Duration.ofMinutes(5);
  private static final int JOBS_TOLD_MAX = 20;

  private final Lab.Installation installation;
  private final Surroundings around;
  private final Path stateDir;
  private final InstantSource clock;
  private final PrintStream out;
  private final Closers closers = new Closers();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Stopwatch watch;

  /// Prepares a demo; starts nothing.
  ///
  /// @param stateDir the state directory; the demo has a directory of its own there
  /// @param out takes what people read
  /// @param sinceStart how long the process has run already
  public Demo(
      Lab.Installation installation,
      Surroundings around,
      Path stateDir,
      InstantSource clock,
      PrintStream out,
      Duration sinceStart) {
    this.installation = installation;
    this.around = around;
    this.stateDir = stateDir;
    this.clock = clock;
    this.out = out;
    this.watch = new Stopwatch(sinceStart);
  }

  /// A lab that runs.
  ///
  /// @param unfinished jobs that an earlier demo left in the middle
  private record Running(
      DemoState state, Lab lab, String url, String token, List<JobId> unfinished) {
    Database database() {
      return lab.database();
    }
  }

  /// Starts the lab, runs the first job when there has been none, and tells what happens until
  /// somebody calls [#close].
  ///
  /// @param fresh whether to delete what an earlier demo left
  public void watch(boolean fresh) throws IOException, InterruptedException {
    Running running = start(fresh, freeOr(USUAL_PORT));
    JobViews jobs = new JobViews(running.database());
    boolean isFirst = jobs.list(JobFilter.ALL, OptionalLong.empty(), 1).isEmpty();
    if (isFirst) {
      JobId job = DemoJob.submit(running.url(), running.token());
      out.printf("first job    number %s on %s%n%n", job, String.join(" and ", DemoJob.HOSTS));
    } else {
      out.printf("first job    was run by an earlier demo; --fresh starts over%n%n");
      hints(running);
    }
    Map<JobId, JobStory> stories = new HashMap<>();
    for (JobId job : running.unfinished()) {
      out.printf("job %-8s was left in the middle, and goes on%n", job);
      stories.put(job, new JobStory(job, running.database(), out));
    }
    do {
      boolean ended = tellAll(running, jobs, stories);
      if (isFirst && ended) {
        isFirst = false;
        hints(running);
      }
    } while (!stopping.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS));
  }

  /// Starts the lab, runs the first job once more and waits for its results.
  ///
  /// @param fresh whether to delete what an earlier demo left
  /// @param json takes the report, one line
  /// @return whether all was as it should be
  public boolean check(boolean fresh, PrintStream json) throws IOException, InterruptedException {
    Running running = start(fresh, 0);
    JobId job = DemoJob.submit(running.url(), running.token());
    JobStory story = new JobStory(job, running.database(), out);
    long limit = System.nanoTime() + JOB_LIMIT.toNanos();
    while (!story.tell() && System.nanoTime() < limit) {
      if (stopping.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new InterruptedException("stopped before the job had ended");
      }
    }
    double seconds = watch.seconds();
    boolean good = DemoReport.isAsExpected(story.entries(), story.tests());
    DemoReport report =
        new DemoReport(
            job,
            DemoReport.status(story.entries()),
            story.tests(),
            running.state().results().resolve(job + "-" + DemoSeed.ADMIN).toString(),
            running.url(),
            good ? seconds : -1);
    closers.close();
    json.println(report.asJson());
    return good;
  }

  private Running start(boolean fresh, int port) throws IOException, InterruptedException {
    Path directory = stateDir.resolve("demo");
    out.printf("Autotest demo: a whole lab on this machine. Its data are in %s%n%n", directory);
    DemoState state = closers.keep(DemoState.take(directory, fresh));
    LabConfig config = configure(state, port);
    Logs.toFile(state.directory().resolve("demo.log"), config.logFormat(), config.logLevel());
    out.printf("log          %s%n", state.directory().resolve("demo.log"));

    DatabaseSource source = closers.keep(DatabaseSource.obtain(config, around.searchPath()));
    source.keep(clock);
    int migrations = Migrations.migrate(source.address());
    step("database", source.address().shown() + (migrations > 0 ? ", tables made" : ""));

    DemoHosts hosts = closers.keep(DemoHosts.start(state.directory(), HOSTS));
    step(
        "hosts",
        String.join(" ", HOSTS) + ": ssh -F " + hosts.sshConfig() + " " + HOSTS.getFirst());

    Optional<String> password;
    String token;
    List<JobId> unfinished;
    try (Database database = Database.open(source.address().withConnectionsMax(2), clock)) {
      password = plant(state, database);
      token = new Accounts(database).replaceToken(DemoSeed.ADMIN, "demo");
      unfinished = unfinished(new JobViews(database));
    }
    closers.keep(() -> Leftovers.autoservBelow(state.results()).end(Duration.ofSeconds(5)));
    Lab lab =
        closers.keep(Lab.start(config, installation, source, clock, EnumSet.allOf(Lab.Part.class)));
    String url = lab.url().orElseThrow();
    AtestConfig.write(closers, state.directory(), url, token);
    step("pages", "%s  user %s".formatted(url, DemoSeed.ADMIN));
    password.ifPresent(secret -> out.printf("password     %s  (shown this once)%n", secret));
    return new Running(state, lab, url, token, unfinished);
  }

  private static List<JobId> unfinished(JobViews jobs) {
    return jobs.list(JobFilter.ALL, OptionalLong.empty(), JOBS_TOLD_MAX).stream()
        .filter(job -> !isOver(job))
        .map(JobSummary::id)
        .toList();
  }

  private static boolean isOver(JobSummary job) {
    return job.entries().complete() == job.entries().total();
  }

  /// The configuration, in a file, so that the other programs can be called with it. What it names
  /// is there, if empty, before the hosts fill it.
  private LabConfig configure(DemoState state, int port) throws IOException {
    Path ssh = Files.createDirectories(state.directory().resolve("ssh")).resolve("config");
    if (!Files.exists(ssh)) {
      Files.createFile(ssh);
    }
    Path file = state.directory().resolve("autotest.conf");
    Files.writeString(
        file,
        """
        # Written by autotest demo at each start.
        state_dir = .
        web.port = %d
        dispatcher.name = demo
        ssh.config = ssh/config
        host.client_dirs = ~/autotest
        """
            .formatted(port));
    return LabConfig.read(file, around);
  }

  /// @return the administrator's password when this start made it
  private static Optional<String> plant(DemoState state, Database database) throws IOException {
    Path mark = state.directory().resolve("planted");
    if (Files.exists(mark)) {
      return Optional.empty();
    }
    String password = new DemoSeed(database).plant();
    Files.writeString(mark, "");
    return Optional.of(password);
  }

  private void step(String name, String what) {
    out.printf("%-12s %s  (%.1f s)%n", name, what, watch.seconds());
  }

  /// @return whether some job has ended since the last call
  private boolean tellAll(Running running, JobViews jobs, Map<JobId, JobStory> stories) {
    boolean ended = false;
    for (JobSummary job :
        jobs.list(JobFilter.ALL, OptionalLong.empty(), JOBS_TOLD_MAX).reversed()) {
      if (isOver(job) && !stories.containsKey(job.id())) {
        continue;
      }
      JobStory story =
          stories.computeIfAbsent(job.id(), id -> new JobStory(id, running.database(), out));
      if (story.tell() && story.end()) {
        ended = true;
        out.printf(
            "          job %s is over: %s, %.1f s after it was asked for%n",
            job.id(), story.verdict(), story.took(job.createdAt()).toMillis() / 1e3);
      }
    }
    return ended;
  }

  private void hints(Running running) {
    Path bin = installation.home().resolve("bin");
    out.printf(
        """

        Look at %s (user %s), or try:
          %s/atest job list
          %s/atest job create -t sleeptest -m demo3 another
          %s/atest host list
        Ctrl-C stops everything and leaves nothing running; the data stay in %s

        """,
        running.url(), DemoSeed.ADMIN, bin, bin, bin, running.state().directory());
  }

  /// The port when it is free, else 0.
  private static int freeOr(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException taken) {
      return 0;
    }
  }

  /// Stops everything: the web server, the dispatcher, what autoserv and the hosts run, the
  /// database.
  @Override
  public void close() {
    stopping.countDown();
    closers.close();
  }
}
