package org.autotest.autoserv;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.autotest.autoserv.command.Assignment;
import org.autotest.autoserv.command.Options;
import org.autotest.autoserv.results.FailureFile;
import org.autotest.autoserv.results.MachineResults;
import org.autotest.autoserv.results.ResultsUnwritable;
import org.autotest.autoserv.results.RunLog;
import org.autotest.autoserv.results.StatusLogFile;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.results.Keyvals;

/// One execution, from the pidfile that says it runs to the pidfile that says how it ended.
final class Autoserv {
  /// How an execution ended, as the pidfile says it.
  enum Ending {
    DONE(0),
    /// A failure of its own, not of a test: exit status 1.
    FAILED(1 << 8),
    /// Told to stop by SIGTERM.
    ABORTED((1 << 8) | 15);

    private final int waitStatus;

    Ending(int waitStatus) {
      this.waitStatus = waitStatus;
    }

    int exitStatus() {
      return waitStatus >> 8;
    }
  }

  private static final DateTimeFormatter DIRECTORY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd-HH.mm.ss", Locale.ROOT);

  private final Options options;
  private final Surroundings surroundings;

  Autoserv(Options options, Surroundings surroundings) {
    this.options = options;
    this.surroundings = surroundings;
  }

  /// Runs it. An interrupt of the calling thread ends it early, and is not handed on.
  ///
  /// @param pid of this process
  /// @throws ResultsUnwritable when there is nowhere to write results; nothing was done then
  /// @throws WrongResultsDirectory when the directory is in use; nothing was done then
  Ending run(long pid) {
    Path directory = resultsDirectory();
    ExecutionRecord record = ExecutionRecord.begin(directory, options.pidfile(), pid);
    StatusLogFile status =
        new StatusLogFile(
            directory.resolve(StatusLogFile.NAME), surroundings.clock(), surroundings.zone());
    EachMachine.Outcome outcome;
    Ending ending;
    try (RunLog log = surroundings.log(directory)) {
      log.log(Level.INFO, "results go to {0}", directory);
      try {
        outcome = attempt(new MachineResults(directory, status, log));
        ending = outcome.failure().isPresent() ? Ending.FAILED : Ending.DONE;
        outcome.failure().ifPresent(failure -> tell(record, failure, log));
      } catch (InterruptedException stop) {
        log.log(Level.INFO, "told to stop");
        int testsFailed =
            stop instanceof StoppedEarly early ? early.testsFailed() : status.trail().testsFailed();
        outcome = new EachMachine.Outcome(Optional.empty(), testsFailed);
        ending = Ending.ABORTED;
      }
      log.log(Level.INFO, "ends with exit status " + ending.exitStatus());
    }
    end(record, ending, outcome.testsFailed());
    return ending;
  }

  /// Turns whatever goes wrong into a failure with its blame.
  private EachMachine.Outcome attempt(MachineResults top) throws InterruptedException {
    try {
      EachMachine.Outcome outcome = work(top);
      return new EachMachine.Outcome(
          outcome.failure().or(() -> trouble(top.log(), top.directory())), outcome.testsFailed());
    } catch (AutotestException failed) {
      return failed(failed, top);
    } catch (RuntimeException | Error bug) {
      top.log().log(Level.ERROR, "a bug", bug);
      return failed(new UnexpectedError(bug), top);
    }
  }

  /// The status log of the whole tells why nothing more came.
  private EachMachine.Outcome failed(AutotestException failure, MachineResults top) {
    AbortLines.write(top, options.assignment(), failure);
    return new EachMachine.Outcome(Optional.of(failure), 0);
  }

  /// Whose failure ended the main run is not overwritten by a run that only cleans up after it.
  private void tell(ExecutionRecord record, AutotestException failure, RunLog log) {
    boolean known = Files.exists(record.directory().resolve(FailureFile.NAME));
    if (options.assignment().needsEarlierResults() && known) {
      log.log(Level.ERROR, failure.problem());
    } else {
      record.fail(failure, log);
    }
  }

  private static void end(ExecutionRecord record, Ending ending, int testsFailed) {
    try {
      record.end(ending.waitStatus, testsFailed);
    } catch (IOException full) {
      throw new ResultsUnwritable(record.directory(), full);
    }
  }

  private static Optional<AutotestException> trouble(RunLog log, Path directory) {
    return log.trouble().map(problem -> new ResultsUnwritable(directory, problem));
  }

  private EachMachine.Outcome work(MachineResults top) throws InterruptedException {
    if (!options.useExistingResults()) {
      writeKeyval(top.directory());
      touch(top.directory().resolve(StatusLogFile.NAME));
    }
    Works works = new Works(options, surroundings, top);
    if (options.assignment() instanceof Assignment.ClientTarball) {
      return works.clientTarball();
    }
    boolean fresh = !options.assignment().needsEarlierResults();
    try (Guests _ =
        Guests.start(works.devices(), options.machines(), fresh, surroundings, top.log())) {
      return work(works, top);
    }
  }

  private EachMachine.Outcome work(Works works, MachineResults top) throws InterruptedException {
    if (options.assignment() instanceof Assignment.ServerJob job) {
      return works.serverJob(job);
    }
    EachMachine machines =
        new EachMachine(options.machines(), surroundings, top, options.assignment());
    return machines.run(works.onEachMachine());
  }

  private Path resultsDirectory() {
    Path directory =
        options
            .results()
            .orElseGet(
                () ->
                    Path.of(
                        "results."
                            + DIRECTORY.format(
                                surroundings.clock().instant().atZone(surroundings.zone()))))
            .toAbsolutePath()
            .normalize();
    boolean used = ExecutionRecord.isJobDirectory(directory);
    if (used != options.useExistingResults()) {
      throw new WrongResultsDirectory(directory, used);
    }
    return directory;
  }

  private void writeKeyval(Path directory) {
    Map<String, String> keyvals = new HashMap<>();
    keyvals.put("label", options.identity().label());
    keyvals.put("user", user());
    keyvals.put("drone", surroundings.serverName());
    keyvals.put("status_version", "1");
    keyvals.put("job_started", Long.toString(surroundings.clock().instant().getEpochSecond()));
    keyvals.put(
        "hostname",
        options.machines().stream()
            .map(machine -> machine.hostname().value())
            .collect(Collectors.joining(",")));
    if (!options.identity().hostGroup().isEmpty()) {
      keyvals.put("host_group_name", options.identity().hostGroup());
    }
    Path file = directory.resolve("keyval");
    try {
      Keyvals.append(file, keyvals);
    } catch (IOException full) {
      throw new ResultsUnwritable(file, full);
    }
  }

  private String user() {
    return options.identity().user().isEmpty() ? surroundings.user() : options.identity().user();
  }

  private static void touch(Path file) {
    try {
      if (!Files.exists(file)) {
        Files.createFile(file);
      }
    } catch (IOException full) {
      throw new ResultsUnwritable(file, full);
    }
  }
}
