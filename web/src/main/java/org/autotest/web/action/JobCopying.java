package org.autotest.web.action;

import java.util.List;
import java.util.Optional;
import org.autotest.core.job.NewJob;
import org.autotest.core.job.NewJob.Targets;
import org.autotest.core.job.NewJob.Wishes;
import org.autotest.core.job.Priority;
import org.autotest.core.operation.Arguments;

/// What is asked for differently when a job is made again.
final class JobCopying {
  private JobCopying() {}

  /// The request with what the arguments of `job.clone` give in its place.
  static NewJob changed(NewJob before, Arguments arguments) {
    List<String> hosts = arguments.texts("hosts");
    List<String> labels = arguments.texts("meta_hosts");
    Targets targets =
        hosts.isEmpty() && labels.isEmpty()
            ? before.targets()
            : new Targets(hosts, labels, List.of(), false);
    Optional<Priority> priority = arguments.optionalText("priority").flatMap(Priority::ofWord);
    List<String> emails = JobWriting.addresses(arguments);
    return new NewJob(
        arguments.optionalText("name").orElse(before.name()),
        before.control(),
        targets,
        priority.map(urgency -> with(before.wishes(), urgency)).orElse(before.wishes()),
        before.dependencies(),
        before.keyvals(),
        emails.isEmpty() ? before.emailList() : emails,
        arguments.optionalText("idempotency_key"));
  }

  private static Wishes with(Wishes before, Priority priority) {
    return new Wishes(
        priority,
        before.synchCount(),
        before.timeout(),
        before.maxRuntime(),
        before.runVerify(),
        before.rebootBefore(),
        before.rebootAfter(),
        before.parseFailedRepair(),
        before.reserveHosts(),
        before.droneSet());
  }
}
