package org.autotest.core.tko;

import java.util.List;
import java.util.Optional;
import org.autotest.core.failure.Blame;
import org.autotest.core.job.ClientStop;
import org.autotest.core.results.Pidfile;
import org.autotest.core.statuslog.StatusCode;
import org.autotest.core.tko.JobFiles.Failure;

/// Says who has to act on a row that failed, so far as results tell.
final class BlameJudge {
  /// What autoserv writes when the client on the host is gone.
  private static final String CLIENT_LOST = "Autotest client terminated unexpectedly";

  /// What the client writes about the test during which the machine went down.
  private static final String UNEXPECTED_REBOOT = "unexpected reboot";

  private final JobFiles files;

  BlameJudge(JobFiles files) {
    this.files = files;
  }

  /// Blame for any row but the one about the run of autoserv; empty for one that has not failed.
  Optional<Blame> of(RowDraft row) {
    if (!row.status.isFailure()) {
      return Optional.empty();
    }
    return Optional.of(
        switch (row.kind) {
          case SERVER_JOB -> throw new IllegalArgumentException("judged by ofServerJob");
          case CLIENT_JOB -> ofClientJob(row);
          case LONE_LINE -> row.onServer ? ofFitness() : Blame.TEST;
          case GROUP -> ofGroup(row);
        });
  }

  /// Blame for the run of autoserv.
  ///
  /// @param others the other rows of the job
  Optional<Blame> ofServerJob(StatusCode status, List<TestRow> others) {
    return status.isFailure() ? Optional.of(ofServerJob(others)) : Optional.empty();
  }

  private Blame ofServerJob(List<TestRow> others) {
    if (files.failure().isPresent() || files.job().aborted().isPresent() || autoservWasLost()) {
      return ofCut();
    }
    boolean hostFailed =
        others.stream().flatMap(row -> row.blame().stream()).anyMatch(Blame.HOST::equals);
    return hostFailed ? Blame.HOST : Blame.SUBMITTER;
  }

  /// A verify or repair that failed: the host's fault, unless autoserv said better.
  private Blame ofFitness() {
    return files.failure().map(Failure::blame).orElse(Blame.HOST);
  }

  private Blame ofClientJob(RowDraft row) {
    if (row.cut) {
      return ofCut();
    }
    return row.reason().startsWith(CLIENT_LOST) ? Blame.HOST : Blame.SUBMITTER;
  }

  private Blame ofGroup(RowDraft row) {
    if (row.cut || wasStopped(row)) {
      return ofCut();
    }
    boolean rebooted =
        row.name.startsWith(TestRow.BOOT)
            || row.name.equals(TestRow.REBOOT)
            || row.reason().startsWith(UNEXPECTED_REBOOT);
    return rebooted ? Blame.HOST : Blame.TEST;
  }

  /// The client closed the group when it was told to stop, and it was not the control file that
  /// gave it no more time.
  private boolean wasStopped(RowDraft row) {
    return row.status == StatusCode.ABORT
        && row.reason().contains(ClientStop.REASON)
        && (files.job().aborted().isPresent() || autoservWasLost());
  }

  /// Nobody closed the group: somebody aborted the job, or its program or its host went away.
  private Blame ofCut() {
    Optional<Failure> failure = files.failure();
    if (failure.isPresent()) {
      return failure.get().blame();
    }
    if (files.job().aborted().isPresent()) {
      return Blame.SUBMITTER;
    }
    return autoservWasLost() ? Blame.LAB : Blame.HOST;
  }

  private boolean autoservWasLost() {
    return switch (files.pidfile()) {
      case Pidfile.Ended ended -> ended.wasKilled();
      case Pidfile.Absent _, Pidfile.Corrupt _, Pidfile.Running _ -> true;
    };
  }
}
