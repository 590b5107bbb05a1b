package org.autotest.dispatcher.run;

import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Optional;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.job.ExecutionId;
import org.autotest.dispatcher.plan.Lab;
import org.autotest.dispatcher.results.ResultsFiles;
import org.autotest.dispatcher.run.Planning.Surroundings;
import org.autotest.store.lab.LabExecution;
import org.autotest.store.lab.LabExecution.ProcessRef;
import org.autotest.store.lab.LabWriter;
import org.autotest.store.lab.LeaseLost;

/// Finds out whether recorded executions were started, and sees to it that those that were not
/// never are. Until that is known an execution counts as being started: nothing else is begun in
/// its place.
final class Claims {
  private static final System.Logger LOG = System.getLogger(Claims.class.getName());

  private final Lab lab;
  private final ResultsFiles files;
  private final LabWriter writer;
  private final Surroundings around;

  Claims(Lab lab, ResultsFiles files, LabWriter writer, Surroundings around) {
    this.lab = lab;
    this.files = files;
    this.writer = writer;
    this.around = around;
  }

  /// Claims an execution, again and again until the results answer.
  void claim(LabExecution execution) {
    if (!tryClaim(execution)) {
      claimLater(execution.id());
    }
  }

  /// The same from a while later on: of its start nothing is known.
  void claimLater(ExecutionId execution, AutotestException failure) {
    LOG.log(
        Level.WARNING,
        "execution %s: %s; finding out (blame: %s)"
            .formatted(execution, failure.problem(), failure.blame().inWords()));
    claimLater(execution);
  }

  private void claimLater(ExecutionId execution) {
    Instant soon = around.clock().instant().plus(around.config().timing().retry());
    around
        .later()
        .at(
            soon,
            () ->
                lab.executions()
                    .get(execution)
                    .filter(its -> its.status() == LabExecution.Status.STARTING)
                    .ifPresent(this::claim));
  }

  /// Claims an execution once.
  ///
  /// @return false when the results do not answer the question now
  boolean tryClaim(LabExecution execution) {
    try {
      Optional<ProcessRef> process =
          around.launcher().claim(execution.id(), files.directory(execution.path()));
      if (process.isPresent()) {
        around.inbox().add(new Observation.Launched(execution.id(), process.get()));
      } else {
        LOG.log(
            Level.INFO,
            "execution %s was not started; it is planned again".formatted(execution.id()));
        writer.change(
            tx -> {
              tx.executionAbandoned(execution.id(), Optional.empty());
              return true;
            });
      }
      return true;
    } catch (AutotestException trouble) {
      if (trouble instanceof LeaseLost) {
        throw trouble;
      }
      LOG.log(
          Level.WARNING,
          "execution %s: %s; trying again".formatted(execution.id(), trouble.problem()));
      return false;
    }
  }
}
