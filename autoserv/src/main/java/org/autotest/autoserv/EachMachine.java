package org.autotest.autoserv;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.autotest.autoserv.command.Assignment;
import org.autotest.autoserv.host.SshTarget;
import org.autotest.autoserv.host.SystemThreads;
import org.autotest.autoserv.results.FailureFile;
import org.autotest.autoserv.results.MachineResults;
import org.autotest.autoserv.results.ResultsUnwritable;
import org.autotest.core.failure.AutotestException;

/// Does the same on each machine of an execution. One machine's results are the execution's own;
/// several have a subdirectory and a thread each, and the trouble of one is not another's.
final class EachMachine {
  /// What is done on one machine.
  @FunctionalInterface
  interface Work {
    /// Does it.
    ///
    /// @throws AutotestException when it did not work
    void on(Machine machine) throws InterruptedException;
  }

  /// How it went on all machines together.
  ///
  /// @param failure of the first machine, in the order of names, that has one
  record Outcome(Optional<AutotestException> failure, int testsFailed) {}

  private final List<SshTarget> targets;
  private final Surroundings surroundings;
  private final MachineResults top;
  private final Assignment assignment;
  private final AtomicInteger failedSoFar = new AtomicInteger();

  /// @param top results of the execution as a whole
  /// @param assignment which is done; of one afterwards the earlier execution's failure stays
  EachMachine(
      List<SshTarget> targets,
      Surroundings surroundings,
      MachineResults top,
      Assignment assignment) {
    this.targets = targets;
    this.surroundings = surroundings;
    this.top = top;
    this.assignment = assignment;
  }

  /// Does it everywhere, and returns when all are done.
  ///
  /// @throws StoppedEarly when it is interrupted while several are worked on
  Outcome run(Work work) throws InterruptedException {
    if (targets.size() == 1) {
      try (OpenMachine open = OpenMachine.alone(targets.getFirst(), surroundings, top)) {
        return runOn(open.machine(), work);
      }
    }
    writeMachines(targets, top);
    List<Callable<Outcome>> all = new ArrayList<>();
    for (int i = 0; i < targets.size(); i++) {
      int number = i;
      all.add(() -> runInSubdirectory(targets.get(number), number, work));
    }
    try {
      return together(all);
    } catch (InterruptedException stop) {
      throw new StoppedEarly(failedSoFar.get());
    }
  }

  private Outcome together(List<Callable<Outcome>> all) throws InterruptedException {
    Optional<AutotestException> failure = Optional.empty();
    int testsFailed = 0;
    try (var threads = SystemThreads.perTask()) {
      for (Future<Outcome> future : threads.invokeAll(all)) {
        Outcome outcome = result(future);
        failure = failure.or(outcome::failure);
        testsFailed += outcome.testsFailed();
      }
    }
    return new Outcome(failure, testsFailed);
  }

  private Outcome runInSubdirectory(SshTarget target, int number, Work work)
      throws InterruptedException {
    try (OpenMachine open = OpenMachine.inSubdirectory(target, number, surroundings, top)) {
      Outcome outcome = runOn(open.machine(), work);
      Path directory = open.machine().results().directory();
      boolean known =
          assignment.needsEarlierResults() && Files.exists(directory.resolve(FailureFile.NAME));
      if (outcome.failure().isPresent() && !known) {
        FailureFile.write(directory, outcome.failure().get());
      }
      return outcome;
    } catch (IOException full) {
      return new Outcome(Optional.of(new ResultsUnwritable(top.directory(), full)), 0);
    } catch (AutotestException failed) {
      return new Outcome(Optional.of(failed), 0);
    }
  }

  private Outcome runOn(Machine machine, Work work) throws InterruptedException {
    Optional<AutotestException> failure = Optional.empty();
    MachineResults results = machine.results();
    try {
      work.on(machine);
    } catch (AutotestException failed) {
      failure = Optional.of(failed);
    } catch (RuntimeException | Error bug) {
      results.log().log(Level.ERROR, "a bug", bug);
      failure = Optional.of(new UnexpectedError(bug));
    } finally {
      failedSoFar.addAndGet(results.status().trail().testsFailed());
    }
    failure.ifPresent(what -> AbortLines.write(results, assignment, what));
    return new Outcome(failure, results.status().trail().testsFailed());
  }

  /// Writes `.machines`: one name a line.
  static void writeMachines(List<SshTarget> targets, MachineResults top) {
    Path file = top.directory().resolve(".machines");
    StringBuilder names = new StringBuilder();
    targets.forEach(target -> names.append(target.hostname()).append('\n'));
    try {
      Files.writeString(file, names);
    } catch (IOException full) {
      throw new ResultsUnwritable(file, full);
    }
  }

  private Outcome result(Future<Outcome> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException thrown) {
      Throwable bug = Optional.ofNullable(thrown.getCause()).orElse(thrown);
      if (bug instanceof InterruptedException stopped) {
        throw stopped;
      }
      top.log().log(Level.ERROR, "a bug", bug);
      return new Outcome(Optional.of(new UnexpectedError(bug)), 0);
    }
  }
}
