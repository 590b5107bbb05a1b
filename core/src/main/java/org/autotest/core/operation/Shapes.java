package org.autotest.core.operation;

import static org.autotest.core.operation.Shape.field;
import static org.autotest.core.operation.Shape.orNull;
import static org.autotest.core.operation.ValueType.COUNT;
import static org.autotest.core.operation.ValueType.FLAG;
import static org.autotest.core.operation.ValueType.ID;
import static org.autotest.core.operation.ValueType.LINE;
import static org.autotest.core.operation.ValueType.TIME;
import static org.autotest.core.operation.ValueType.listOf;

import java.util.Arrays;
import java.util.List;
import org.autotest.core.failure.Blame;
import org.autotest.core.host.HostStatus;
import org.autotest.core.host.Protection;
import org.autotest.core.job.ControlType;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.Priority;
import org.autotest.core.job.RebootAfter;
import org.autotest.core.job.RebootBefore;
import org.autotest.core.operation.ValueType.Choice;
import org.autotest.core.operation.ValueType.ListOf;
import org.autotest.core.operation.ValueType.MapOf;
import org.autotest.core.operation.ValueType.Nested;
import org.autotest.core.operation.ValueType.Text;
import org.autotest.core.statuslog.StatusCode;

/// The objects that answers are made of.
final class Shapes {
  static final Choice PRIORITY = choice(Priority.values(), Priority::word);
  static final Choice CONTROL_TYPE = choice(ControlType.values(), ControlType::word);
  static final Choice REBOOT_BEFORE = choice(RebootBefore.values(), RebootBefore::word);
  static final Choice REBOOT_AFTER = choice(RebootAfter.values(), RebootAfter::word);
  static final Choice PROTECTION = choice(Protection.values(), Protection::word);
  static final Choice HOST_STATUS = choice(HostStatus.values(), HostStatus::word);
  static final Choice TEST_STATUS = choice(StatusCode.values(), StatusCode::name);
  static final Choice ENTRY_STATUS = choice(EntryStatus.values(), EntryStatus::word);
  static final Choice BLAME = choice(Blame.values(), Blame::name);
  static final Text LONG_TEXT = new Text(1_000_000);
  static final ListOf LINES = new ListOf(LINE, 10_000);
  static final MapOf TEXTS = new MapOf(new Text(1024), 1_000);
  static final MapOf COUNTS = new MapOf(COUNT, 100);

  static final Shape TOKEN =
      Shape.of(
          "Token",
          "A secret that stands for a user.",
          field("token", LINE, "send it as `Authorization: Bearer TOKEN`; shown only now"),
          field("login", LINE, "whose it is"));

  static final Shape CALLER =
      Shape.of(
          "Caller",
          "Who you are to the server.",
          field("login", LINE, "user name"),
          field("access_level", COUNT, "0 user, 1 admin, 100 root"),
          orNull("email", LINE, "where letters to you go; null: nowhere"));

  static final Shape TEST_COUNTS =
      Shape.of(
          "TestCounts",
          "How the tests of a job went. Infrastructure failures are not failures of tests.",
          field("passed", COUNT, "ended GOOD"),
          field("failed", COUNT, "the thing under test failed"),
          field("warned", COUNT, "ended with a warning"),
          field("infrastructure", COUNT, "the host, the lab or Autotest is to blame"),
          field("other", COUNT, "not applicable, known bugs, alerts"),
          field("running", COUNT, "have not ended yet"));

  static final Shape JOB =
      Shape.of(
          "Job",
          "What was asked for, and how far it is.",
          field("id", ID, "number of the job"),
          field("name", LINE, "free text"),
          field("owner", LINE, "user name of the submitter"),
          field("priority", PRIORITY, "how urgent"),
          field("control_type", CONTROL_TYPE, "where its control file runs"),
          field("created_at", TIME, "when it was submitted"),
          field(
              "state",
              choice("queued", "running", "finished", "template"),
              "of all its entries together"),
          field(
              "status_counts", COUNTS, "entries by status, as `status_in_words` of an entry says"),
          field("left_over", COUNT, "of those that are Stopped: hosts that the job did not need"),
          field("tests", new Nested(TEST_COUNTS), "tests by outcome"));

  static final Shape JOB_DETAIL =
      JOB.with(
          "JobDetail",
          "A job with everything that was asked for.",
          field("verdict", LINE, "how it went, or where it stands, in one sentence"),
          field("control_file", LONG_TEXT, "as submitted"),
          field("synch_count", COUNT, "hosts in one run"),
          field("timeout", COUNT, "hours from creation until unfinished entries are aborted"),
          field("max_runtime_hrs", COUNT, "hours from an entry's start until it is aborted"),
          orNull("timeout_minutes", COUNT, "what counts where those hours are rounded up"),
          orNull("max_runtime_minutes", COUNT, "what counts where those hours are rounded up"),
          field("run_verify", FLAG, "whether hosts are verified before"),
          field("reboot_before", REBOOT_BEFORE, "whether hosts are rebooted before"),
          field("reboot_after", REBOOT_AFTER, "whether hosts are rebooted after"),
          field("parse_failed_repair", FLAG, "whether results of a failed repair count"),
          field("reserve_hosts", FLAG, "whether its hosts are reserved for its owner"),
          field("dependencies", LINES, "labels that every host must carry"),
          orNull("atomic_group", LINE, "the group that its hosts are of"),
          orNull("drone_set", LINE, "the set of drones that may run it; null: that of the lab"),
          field("keyvals", TEXTS, "copied into the results"),
          field("email_list", LINES, "who is told when it ends"),
          orNull("results_removed_at", TIME, "when its results directory was removed"),
          field("archived_to", LINES, "where its results are archived; the first three places"),
          orNull("source_job", ID, "the template or job that it was made from"),
          orNull("recurring_run", ID, "the recurring run that made it"));

  static final Shape ENTRY =
      Shape.of(
          "Entry",
          "One job on one host, or waiting for one.",
          field("id", ID, "number of the entry"),
          field("job_id", ID, "its job"),
          orNull("host", LINE, "null until one was chosen, and for a job without machines"),
          orNull("meta_host", LINE, "label any of whose hosts will do"),
          field("status", ENTRY_STATUS, "where it stands"),
          field("status_in_words", LINE, "`Aborted (Running)` while an abort is on its way"),
          field("aborted", FLAG, "whether an abort was asked for"),
          orNull("aborted_by", LINE, "who asked"),
          orNull("abort_reason", LINE, "why, as they said"),
          orNull("status_since", TIME, "when it came to stand there"),
          orNull("started_at", TIME, "when it was started"),
          orNull("finished_at", TIME, "when its life ended"),
          orNull("blame", BLAME, "who has to act, when it failed outside its tests"),
          orNull("problem", LINE, "what was attempted, on what, and what was observed"),
          orNull("results_path", LINE, "below the results root, once there is one"));

  private static final ValueType HOLDS =
      listOf(
          Shape.of(
              "Hold",
              "One rule that holds an entry back.",
              field("rule", LINE, "its name, which does not change, such as `LOCKED`"),
              field("reason", LINE, "what is so"),
              field("remedy", LINE, "what would end it")));

  static final Shape WAIT =
      Shape.of(
          "Wait",
          "Why an entry does not run yet.",
          field("entry_id", ID, "number of the entry"),
          orNull("host", LINE, "the host it wants"),
          orNull("meta_host", LINE, "the label any of whose hosts will do"),
          field("status", ENTRY_STATUS, "where it stands"),
          field("reason", LINE, "what holds it"),
          field("holds", HOLDS, "every rule that holds it, whatever the host"),
          field("remedy", LINE, "what would let it go on"),
          orNull(
              "ahead",
              COUNT,
              "entries before it for the same hosts, up to 10,000; null: no host would take it"),
          orNull("estimated_start", TIME, "judging by past runs; null: nothing is known"),
          orNull("estimated_from_runs", COUNT, "how many past runs that is judged by"),
          field(
              "hosts",
              listOf(
                  Shape.of(
                      "HostObstacle",
                      "Why one host cannot take the entry now.",
                      field("host", LINE, "host name"),
                      field("reason", LINE, "what is in the way first"),
                      field("holds", HOLDS, "every rule that is in the way"))),
              "hosts it could have, up to 50, and what is in the way at each"));

  static final Shape PREVIEW =
      Shape.of(
          "ControlPreview",
          "The control file that chosen tests make.",
          field("control_file", LONG_TEXT, "whole"),
          field("control_type", CONTROL_TYPE, "where it would run"),
          field("synch_count", COUNT, "hosts in one run"),
          field("dependencies", LINES, "labels that the tests need"));

  static final Shape CREATED_JOB =
      Shape.of("CreatedJob", "A job that was accepted.", field("id", ID, "number of the job"));

  static final Shape ABORTED =
      Shape.of(
          "AbortedEntries",
          "What an abort reached.",
          field("entries", new ListOf(ID, 100_000), "entries that will now end as Aborted"));

  static final Shape HOST =
      Shape.of(
          "Host",
          "A machine.",
          field("hostname", LINE, "its name, which is also its address for ssh"),
          field("status", HOST_STATUS, "where it stands"),
          field("locked", FLAG, "takes no new work"),
          orNull("locked_by", LINE, "who locked it"),
          orNull("lock_reason", LINE, "why it is locked"),
          orNull("lock_expires", TIME, "when the lock ends by itself"),
          orNull("reserved_for", LINE, "the user whose jobs alone get it"),
          orNull("reserved_until", TIME, "when the reservation ends by itself"),
          orNull("reservation_reason", LINE, "why it is reserved"),
          orNull("platform", LINE, "the one label that is a platform"),
          field("labels", LINES, "the other labels"),
          field("acl_groups", LINES, "whose members may use it"),
          orNull("running_job", ID, "the job that holds it now"),
          field("runs", COUNT, "entries of jobs that ended on it in the last 30 days"),
          field("failures", COUNT, "those of them that failed by its own fault"));

  static final Shape RELIABILITY =
      Shape.of(
          "Reliability",
          "What ended on a host in the last 30 days, as it was counted at most ten minutes ago.",
          field("completed", COUNT, "entries of jobs that completed, whatever their tests said"),
          field("aborted", COUNT, "entries that were aborted"),
          field("failed_host", COUNT, "entries that failed by the host's fault"),
          field("failed_lab", COUNT, "entries that failed by the lab's fault"),
          field("failed_other", COUNT, "entries that failed by the fault of others, or a bug"),
          field("verifies", COUNT, "verifies"),
          field("verifies_failed", COUNT, "those that failed"),
          field("repairs", COUNT, "repairs"),
          field("repairs_failed", COUNT, "those that failed"));

  static final Shape HOST_DETAIL =
      HOST.with(
          "HostDetail",
          "A machine with everything known of it.",
          orNull("locked_at", TIME, "when it was locked"),
          field("protection", PROTECTION, "how far a repair may go"),
          field("dirty", FLAG, "used since its last cleanup"),
          orNull(
              "task_waits",
              LINE,
              "why no process may be started for its next verify, cleanup or repair"),
          field("attributes", TEXTS, "free values by name"),
          field("reliability", new Nested(RELIABILITY), "how it has served lately"));

  static final Shape HOST_EVENT =
      Shape.of(
          "HostEvent",
          "Something that ran on a host: an entry of a job, or a special task.",
          field("kind", choice("Job", "Verify", "Cleanup", "Repair"), "what ran"),
          field("id", ID, "of the entry or of the task"),
          orNull("job_id", ID, "the job, for a task the job that waited for it"),
          field("name", LINE, "of the job; empty for a task"),
          field("by", LINE, "user name"),
          field("status", LINE, "where it stands"),
          orNull("started_at", TIME, "when it was started"),
          orNull("finished_at", TIME, "when it ended"),
          orNull("blame", BLAME, "who has to act, when it failed outside its tests"),
          orNull("problem", LINE, "what was attempted, on what, and what was observed"),
          orNull("results_path", LINE, "below the results root, once there is one"));

  static final Shape TASK =
      Shape.of(
          "RequestedTask",
          "A special task that was asked for.",
          field("hostname", LINE, "where"),
          field("task", choice("Verify", "Repair"), "what will be done"));

  static final Shape TEST =
      Shape.of(
          "CatalogueTest",
          "A test that jobs can be made of.",
          field("name", LINE, "of the test"),
          field("description", LONG_TEXT, "what it does"),
          field("author", LINE, "who wrote it"),
          field("control_type", CONTROL_TYPE, "where its control file runs"),
          field("time", LINE, "SHORT, MEDIUM or LONG"),
          field("test_class", LINE, "for example Kernel"),
          field("test_category", LINE, "for example Functional"),
          field("synch_count", COUNT, "hosts in one run"),
          orNull("directory", LINE, "that of `path`, where jobs may name the test by it too"),
          field("path", LINE, "of its control file below the tests directory"));

  static final Shape ATOMIC_GROUP =
      Shape.of(
          "AtomicGroup",
          "Hosts that a job takes together or not at all.",
          field("name", LINE, "what it is called"),
          field("description", new Text(10_000), "free text"),
          orNull("max_number_of_machines", COUNT, "most hosts that one job gets; null: all"),
          field("labels", LINES, "labels whose hosts are members"),
          field("hosts", COUNT, "hosts of the inventory that are members"));

  static final Shape TEST_RESULT =
      Shape.of(
          "TestResult",
          "How one test went on one host.",
          field("id", ID, "number of the row"),
          orNull("job_id", ID, "its job; null for results that came from elsewhere"),
          field("test", LINE, "name of the test"),
          field("subdir", LINE, "its directory below the job's; empty when it has none"),
          field("host", LINE, "where it ran"),
          field("status", TEST_STATUS, "how it went"),
          orNull("blame", BLAME, "who has to act, when it did not pass"),
          field("reason", LONG_TEXT, "why, in the test's words"),
          orNull("started_at", TIME, "when it began"),
          orNull("finished_at", TIME, "when it ended"));

  static final Shape TEST_RESULT_DETAIL =
      TEST_RESULT.with(
          "TestResultDetail",
          "One test result with all that was recorded.",
          field("job_name", LINE, "label of its job"),
          field("kernel", LINE, "kernel it ran on; empty when unknown"),
          field("attributes", TEXTS, "keyvals of the test and of its host"),
          field("labels", LINES, "given to it by people"),
          field(
              "iterations",
              listOf(
                  Shape.of(
                      "Iteration",
                      "One round of a test.",
                      field("number", ID, "from 1"),
                      field("attributes", TEXTS, "texts by name"),
                      field(
                          "values",
                          new MapOf(new ValueType.Decimal(), 10_000),
                          "measurements by name; one that is no finite number is null"))),
              "in order"),
          field(
              "logs",
              listOf(
                  Shape.of(
                      "LogFile",
                      "A file of the results.",
                      field(
                          "path",
                          LINE,
                          "below the directory of the test, or of the execution; for results.log"),
                      field("size_bytes", COUNT, "length"),
                      field("modified_at", TIME, "when it was last written"))),
              "at most 2,000, in path order"));

  static final Shape STATUS =
      Shape.of(
          "ServerStatus",
          "Whether the lab works.",
          field("version", LINE, "of the server"),
          field("time", TIME, "the server's clock"),
          field("dispatcher_alive", FLAG, "a dispatcher has renewed its lease"),
          field("entries_queued", COUNT, "wait"),
          field("entries_running", COUNT, "hold a host or a process"),
          field("hosts", COUNTS, "hosts by status"));

  static final Shape ROUND =
      Shape.of(
          "Round",
          "One turn of a dispatcher's loop in which it decided something.",
          field("id", ID, "number of the row"),
          field("dispatcher", LINE, "its name"),
          field("number", COUNT, "counts all turns since it was started"),
          field("began_at", TIME, "when"),
          field("took_us", COUNT, "microseconds from its begin to its end"),
          field("cpu_us", COUNT, "microseconds of processor time of the loop"),
          field("changes", COUNT, "changes of the lab that it took in"),
          field("lost", COUNT, "decisions dropped because a row had changed meanwhile"),
          field("decided", COUNT, "decisions"),
          field("summary", LINE, "all of them by kind: `hosts taken: 2, runs started: 1`"),
          field(
              "decisions",
              listOf(
                  Shape.of(
                      "Decision",
                      "What was decided, and why.",
                      field("kind", LINE, "as in the summary"),
                      field("count", COUNT, "of what the kind names"),
                      orNull("job_id", ID, "null when it is about none"),
                      orNull("host", LINE, "null when it is about none, or about several"),
                      field("reason", LINE, "why"))),
              "the first of them, up to 20"));

  private Shapes() {}

  private static <T> Choice choice(T[] values, java.util.function.Function<T, String> word) {
    return new Choice(Arrays.stream(values).map(word).toList());
  }

  private static Choice choice(String... words) {
    return new Choice(List.of(words));
  }
}
