package org.autotest.web.action;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.job.Job;
import org.autotest.core.job.JobId;
import org.autotest.core.job.TimeLimit;
import org.autotest.core.operation.Arguments;
import org.autotest.core.schedule.Explanation;
import org.autotest.core.schedule.Hold;
import org.autotest.core.schedule.Outlook;
import org.autotest.core.sign.Sign;
import org.autotest.store.Database;
import org.autotest.store.views.EntryCounts;
import org.autotest.store.views.EntryView;
import org.autotest.store.views.EntryViews;
import org.autotest.store.views.JobDetail;
import org.autotest.store.views.JobFilter;
import org.autotest.store.views.JobSummary;
import org.autotest.store.views.JobViews;
import org.autotest.store.views.ResultViews;
import org.autotest.store.views.TestCounts;
import org.autotest.store.views.WhyViews;
import org.autotest.web.rest.Handler.Call;
import org.autotest.web.rest.Reply;
import org.autotest.web.story.JobStory;

/// Reading operations on jobs.
public final class JobReading {
  private static final int HOSTS_SHOWN = 50;

  private final JobViews jobs;
  private final EntryViews entries;
  private final ResultViews results;
  private final WhyViews why;
  private final JobStory.Teller teller;

  public JobReading(Database database) {
    this.jobs = new JobViews(database);
    this.entries = new EntryViews(database);
    this.results = new ResultViews(database);
    this.why = new WhyViews(database);
    this.teller = new JobStory.Teller(database);
  }

  /// `job.list`.
  public Reply list(Call call) {
    Arguments arguments = call.arguments();
    Optional<EntryCounts.State> state =
        Arrays.stream(EntryCounts.State.values())
            .filter(one -> one.word().equals(arguments.text("state")))
            .findFirst();
    JobFilter filter =
        new JobFilter(
            state,
            arguments.optionalText("owner"),
            arguments.optionalText("name"),
            arguments.optionalText("host"));
    int limit = (int) arguments.whole("limit");
    List<JobSummary> found = jobs.list(filter, Paged.number(arguments), limit + 1);
    return Paged.page(found, limit, JobReading::summary, job -> job.id().toString());
  }

  /// `job.show`.
  public Reply show(Call call) {
    JobStory story = teller.tell(new JobId(call.arguments().whole("id")));
    Job job = story.detail().job();
    Fields fields = fields(story.detail().summary());
    fields.put("verdict", story.verdict().sentence());
    fields.put("control_file", job.control().text());
    fields.put("synch_count", job.options().synchCount());
    fields.put("timeout", TimeLimit.hours(job.options().timeout()));
    fields.put("max_runtime_hrs", TimeLimit.hours(job.options().maxRuntime()));
    fields.put("timeout_minutes", TimeLimit.minutes(job.options().timeout()));
    fields.put("max_runtime_minutes", TimeLimit.minutes(job.options().maxRuntime()));
    fields.put("run_verify", job.options().runVerify());
    fields.put("reboot_before", job.options().rebootBefore().word());
    fields.put("reboot_after", job.options().rebootAfter().word());
    fields.put("parse_failed_repair", job.options().parseFailedRepair());
    fields.put("reserve_hosts", job.options().reserveHosts());
    fields.put("dependencies", job.dependencies().stream().sorted().toList());
    fields.put("atomic_group", story.detail().atomicGroup());
    fields.put("drone_set", story.detail().droneSet());
    fields.put("keyvals", new java.util.TreeMap<>(job.keyvals()));
    fields.put("email_list", job.emailList());
    JobDetail.Origin origin = story.detail().origin();
    fields.put("results_removed_at", story.detail().archive().removedOn());
    fields.put("archived_to", story.detail().archive().places());
    fields.put("source_job", origin.source().map(JobId::value));
    fields.put(
        "recurring_run",
        origin.recurringRun().isPresent()
            ? Optional.of(origin.recurringRun().getAsLong())
            : Optional.empty());
    return new Reply.Item(fields.map());
  }

  /// `job.entries`.
  public Reply entries(Call call) {
    JobId job = existing(call);
    int limit = (int) call.arguments().whole("limit");
    return Paged.page(
        entries.ofJob(job, Paged.number(call.arguments()), limit + 1),
        limit,
        JobReading::entry,
        entry -> entry.id().toString());
  }

  /// `job.tests`.
  public Reply tests(Call call) {
    JobId job = existing(call);
    int limit = (int) call.arguments().whole("limit");
    return Paged.page(
        results.ofJob(
            job, call.arguments().flag("job_rows"), Paged.number(call.arguments()), limit + 1),
        limit,
        ResultReading::test,
        test -> Long.toString(test.id()));
  }

  /// `job.why`.
  public Reply why(Call call) {
    JobId job = existing(call);
    return new Reply.Page(why.ofJob(job).stream().map(JobReading::wait).toList(), Optional.empty());
  }

  private JobId existing(Call call) {
    JobId id = new JobId(call.arguments().whole("id"));
    if (jobs.find(id).isEmpty()) {
      throw BadRequest.of(BadRequest.Kind.NOT_FOUND, "id", "there is no job " + id);
    }
    return id;
  }

  private static Map<String, Object> summary(JobSummary job) {
    return fields(job).map();
  }

  private static Fields fields(JobSummary job) {
    return new Fields()
        .put("id", job.id().value())
        .put("name", job.name())
        .put("owner", job.owner())
        .put("priority", job.priority().word())
        .put("control_type", job.controlType().word())
        .put("created_at", job.createdAt())
        .put("state", job.entries().state().word())
        .put("status_counts", job.entries().inWords())
        .put("left_over", job.entries().leftOver())
        .put("tests", counts(job.tests()));
  }

  private static Map<String, Object> counts(TestCounts tests) {
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put("passed", tests.of(Sign.PASSED));
    counts.put("failed", tests.of(Sign.FAILED));
    counts.put("warned", tests.of(Sign.WARNED));
    counts.put("infrastructure", tests.of(Sign.INFRASTRUCTURE));
    counts.put("other", tests.of(Sign.NOT_APPLICABLE) + tests.of(Sign.ABORTED));
    counts.put("running", tests.of(Sign.RUNNING));
    return counts;
  }

  private static Map<String, Object> entry(EntryView entry) {
    return new Fields()
        .put("id", entry.id().value())
        .put("job_id", entry.job().value())
        .put("host", entry.host())
        .put("meta_host", entry.metaHost())
        .put("status", entry.status().word())
        .put("status_in_words", entry.statusInWords())
        .put("aborted", entry.abortRequested())
        .put("aborted_by", entry.abortedBy())
        .put("abort_reason", entry.abortReason())
        .put("status_since", entry.statusSince())
        .put("started_at", entry.startedAt())
        .put("finished_at", entry.finishedAt())
        .failure(entry.failure())
        .put("results_path", entry.resultsPath())
        .map();
  }

  /// Each by the name of its rule, which is stable.
  private static List<Map<String, Object>> holds(List<Hold> holds) {
    return holds.stream()
        .map(
            hold ->
                new Fields()
                    .put("rule", hold.rule().name())
                    .put("reason", hold.observation())
                    .put("remedy", hold.remedy())
                    .map())
        .toList();
  }

  private static Map<String, Object> wait(WhyViews.Waiting waiting) {
    Explanation explanation = waiting.explanation();
    Optional<Hold> first =
        explanation.holds().stream()
            .findFirst()
            .or(
                () ->
                    explanation.hosts().stream()
                        .flatMap(host -> host.holds().stream())
                        .findFirst());
    return new Fields()
        .put("entry_id", waiting.entry().value())
        .put("host", waiting.host())
        .put("meta_host", waiting.metaHost())
        .put("status", waiting.status().word())
        .put("reason", explanation.summary())
        .put("holds", holds(explanation.holds()))
        .put("remedy", first.map(Hold::remedy).orElse("wait a moment"))
        .put("ahead", waiting.outlook().map(Outlook::ahead))
        .put("estimated_start", waiting.outlook().flatMap(Outlook::start))
        .put("estimated_from_runs", waiting.outlook().map(Outlook::runs))
        .put(
            "hosts",
            explanation.hosts().stream()
                .filter(host -> !host.holds().isEmpty())
                .limit(HOSTS_SHOWN)
                .map(
                    host ->
                        new Fields()
                            .put("host", host.host().value())
                            .put("reason", host.holds().getFirst().observation())
                            .put("holds", holds(host.holds()))
                            .map())
                .toList())
        .map();
  }
}
