package org.autotest.autoserv;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.autotest.autoserv.command.Assignment;
import org.autotest.autoserv.command.Options;
import org.autotest.autoserv.control.HostProfilers;
import org.autotest.autoserv.control.ServerControl;
import org.autotest.autoserv.control.ServerHost;
import org.autotest.autoserv.control.ServerJob;
import org.autotest.autoserv.control.ServerTests;
import org.autotest.autoserv.host.SshTarget;
import org.autotest.autoserv.python.PythonControl;
import org.autotest.autoserv.python.PythonPlace;
import org.autotest.autoserv.results.FailureFile;
import org.autotest.autoserv.results.MachineResults;
import org.autotest.autoserv.results.PrintedLines;
import org.autotest.autoserv.results.ResultsUnwritable;
import org.autotest.core.control.ControlLanguage;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// A server job: its control file, with the job and the machines that it works on.
final class ServerRun implements ServerJob.Execution, AutoCloseable {
  private final Assignment.ServerJob assignment;
  private final Surroundings surroundings;
  private final MachineResults top;
  private final ServerMachines machines;
  private final ServerControl control;
  private final ServerJob job;
  private final Works works;
  private final Options.Identity identity;
  private final ServerControl.Scope scope;
  private final AtomicInteger nested = new AtomicInteger();

  /// What ended parts of the job, by the machine.
  private final Map<String, AutotestException> failures = new ConcurrentHashMap<>();

  /// Nothing has run yet.
  ServerRun(
      Assignment.ServerJob assignment,
      List<SshTarget> targets,
      Options.Identity identity,
      Surroundings surroundings,
      MachineResults top,
      Works works) {
    this.assignment = assignment;
    this.surroundings = surroundings;
    this.top = top;
    this.works = works;
    this.identity = identity;
    ServerJob.Names names = new ServerJob.Names(identity.tag(), identity.user(), identity.label());
    this.job =
        new ServerJob(top, names, assignment.arguments(), this, assignment.storedAs() + ".state");
    this.machines =
        new ServerMachines(
            new Targets(targets, works.beside()),
            surroundings,
            top,
            works,
            job::resultDirectory,
            job.clientState());
    this.control = new ServerControl(surroundings.scratch(), assignment.storedAs(), top.log());
    this.scope = new ServerControl.Scope(job, machines, machines.names(), assignment.arguments());
  }

  /// Runs the control file, and what follows it.
  ///
  /// @throws StoppedEarly when it is interrupted
  EachMachine.Outcome run(String text) throws InterruptedException {
    try {
      return runToItsEnd(text);
    } catch (InterruptedException stop) {
      throw new StoppedEarly(machines.testsFailed());
    }
  }

  private EachMachine.Outcome runToItsEnd(String text) throws InterruptedException {
    Optional<AutotestException> failure = Optional.empty();
    Instant begun = surroundings.clock().instant();
    try (PrintedLines _ = PrintedLines.into(job::log)) {
      interpret(top.directory().resolve(assignment.storedAs()), text, control);
    } catch (AutotestException failed) {
      AutotestException judged = machines.judge(failed);
      Works.recordAbort(top, judged);
      failures.forEach(this::tell);
      failure = Optional.of(judged);
      if (judged.blame() == Blame.HOST || judged.blame() == Blame.TEST) {
        machines.collectCrashInfo(
            Duration.between(begun, surroundings.clock().instant()), works.crashWait());
      }
    } finally {
      machines.tidyUp();
    }
    Optional<AutotestException> after = cleanUp();
    return new EachMachine.Outcome(failure.or(() -> after), machines.testsFailed());
  }

  /// What went wrong when machines were cleaned up; their status logs tell it too.
  private Optional<AutotestException> cleanUp() throws InterruptedException {
    if (assignment.cleanup().isEmpty()) {
      return Optional.empty();
    }
    try {
      machines.cleanUp(assignment.cleanup().get());
      return Optional.empty();
    } catch (AutotestException failed) {
      top.log().log(Level.WARNING, failed.problem());
      return Optional.of(failed);
    }
  }

  @Override
  public MachineResults of(String machine) {
    return machines.results(machine);
  }

  /// Whoever reads the machine's results finds it there when it ends the job.
  @Override
  public void failed(String machine, Throwable thrown, boolean isRaised) {
    AutotestException failure = control.explain(thrown);
    of(machine).log().log(Level.ERROR, failure.problem());
    if (isRaised) {
      failures.put(machine, failure);
    }
  }

  private void tell(String machine, AutotestException failure) {
    MachineResults results = of(machine);
    Works.recordAbort(results, failure);
    try {
      FailureFile.write(results.directory(), failure);
    } catch (IOException full) {
      throw new ResultsUnwritable(results.directory(), full);
    }
  }

  @Override
  public boolean runTest(String name, Map<String, Object> arguments) {
    Path tests =
        works
            .serverTests()
            .orElseThrow(() -> control.failure(Blame.LAB, "there are no tests of the server here"));
    Path classes = surroundings.scratch().resolve("tests-" + nested.incrementAndGet());
    return new ServerTests(tests, classes, job).run(name, arguments, scope);
  }

  @Override
  public HostProfilers profile(String state) {
    MachineResults part = job.current();
    List<ServerHost> hosts =
        machines.inUse().stream()
            .filter(host -> part == top || part == machines.results(host.hostname()))
            .toList();
    if (hosts.isEmpty()) {
      part.log().log(Level.WARNING, "no profiler is started: the job has created no host");
    }
    return HostProfilers.begin(hosts, state);
  }

  @Override
  public void runControl(String name) throws InterruptedException {
    Path file = found(name);
    Path classes = surroundings.scratch().resolve("nested-" + nested.incrementAndGet());
    String text;
    try {
      Files.createDirectories(classes);
      text = Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw control.failure(
          Blame.SUBMITTER, "reading %s: %s".formatted(file, unreadable.getMessage()));
    }
    interpret(file, text, new ServerControl(classes, file.toString(), top.log()));
  }

  private Path found(String name) {
    List<Path> places = new ArrayList<>();
    places.add(job.resultDirectory());
    places.addAll(controlPlaces());
    return places.stream()
        .map(place -> place.resolve(name))
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(
            () ->
                control.failure(
                    Blame.SUBMITTER,
                    "looking for %s: it is in none of %s".formatted(name, places)));
  }

  /// Where other control files are, beside those of the results.
  private List<Path> controlPlaces() {
    List<Path> places = new ArrayList<>();
    Optional.ofNullable(assignment.control().toAbsolutePath().getParent()).ifPresent(places::add);
    surroundings.installed().home().ifPresent(places::add);
    return places;
  }

  /// In the language that it is written in.
  private void interpret(Path file, String text, ServerControl java) throws InterruptedException {
    if (ControlLanguage.of(text) == ControlLanguage.JAVA) {
      java.run(text, scope);
      return;
    }
    PythonPlace place =
        surroundings
            .installed()
            .python()
            .map(PythonPlace::new)
            .orElseThrow(
                () -> java.failure(Blame.LAB, "this installation has no lib/python to run it"));
    new PythonControl(place, surroundings.scratch(), String.valueOf(file.getFileName()))
        .run(file, job, machines, facts());
  }

  private Map<String, Object> facts() {
    Path temporary = surroundings.scratch().resolve("tmp");
    try {
      Files.createDirectories(temporary);
    } catch (IOException full) {
      throw new ResultsUnwritable(temporary, full);
    }
    return Map.of(
        "tmpdir",
        temporary.toString(),
        "machines",
        machines.names(),
        "args",
        assignment.arguments(),
        "tag",
        identity.tag(),
        "user",
        identity.user(),
        "label",
        identity.label(),
        "controls",
        controlPlaces().stream().map(Path::toString).toList(),
        "testdir",
        works.serverTests().map(Path::toString).orElse("/nonexistent"),
        "clientdir",
        surroundings.installed().home().map(Path::toString).orElse(""),
        "client",
        works.clientFacts());
  }

  @Override
  public void close() {
    machines.close();
  }
}
