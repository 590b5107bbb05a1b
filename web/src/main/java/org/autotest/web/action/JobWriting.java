package org.autotest.web.action;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.autotest.core.control.ControlFile;
import org.autotest.core.control.SyntaxProblem;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.job.ControlType;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.Filing;
import org.autotest.core.job.Job.ControlFileText;
import org.autotest.core.job.JobId;
import org.autotest.core.job.NewJob;
import org.autotest.core.job.Priority;
import org.autotest.core.job.RebootAfter;
import org.autotest.core.job.RebootBefore;
import org.autotest.core.operation.Arguments;
import org.autotest.core.operation.Operations;
import org.autotest.store.Database;
import org.autotest.store.jobs.JobAbort;
import org.autotest.store.jobs.JobCopies;
import org.autotest.store.jobs.JobCreation;
import org.autotest.web.rest.Handler.Call;
import org.autotest.web.rest.Reply;

/// Writing operations on jobs.
public final class JobWriting {
  private final JobCreation creation;
  private final JobCopies copies;
  private final JobAbort abort;
  private final ControlFiles controlFiles;
  private final LabStandards standards;

  public JobWriting(Database database, ControlFiles controlFiles, LabStandards standards) {
    this.standards = standards;
    this.creation = new JobCreation(database, standards.looksAgainAfter());
    this.copies = new JobCopies(database);
    this.abort = new JobAbort(database);
    this.controlFiles = controlFiles;
  }

  /// What a job gets whose submitter says nothing.
  public LabStandards standards() {
    return standards;
  }

  /// `job.preview`.
  public Reply preview(Call call) {
    ControlFiles.Made made = controlFiles.of(call.arguments());
    return new Reply.Item(
        new Fields()
            .put("control_file", made.text())
            .put("control_type", made.type().word())
            .put("synch_count", made.synchCount())
            .put("dependencies", List.copyOf(made.dependencies()))
            .map());
  }

  /// `job.create`.
  public Reply create(Call call) {
    JobId job = create(call.caller().login(), call.arguments());
    return new Reply.Item(new Fields().put("id", job.value()).map());
  }

  /// Creates a job.
  ///
  /// @param arguments of `job.create`
  /// @throws BadRequest with all that is wrong, by argument
  public JobId create(String login, Arguments arguments) {
    return creation.create(login, asked(arguments), filing(arguments, Optional.empty()));
  }

  /// Checks a request and makes nothing.
  ///
  /// @param arguments of `job.create`
  /// @throws BadRequest with all that is wrong, by argument
  public void check(String login, Arguments arguments) {
    creation.check(login, asked(arguments), filing(arguments, Optional.empty()));
  }

  /// `job.check`.
  public Reply check(Call call) {
    creation.check(
        call.caller().login(), asked(call.arguments()), new Filing(false, Optional.empty(), false));
    return new Reply.Nothing();
  }

  private static Filing filing(Arguments arguments, Optional<JobId> source) {
    return new Filing(arguments.flag("template"), source, arguments.flag("force"));
  }

  private NewJob asked(Arguments arguments) {
    if (!arguments.has("tests") && !arguments.has("control_file")) {
      throw BadRequest.invalid("tests", "choose at least one test, or give a control file");
    }
    if (!arguments.texts("tests").isEmpty() && arguments.has("control_file")) {
      throw BadRequest.invalid(
          "tests", "are given together with a control file; one of the two decides what runs");
    }
    if (arguments.has("control_file") && !arguments.map("args").isEmpty()) {
      throw BadRequest.invalid("args", "are for a test; write them into the control file");
    }
    if (arguments.has("control_file") && ControlFiles.bootsKernels(arguments)) {
      throw BadRequest.invalid("kernels", "go with tests; a control file calls job.kernel");
    }
    return arguments.has("control_file")
        ? ofText(arguments)
        : ofTests(arguments, controlFiles.of(arguments));
  }

  /// `job.clone`.
  public Reply copy(Call call) {
    JobId job = copy(call.caller().login(), call.arguments());
    return new Reply.Item(new Fields().put("id", job.value()).map());
  }

  /// Makes a job again.
  ///
  /// @param arguments of `job.clone`
  public JobId copy(String login, Arguments arguments) {
    JobId source = new JobId(arguments.whole("id"));
    JobCopies.Which which =
        JobCopies.Which.ofWord(arguments.text("which"))
            .orElseThrow(() -> new IllegalStateException("a declared choice"));
    return creation.create(
        login,
        JobCopying.changed(copies.read(source, which), arguments),
        filing(arguments, Optional.of(source)));
  }

  private NewJob ofText(Arguments arguments) {
    String text = arguments.text("control_file");
    List<SyntaxProblem> problems = ControlFile.syntaxProblems(text);
    if (!problems.isEmpty()) {
      throw BadRequest.invalid(
          "control_file",
          problems.stream()
              .limit(3)
              .map(problem -> problem.at("control file"))
              .collect(Collectors.joining("; ")));
    }
    ControlType type =
        ControlType.ofWord(arguments.text("control_type"))
            .orElseThrow(() -> new IllegalStateException("a declared choice"));
    int synchCount = (int) (long) arguments.optionalWhole("synch_count").orElse(1L);
    return newJob(
        arguments,
        new ControlFileText(type, text),
        wishes(arguments, synchCount, arguments.flag("run_verify")),
        Set.of());
  }

  private NewJob ofTests(Arguments arguments, ControlFiles.Made made) {
    int synchCount =
        (int) (long) arguments.optionalWhole("synch_count").orElse((long) made.synchCount());
    return newJob(
        arguments,
        new ControlFileText(made.type(), made.text()),
        wishes(arguments, synchCount, arguments.flag("run_verify") && made.runVerify()),
        made.dependencies());
  }

  private static NewJob newJob(
      Arguments arguments,
      ControlFileText control,
      NewJob.Wishes wishes,
      Set<String> moreDependencies) {
    Set<String> dependencies = new LinkedHashSet<>(arguments.texts("dependencies"));
    dependencies.addAll(moreDependencies);
    return new NewJob(
        arguments.text("name"),
        control,
        new NewJob.Targets(
            arguments.texts("hosts"),
            arguments.texts("meta_hosts"),
            arguments.texts("one_time_hosts"),
            arguments.flag("hostless"),
            arguments.optionalText("atomic_group")),
        wishes,
        dependencies,
        arguments.map("keyvals"),
        addresses(arguments),
        key(arguments));
  }

  /// Of letters; those that stand in one text are told apart as the original did.
  static List<String> addresses(Arguments arguments) {
    return arguments.texts("email_list").stream()
        .flatMap(text -> Arrays.stream(text.split("[\\s,;:]+")))
        .filter(address -> !address.isEmpty())
        .toList();
  }

  private static Optional<String> key(Arguments arguments) {
    return arguments.takes("idempotency_key")
        ? arguments.optionalText("idempotency_key")
        : Optional.empty();
  }

  private NewJob.Wishes wishes(Arguments arguments, int synchCount, boolean runVerify) {
    return new NewJob.Wishes(
        Priority.ofWord(arguments.text("priority"))
            .orElseThrow(() -> new IllegalStateException("a declared choice")),
        synchCount,
        limit(arguments, "timeout", "timeout_minutes").orElse(standards.timeout()),
        limit(arguments, "max_runtime_hrs", "max_runtime_minutes").orElse(standards.maxRuntime()),
        runVerify,
        arguments.optionalText("reboot_before").flatMap(RebootBefore::ofWord),
        arguments.optionalText("reboot_after").flatMap(RebootAfter::ofWord),
        arguments.flag("parse_failed_repair"),
        arguments.flag("reserve_hosts"),
        arguments.optionalText("drone_set"));
  }

  private static Optional<Duration> limit(Arguments arguments, String hours, String minutes) {
    if (arguments.has(hours) && arguments.has(minutes)) {
      throw BadRequest.invalid(minutes, "are given together with hours; one of the two counts");
    }
    return arguments
        .optionalWhole(hours)
        .map(Duration::ofHours)
        .or(() -> arguments.optionalWhole(minutes).map(Duration::ofMinutes));
  }

  /// `job.abort`.
  public Reply abort(Call call) {
    List<EntryId> entries = abort(call.caller().login(), call.arguments());
    return new Reply.Item(
        new Fields().put("entries", entries.stream().map(EntryId::value).toList()).map());
  }

  private List<EntryId> abort(String login, Arguments arguments) {
    Set<String> hosts = Set.copyOf(arguments.texts("hosts"));
    Set<EntryId> entries =
        arguments.wholes("entries").stream().map(EntryId::new).collect(Collectors.toSet());
    JobAbort.Scope scope =
        hosts.isEmpty() && entries.isEmpty()
            ? new JobAbort.Scope.Whole()
            : new JobAbort.Scope.Some(hosts, entries, arguments.flag("whole_groups"));
    return abort.abort(
        login,
        new JobId(arguments.whole("id")),
        scope,
        arguments.optionalText("reason").map(String::strip).filter(why -> !why.isEmpty()));
  }

  /// Aborts what is not finished of a job.
  ///
  /// @param wish arguments of `job.abort` besides the job
  /// @return how many entries that reached
  /// @throws BadRequest when it may not be, or part of a group that runs together was named
  public int abort(String login, JobId job, Map<String, Object> wish) {
    Map<String, Object> raw = new HashMap<>(wish);
    raw.put("id", job.value());
    return abort(login, Arguments.parse(Operations.JOB_ABORT, raw)).size();
  }
}
