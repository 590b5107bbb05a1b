package org.autotest.dispatcher.run;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.autotest.core.host.HostId;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.JobId;
import org.autotest.core.job.SpecialTask;
import org.autotest.core.job.TaskType;
import org.autotest.dispatcher.plan.Lab;
import org.autotest.store.lab.LabEntry;
import org.autotest.store.lab.LabHost;
import org.autotest.store.lab.Transition;
import org.autotest.store.lab.Transition.Created;
import org.autotest.store.lab.Transition.Given;

/// One line in the log for each change of where an entry, a host or a special task stands, with
/// what one searches for:
///
/// ```
/// job=8 entry=10 host=demo4 Queued -> Verifying: demo4 is free
/// host=demo4 Ready -> Verifying: verify 31 starts
/// job=8 entry=10 host=demo4 task=31 verify Queued -> Running: the host is ready for it
/// ```
final class TransitionLog {
  private static final System.Logger LOG = System.getLogger(TransitionLog.class.getName());

  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\u0085\\u2028\\u2029]+");

  private final Lab lab;
  private final Consumer<String> out;

  /// @param lab a picture in which the changes are not made yet, or are
  /// @param out takes lines
  TransitionLog(Lab lab, Consumer<String> out) {
    this.lab = lab;
    this.out = out;
  }

  /// Into the log of this process, if it wants to know.
  static Consumer<List<Transition>> of(Lab lab) {
    TransitionLog log = new TransitionLog(lab, line -> LOG.log(Level.INFO, line));
    return transitions -> {
      if (LOG.isLoggable(Level.INFO)) {
        log.tell(transitions);
      }
    };
  }

  /// Tells what was committed.
  void tell(List<Transition> transitions) {
    for (Transition transition : transitions) {
      out.accept(line(transition));
    }
  }

  private String line(Transition transition) {
    StringBuilder line = new StringBuilder(120);
    switch (transition.subject()) {
      case Transition.Entry(var id, var given) -> entry(line, id, given);
      case Transition.Host(var id) -> host(line, id);
      case Transition.Task task -> task(line, task);
    }
    transition.from().ifPresent(from -> line.append(from).append(" -> "));
    line.append(transition.to()).append(": ");
    return line.append(CONTROL.matcher(transition.reason()).replaceAll(" ")).toString();
  }

  private void entry(StringBuilder line, EntryId id, Optional<Given> given) {
    Optional<LabEntry> known = lab.entry(id);
    known
        .map(LabEntry::job)
        .or(() -> given.map(Given::job))
        .ifPresent(job -> line.append("job=").append(job).append(' '));
    line.append("entry=").append(id).append(' ');
    given
        .map(Given::host)
        .or(() -> known.flatMap(LabEntry::host))
        .ifPresent(host -> host(line, host));
  }

  private void host(StringBuilder line, HostId id) {
    String name = lab.host(id).map(LabHost::hostname).map(String::valueOf).orElse("#" + id);
    line.append("host=").append(name).append(' ');
  }

  private void task(StringBuilder line, Transition.Task task) {
    Optional<SpecialTask> known = lab.task(task.id());
    known
        .flatMap(SpecialTask::onBehalfOf)
        .or(() -> task.created().flatMap(Created::entry))
        .ifPresent(
            entry -> {
              Optional<JobId> job = lab.entry(entry).map(LabEntry::job);
              job.ifPresent(its -> line.append("job=").append(its).append(' '));
              line.append("entry=").append(entry).append(' ');
            });
    known
        .map(SpecialTask::host)
        .or(() -> task.created().map(Created::host))
        .ifPresent(host -> host(line, host));
    line.append("task=").append(task.id()).append(' ');
    known
        .map(SpecialTask::type)
        .or(() -> task.created().map(Created::type))
        .map(TaskType::pathWord)
        .ifPresent(type -> line.append(type).append(' '));
  }
}
