package org.autotest.dispatcher.run;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.autotest.core.failure.Blame;
import org.autotest.core.results.Pidfile;
import org.autotest.core.results.ResultsDisk;
import org.autotest.dispatcher.results.ResultsFiles;
import org.autotest.dispatcher.results.ResultsTrouble;
import org.autotest.store.lab.Failure;
import org.autotest.store.lab.LabExecution;
import org.autotest.store.lab.LabExecution.Outcome;
import org.autotest.store.lab.LabExecution.Work;

/// Finds out how an execution ended whose process is gone.
final class Outcomes {
  /// The wait status of a process that vanished, as the original records it: killed by signal 1.
  private static final int VANISHED = 1;

  /// What is known.
  sealed interface End {
    /// It ended, by itself or not.
    record Ended(Outcome outcome) implements End {}

    /// It left no sign of having begun.
    record NeverBegan(Outcome outcome) implements End {}

    /// What the lab has configured kept a special task from its host: it did nothing.
    record Hindered(Outcome outcome) implements End {}
  }

  private final ResultsFiles files;

  Outcomes(ResultsFiles files) {
    this.files = files;
  }

  /// Whether the results say that it has ended, whatever became of its process.
  static boolean isEnded(ResultsFiles files, LabExecution execution) {
    return pidfile(files, execution) instanceof Pidfile.Ended;
  }

  private static Pidfile pidfile(ResultsFiles files, LabExecution execution) {
    String label =
        execution.work() instanceof Work.Gather ? Pidfile.COLLECT_CRASHINFO : Pidfile.AUTOSERV;
    try {
      return Pidfile.read(files.directory(execution.path()).resolve(label));
    } catch (IOException failure) {
      throw new ResultsTrouble("reading how %s ended".formatted(execution.path()), failure);
    }
  }

  /// How an execution ended.
  ///
  /// @param isDroneLost whether it is given up because nobody answers where it ran
  End of(LabExecution execution, Instant now, boolean isDroneLost) {
    return switch (pidfile(files, execution)) {
      case Pidfile.Ended ended -> ended(execution, now, ended);
      case Pidfile.Running running ->
          new End.Ended(
              lost(
                  now,
                  isDroneLost
                      ? "running autoserv for %s: drone %s is lost, and process %d did not say how it ended"
                          .formatted(execution.path(), execution.dispatcher(), running.pid())
                      : "running autoserv for %s: process %d is gone and did not say how it ended"
                          .formatted(execution.path(), running.pid())));
      case Pidfile.Corrupt _ ->
          new End.Ended(
              lost(
                  now,
                  "running autoserv for %s: its pidfile holds something else"
                      .formatted(execution.path())));
      case Pidfile.Absent _ ->
          execution.work() instanceof Work.Main && !files.isPrepared(execution.path())
              ? new End.Ended(lost(now, elsewhere(execution)))
              : new End.NeverBegan(lost(now, neverBegan(execution)));
    };
  }

  private End ended(LabExecution execution, Instant now, Pidfile.Ended ended) {
    Outcome outcome =
        new Outcome(now, ended.waitStatus(), ended.testsFailed(), said(execution, ended));
    return execution.work() instanceof Work.Task
            && outcome.failure().filter(why -> why.blame() == Blame.LAB).isPresent()
            && files.isBeforehand(execution.path())
        ? new End.Hindered(outcome)
        : new End.Ended(outcome);
  }

  /// Nobody knows whether it ran: it is not run twice.
  private static String elsewhere(LabExecution execution) {
    return "looking for the results of %s: what was prepared there is gone; is results_dir mounted?"
        .formatted(execution.path());
  }

  /// Whoever aborted it ended it before it began: nobody's failure.
  static Outcome aborted(Outcome neverBegan) {
    return new Outcome(neverBegan.endedAt(), neverBegan.waitStatus(), 0, Optional.empty());
  }

  /// It was ended because its time was over; most likely the host hangs.
  static Outcome tooLate(LabExecution execution, Outcome itself, Duration limit) {
    Failure hangs =
        new Failure(
            Blame.HOST,
            "running autoserv for %s: no end in %d s; it was ended"
                .formatted(execution.path(), limit.toSeconds()));
    return itself.isSuccess()
        ? itself
        : new Outcome(
            itself.endedAt(), itself.waitStatus(), itself.testsFailed(), Optional.of(hangs));
  }

  private Optional<Failure> said(LabExecution execution, Pidfile.Ended ended) {
    return ended.isSuccess() || execution.work() instanceof Work.Gather
        ? Optional.empty()
        : files.failure(execution.path());
  }

  private String neverBegan(LabExecution execution) {
    String tail = files.tailOfOutput(execution.path());
    return "starting autoserv for %s: it ended before it wrote its pidfile%s"
        .formatted(execution.path(), tail.isEmpty() ? "" : "; it printed: " + tail);
  }

  private Outcome lost(Instant now, String problem) {
    String why = files.isDiskFull() ? "; " + ResultsDisk.full("then submit the job again") : "";
    return new Outcome(now, VANISHED, 0, Optional.of(new Failure(Blame.LAB, problem + why)));
  }
}
