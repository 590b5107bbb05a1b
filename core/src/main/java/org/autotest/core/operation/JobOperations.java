package org.autotest.core.operation;

import static org.autotest.core.operation.Argument.body;
import static org.autotest.core.operation.Argument.header;
import static org.autotest.core.operation.Argument.path;
import static org.autotest.core.operation.Argument.query;
import static org.autotest.core.operation.Operation.Method.GET;
import static org.autotest.core.operation.Operation.Method.POST;
import static org.autotest.core.operation.ValueType.FLAG;
import static org.autotest.core.operation.ValueType.ID;
import static org.autotest.core.operation.ValueType.LINE;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.autotest.core.job.JobOptions;
import org.autotest.core.job.TimeLimit;
import org.autotest.core.operation.ValueType.ListOf;
import org.autotest.core.operation.ValueType.MapOf;
import org.autotest.core.operation.ValueType.Text;
import org.autotest.core.operation.ValueType.Whole;

/// Operations on jobs.
final class JobOperations {
  private static final ListOf NAMES = new ListOf(LINE, 20_000);
  private static final Whole HOURS = new Whole(1, TimeLimit.MAX.toHours());
  private static final Whole MINUTES = new Whole(1, TimeLimit.MAX.toMinutes());
  private static final JobOptions STANDARD = JobOptions.DEFAULTS;
  private static final Argument JOB = path("id", ID, "number of the job");
  private static final Argument TESTS =
      body(
          "tests",
          new ListOf(LINE, 500),
          "names or directories of tests, in the order to run them");

  private static final Argument ARGS =
      body(
          "args",
          new MapOf(new Text(4_000), 100),
          "arguments for the one test that is chosen, in place of those in its control file; whole "
              + "numbers, fractions, true and false are such, everything else, or what stands in "
              + "quotes, is text");

  private static final ListOf KERNEL_NAMES = new ListOf(LINE, 20);
  private static final Argument KERNELS =
      body(
          "kernels",
          KERNEL_NAMES,
          "kernels that are booted one after the other, the tests running on each: versions, or "
              + "files or URLs of sources, which are built, or of packages (.deb, .rpm)");

  private static final Argument KERNEL_CONFIGS =
      body(
          "kernel_configs",
          KERNEL_NAMES,
          "configurations of the kernels, in the same order, files or URLs; none: as the running "
              + "kernel's");

  private static final Argument KERNEL_CMDLINE =
      body("kernel_cmdline", LINE, "further words for the command line of each kernel");

  private static final Argument FORCE =
      body("force", FLAG, "take it although no host can ever take it as the lab is now")
          .otherwise("false");

  static final Operation LIST =
      new Operation(
          "job.list",
          GET,
          "/jobs",
          "List jobs, newest first",
          "",
          Permission.USER,
          List.of(
              query(
                      "state",
                      ValueType.choice("all", "queued", "running", "finished", "template"),
                      "queued: no entry has begun; finished: all have ended; template: never runs; "
                          + "running: the rest")
                  .otherwise("all"),
              query("owner", LINE, "only jobs of this user"),
              query("name", LINE, "only jobs whose name contains this, in any case"),
              query("host", LINE, "only jobs with an entry on this host"),
              Paging.LIMIT,
              Paging.AFTER),
          new Result.Page(Shapes.JOB));

  static final Operation SHOW =
      new Operation(
          "job.show",
          GET,
          "/jobs/{id}",
          "Show one job with its verdict and options",
          "",
          Permission.USER,
          List.of(JOB),
          new Result.Item(Shapes.JOB_DETAIL));

  static final Operation ENTRIES =
      new Operation(
          "job.entries",
          GET,
          "/jobs/{id}/entries",
          "List the host queue entries of a job",
          "",
          Permission.USER,
          List.of(JOB, Paging.LIMIT, Paging.AFTER),
          new Result.Page(Shapes.ENTRY));

  static final Operation TEST_RESULTS =
      new Operation(
          "job.tests",
          GET,
          "/jobs/{id}/tests",
          "List the test results of a job",
          "Rows appear while the job runs. Rows of the job itself (SERVER_JOB, CLIENT_JOB) are left "
              + "out unless asked for.",
          Permission.USER,
          List.of(
              JOB,
              query("job_rows", FLAG, "also rows of the job itself").otherwise("false"),
              Paging.LIMIT,
              Paging.AFTER),
          new Result.Page(Shapes.TEST_RESULT));

  static final Operation WHY =
      new Operation(
          "job.why",
          GET,
          "/jobs/{id}/why",
          "Say why entries of a job do not run yet, and what would let them",
          "",
          Permission.USER,
          List.of(JOB),
          new Result.Page(Shapes.WAIT));

  static final Operation PREVIEW =
      new Operation(
          "job.preview",
          POST,
          "/jobs/preview",
          "Show the control file that chosen tests make, without creating a job",
          "",
          Permission.USER,
          List.of(TESTS.mandatory(), ARGS, KERNELS, KERNEL_CONFIGS, KERNEL_CMDLINE),
          new Result.Item(Shapes.PREVIEW));

  /// What a job is made of.
  private static final List<Argument> WISHES =
      List.of(
          body("name", LINE, "what to call it").mandatory(),
          TESTS,
          ARGS,
          KERNELS,
          KERNEL_CONFIGS,
          KERNEL_CMDLINE,
          body("control_file", new Text(1_000_000), "control file, instead of tests"),
          body("control_type", Shapes.CONTROL_TYPE, "where the control file runs")
              .otherwise("Client"),
          body("hosts", NAMES, "names of hosts, one entry each"),
          body("meta_hosts", NAMES, "names of labels, one entry for each mention"),
          body(
              "atomic_group",
              LINE,
              "name of a group: hosts of it together, as many as it gives; or those named"),
          body("one_time_hosts", NAMES, "names of machines outside the inventory"),
          body("hostless", FLAG, "runs on no machine; needs a Server control file")
              .otherwise("false"),
          body(
              "synch_count", new Whole(1, 10_000), "hosts in one run; else as the tests say, or 1"),
          body("dependencies", NAMES, "labels that every host must carry"),
          body("drone_set", LINE, "the set of drones that may run it; else your default, if any"),
          body("priority", Shapes.PRIORITY, "how urgent").otherwise(STANDARD.priority().word()),
          body(
              "timeout",
              HOURS,
              "hours from creation until unfinished entries are aborted; else as the lab says"),
          body("timeout_minutes", MINUTES, "the same in minutes, in place of hours"),
          body(
              "max_runtime_hrs",
              HOURS,
              "hours from an entry's start until it is aborted; else as the lab says"),
          body("max_runtime_minutes", MINUTES, "the same in minutes, in place of hours"),
          body("run_verify", FLAG, "verify hosts before")
              .otherwise(Boolean.toString(STANDARD.runVerify())),
          body("reboot_before", Shapes.REBOOT_BEFORE, "reboot hosts before; else as you prefer"),
          body("reboot_after", Shapes.REBOOT_AFTER, "reboot hosts after; else as you prefer"),
          body("parse_failed_repair", FLAG, "count results of a failed repair as the job's")
              .otherwise(Boolean.toString(STANDARD.parseFailedRepair())),
          body(
                  "reserve_hosts",
                  FLAG,
                  "reserve each host for you when the job gets it, until a day after it ended")
              .otherwise("false"),
          body("keyvals", new MapOf(new Text(300), 200), "copied into the results"),
          body("email_list", new ListOf(LINE, 20), "who is told when it ends"));

  static final Operation CREATE =
      new Operation(
          "job.create",
          POST,
          "/jobs",
          "Create a job",
          "Give tests or a control file, and hosts, labels, an atomic group, one-time hosts or "
              + "hostless. What no host can ever take as the lab is now is refused with the reason, "
              + "unless forced. A second "
              + "request with the idempotency key of an earlier one answers with the earlier job.",
          Permission.USER,
          with(
              WISHES,
              body("template", FLAG, "it is kept to make jobs from, and never runs itself")
                  .otherwise("false"),
              FORCE,
              header(
                  "idempotency_key",
                  new Text(100),
                  "any text of your own; makes a request that is repeated within a week harmless")),
          new Result.Item(Shapes.CREATED_JOB));

  static final Operation CHECK =
      new Operation(
          "job.check",
          POST,
          "/jobs/check",
          "See whether the lab can ever run a job, without making it",
          "Refuses what job.create would refuse.",
          Permission.USER,
          WISHES,
          new Result.Nothing());

  static final Operation CLONE =
      new Operation(
          "job.clone",
          POST,
          "/jobs/{id}/clone",
          "Make a job again, or a job of a template",
          "Everything that was asked for is asked for again, keyvals and labels included. What is "
              + "given here comes in its place.",
          Permission.USER,
          List.of(
              JOB,
              body(
                      "which",
                      ValueType.choice("similar", "same", "failed"),
                      "similar: any hosts again where labels were named; same: the hosts that it "
                          + "had; failed: those of them where it or a test failed, or which were "
                          + "aborted or stopped")
                  .otherwise("similar"),
              body("name", LINE, "what to call it; else as before"),
              body("hosts", NAMES, "names of hosts, instead of where it ran"),
              body("meta_hosts", NAMES, "names of labels, instead of where it ran"),
              body("priority", Shapes.PRIORITY, "how urgent; else as before"),
              body("email_list", new ListOf(LINE, 20), "who is told when it ends"),
              body("template", FLAG, "make a template, which never runs itself").otherwise("false"),
              FORCE,
              header(
                  "idempotency_key",
                  new Text(100),
                  "any text of your own; makes a request that is repeated within a week harmless")),
          new Result.Item(Shapes.CREATED_JOB));

  static final Operation ABORT =
      new Operation(
          "job.abort",
          POST,
          "/jobs/{id}/abort",
          "Abort a job, or some of its entries",
          "Entries that have ended stay as they are. A part of a started synchronous group is "
              + "refused, but for whole_groups.",
          Permission.USER,
          List.of(
              JOB,
              body("hosts", NAMES, "only entries on these hosts"),
              body("entries", new ListOf(ID, 20_000), "only entries of these numbers"),
              body("whole_groups", FLAG, "also the entries that run together with those")
                  .otherwise("false"),
              body("reason", LINE, "why, for those who look at it later")),
          new Result.Item(Shapes.ABORTED));

  private static List<Argument> with(List<Argument> first, Argument... more) {
    return Stream.concat(first.stream(), Arrays.stream(more)).toList();
  }

  private JobOperations() {}
}
