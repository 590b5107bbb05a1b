package org.autotest.dispatcher.run;

import java.lang.System.Logger.Level;
import java.util.List;
import org.autotest.core.failure.Blame;
import org.autotest.core.host.HostStatus;
import org.autotest.core.host.Hostname;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.EntryTransitions;
import org.autotest.dispatcher.plan.Decision;
import org.autotest.dispatcher.plan.Decision.AfterTask;
import org.autotest.dispatcher.plan.Lab;
import org.autotest.store.lab.Failure;
import org.autotest.store.lab.LabEntry;
import org.autotest.store.lab.LabHost;

/// One line in the log for each failure that a page shows, in the words of the page, with what one
/// searches for:
///
/// ```
/// job=17 entry=23 host=host7 status=Failed: connecting to host7: Connection refused (blame: the host)
/// ```
final class FailureLog {
  private static final System.Logger LOG = System.getLogger(FailureLog.class.getName());

  private final Lab lab;

  FailureLog(Lab lab) {
    this.lab = lab;
  }

  /// Entries that ended, or that wait because of the failure.
  ///
  /// @param status that they have now
  void entries(List<LabEntry> entries, EntryStatus status, Failure failure) {
    for (LabEntry entry : entries) {
      say(
          "job=%s entry=%s host=%s status=%s"
              .formatted(entry.job(), entry.id(), host(entry), status.word()),
          failure);
    }
  }

  /// The end of a run.
  void finished(Decision.Finish decision) {
    EntryStatus status =
        EntryTransitions.after(decision.entries().getFirst().status(), decision.event());
    decision.failure().ifPresent(failure -> entries(decision.entries(), status, failure));
  }

  /// A special task that did not succeed, and the entry that ends with it.
  void task(Decision.FinishTask decision) {
    if (decision.failure().isEmpty()) {
      return;
    }
    LabHost host = decision.host();
    String on =
        decision
            .task()
            .onBehalfOf()
            .flatMap(lab::entry)
            .map(entry -> "job=%s entry=%s ".formatted(entry.job(), entry.id()))
            .orElse("");
    Failure failure = decision.failure().get();
    say(
        "%shost=%s task=%s %s=failed"
            .formatted(
                on, host.hostname(), decision.task().id(), decision.task().type().pathWord()),
        failure);
    if (decision.after() instanceof AfterTask.GiveUp(var entry, _)) {
      say("host=%s status=%s".formatted(host.hostname(), HostStatus.REPAIR_FAILED.word()), failure);
      entry
          .filter(waiting -> waiting.metaHost().isEmpty())
          .ifPresent(waiting -> entries(List.of(waiting), EntryStatus.FAILED, failure));
    }
  }

  private String host(LabEntry entry) {
    return entry.host().flatMap(lab::host).map(LabHost::hostname).map(Hostname::value).orElse("-");
  }

  private static void say(String what, Failure failure) {
    boolean ours = failure.blame() != Blame.SUBMITTER && failure.blame() != Blame.TEST;
    LOG.log(
        ours ? Level.WARNING : Level.INFO,
        "%s: %s (blame: %s)".formatted(what, oneLine(failure), failure.blame().inWords()));
  }

  private static String oneLine(Failure failure) {
    return failure.problem().replaceAll("\\p{Cntrl}+", " ");
  }
}
