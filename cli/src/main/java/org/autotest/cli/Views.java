package org.autotest.cli;

import static java.util.Map.entry;
import static org.autotest.cli.Column.age;
import static org.autotest.cli.Column.computed;
import static org.autotest.cli.Column.field;
import static org.autotest.cli.Column.more;
import static org.autotest.cli.Column.number;
import static org.autotest.cli.Column.plain;
import static org.autotest.cli.Column.record;
import static org.autotest.cli.Column.signed;
import static org.autotest.cli.Column.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.autotest.cli.Column.Shown;
import org.autotest.core.failure.Blame;
import org.autotest.core.host.HostStatus;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.operation.Operation;
import org.autotest.core.operation.Result;
import org.autotest.core.operation.Shape;
import org.autotest.core.operation.ValueType;
import org.autotest.core.sign.Sign;
import org.autotest.core.statuslog.StatusCode;
import tools.jackson.databind.JsonNode;

/// Which columns lists have on a screen, and which keys in records. A list that is not named here
/// has one of both for each plain field of its items.
final class Views {
  private static final Column ENTRY_STATUS =
      signed("Status", "status_in_words", Views::signOfEntry);
  private static final Column TEST_STATUS = signed("Status", "status", Views::signOfTest);
  private static final Column BLAME =
      computed("Blame", (item, _) -> blame(item).map(Blame::inWords).orElse(""), field("blame"));

  /// Fields that have a name of the original's.
  private static final Map<String, String> HEADINGS =
      Map.of(
          "hostname", "Host",
          "acl_groups", "ACLs",
          "locked_at", "Locked time",
          "status_counts", "Status Counts");

  private static final Map<String, List<Column>> VIEWS =
      Map.ofEntries(
          entry(
              "job.list",
              List.of(
                  number("Id", "id"),
                  text("Owner", "owner"),
                  text("Name", "name"),
                  text("State", "state"),
                  computed(
                      "Status Counts",
                      (job, _) -> shares(job.path("status_counts")),
                      job -> shares(job.path("status_counts"))),
                  computed("Tests", (job, _) -> outcomes(job.path("tests")), field("tests")),
                  age("Created", "created_at"),
                  more("Priority", "priority"),
                  more("Control type", "control_type"))),
          entry(
              "job.entries",
              List.of(
                  number("Id", "id"),
                  computed("Host", (entry, _) -> place(entry), field("host")),
                  record("Label", "meta_host"),
                  ENTRY_STATUS,
                  age("Since", "status_since"),
                  BLAME,
                  text("Problem", "problem"),
                  record("Aborted by", "aborted_by"),
                  record("Abort reason", "abort_reason"),
                  record("Started", "started_at"),
                  record("Finished", "finished_at"),
                  more("Results", "results_path"))),
          entry("job.tests", results(text("Host", "host"))),
          entry("results.list", results(text("Host", "host"), number("Job", "job_id"))),
          entry(
              "job.why",
              List.of(
                  number("Entry", "entry_id"),
                  computed("Host", (wait, _) -> place(wait), field("host")),
                  record("Label", "meta_host"),
                  text("Status", "status"),
                  text("Reason", "reason"),
                  text("Remedy", "remedy"),
                  number("Ahead", "ahead"),
                  computed(
                      "May start",
                      (wait, now) -> Words.mayStart(wait, now),
                      field("estimated_start")))),
          entry(
              "recur.list",
              List.of(
                  number("Id", "id"),
                  number("Job", "job_id"),
                  text("Name", "job_name"),
                  text("Owner", "owner"),
                  computed("When", (run, _) -> Words.when(run), field("cron")),
                  record("Zone", "zone"),
                  record("Every", "loop_period"),
                  text("State", "state"),
                  age("Next", "next_at"),
                  computed("Left", (run, _) -> Words.left(run), field("loop_count")),
                  text("Last", "last_outcome"),
                  number("Last job", "last_job_id"),
                  text("How it went", "last_job_verdict"),
                  more("Problem", "last_problem"))),
          entry(
              "host.list",
              List.of(
                  text("Host", "hostname"),
                  signed("Status", "status", Views::signOfHost),
                  computed("Locked", (host, _) -> lock(host), field("locked")),
                  record("Locked by", "locked_by"),
                  record("Lock reason", "lock_reason"),
                  record("Reserved for", "reserved_for"),
                  text("Platform", "platform"),
                  text("Labels", "labels"),
                  number("Job", "running_job"),
                  more("Runs", "runs"),
                  more("Failures", "failures"),
                  more("ACLs", "acl_groups"))),
          entry(
              "host.reservations",
              List.of(
                  text("Host", "hostname"),
                  text("For", "holder"),
                  text("State", "state"),
                  age("From", "starts_at"),
                  age("Until", "ends_at"),
                  text("Why", "reason"),
                  more("For labels", "for_labels"))),
          entry(
              "host.history",
              List.of(
                  text("Kind", "kind"),
                  number("Job Id", "job_id"),
                  text("Owner", "by"),
                  text("Name", "name"),
                  text("Status", "status"),
                  age("Started", "started_at"),
                  record("Finished", "finished_at"),
                  BLAME,
                  text("Problem", "problem"),
                  more("Results", "results_path"))),
          entry(
              "auth.tokens",
              List.of(
                  text("Name", "name"),
                  age("Since", "created_at"),
                  age("Last used", "last_used_at"),
                  age("Ends", "expires_at"),
                  computed(
                      "Current",
                      (token, _) -> token.path("current").asBoolean(false) ? "this" : "",
                      token -> token.path("current").asBoolean(false) ? "True" : "False"))),
          entry(
              "acl.list",
              List.of(
                  text("Name", "name"),
                  text("Description", "description"),
                  number("User count", "user_count"),
                  number("Host count", "host_count"),
                  plain("Users", "users", false, Shown.NAMED),
                  plain("Hosts", "hosts", false, Shown.NAMED))),
          entry(
              "server.rounds",
              List.of(
                  age("When", "began_at"),
                  text("Dispatcher", "dispatcher"),
                  computed(
                      "Took", (round, _) -> Words.millis(round.path("took_us")), field("took_us")),
                  computed("Decided", (round, _) -> Words.decided(round), field("summary")),
                  computed("Why", (round, _) -> Words.why(round), field("decisions")),
                  more("Changes", "changes"),
                  more("Dropped", "lost"))),
          entry(
              "test.list",
              List.of(
                  text("Name", "name"),
                  text("Type", "control_type"),
                  text("Class", "test_class"),
                  text("Time", "time"),
                  text("Directory", "directory"),
                  more("Path", "path"),
                  text("Description", "description"))));

  private Views() {}

  /// The columns of a list on a screen.
  static List<Column> onScreen(Operation operation, Set<Shown> shown) {
    return of(operation).filter(column -> shown.contains(column.shown())).toList();
  }

  /// The keys of a record, which are always the same.
  static List<Column> inRecords(Operation operation) {
    return of(operation).toList();
  }

  private static Stream<Column> of(Operation operation) {
    List<Column> view = VIEWS.get(operation.name());
    List<Column> columns = view == null ? ofFields(operation) : view;
    return Stream.concat(
        owner(operation)
            .filter(owner -> columns.stream().noneMatch(c -> c.heading().equals(owner.heading())))
            .stream(),
        columns.stream());
  }

  private static Optional<Column> owner(Operation operation) {
    return Owner.of(operation)
        .flatMap(
            owner ->
                switch (owner) {
                  case JOB -> Optional.of(plain("Job", "job_id", true, Shown.OF_SEVERAL));
                  case HOST -> Optional.of(plain("Host", "host", false, Shown.OF_SEVERAL));
                  case DIRECTORY -> Optional.empty();
                });
  }

  /// A heading for a field: `Lock reason` for `lock_reason`. What lists show too is called as
  /// there.
  static String heading(String field) {
    String known = HEADINGS.get(field);
    if (known != null) {
      return known;
    }
    String words = field.replace('_', ' ');
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  private static List<Column> results(Column... where) {
    List<Column> columns = new ArrayList<>(List.of(number("Id", "id"), text("Test", "test")));
    columns.addAll(Arrays.asList(where));
    columns.add(TEST_STATUS);
    columns.add(
        computed(
            "Time",
            (test, now) -> Words.between(test.path("started_at"), test.path("finished_at"), now),
            _ -> ""));
    columns.add(record("Started", "started_at"));
    columns.add(record("Finished", "finished_at"));
    columns.add(BLAME);
    columns.add(text("Reason", "reason"));
    columns.add(more("Subdir", "subdir"));
    return columns;
  }

  private static List<Column> ofFields(Operation operation) {
    if (!(operation.result() instanceof Result.Page(Shape item))) {
      throw new IllegalArgumentException(operation.name() + " answers no list");
    }
    return item.fields().stream()
        .map(
            field ->
                field.type() instanceof ValueType.Whole
                    ? number(heading(field.name()), field.name())
                    : text(heading(field.name()), field.name()))
        .toList();
  }

  static String place(JsonNode entry) {
    String host = Words.plain(entry.path("host"));
    String label = Words.plain(entry.path("meta_host"));
    if (host.isEmpty()) {
      return label.isEmpty() ? "(hostless)" : "any of " + label;
    }
    return host;
  }

  private static String lock(JsonNode host) {
    String holder = Words.plain(host.path("reserved_for"));
    String lock = lockAlone(host);
    return lock.isEmpty() && !holder.isEmpty() ? "reserved for " + holder : lock;
  }

  private static String lockAlone(JsonNode host) {
    if (!host.path("locked").asBoolean(false)) {
      return "";
    }
    String by = Words.plain(host.path("locked_by"));
    String reason = Words.plain(host.path("lock_reason"));
    return (by.isEmpty() ? "yes" : "by " + by) + (reason.isEmpty() ? "" : ": " + reason);
  }

  /// `Running=1(25%), Completed=3(75%)`.
  static String shares(JsonNode counts) {
    long all = 0;
    for (JsonNode count : counts.values()) {
      all += count.asLong(0);
    }
    List<String> parts = new ArrayList<>();
    for (Map.Entry<String, JsonNode> each : counts.properties()) {
      long count = each.getValue().asLong(0);
      parts.add("%s=%d(%d%%)".formatted(each.getKey(), count, all == 0 ? 0 : 100 * count / all));
    }
    return String.join(", ", parts);
  }

  /// `3 ✓ 1 ✗`: what there is any of.
  static String outcomes(JsonNode tests) {
    List<String> parts = new ArrayList<>();
    Map.of(
            "passed", Sign.PASSED,
            "failed", Sign.FAILED,
            "warned", Sign.WARNED,
            "infrastructure", Sign.INFRASTRUCTURE,
            "running", Sign.RUNNING)
        .entrySet()
        .stream()
        .sorted(Map.Entry.comparingByValue())
        .forEach(
            each -> {
              long count = tests.path(each.getKey()).asLong(0);
              if (count > 0) {
                parts.add(count + " " + each.getValue().glyph());
              }
            });
    return String.join(" ", parts);
  }

  private static Optional<Sign> signOfEntry(JsonNode entry) {
    return EntryStatus.ofWord(Words.plain(entry.path("status")))
        .map(status -> Sign.ofEntry(status, blame(entry)));
  }

  private static Optional<Sign> signOfTest(JsonNode test) {
    return StatusCode.ofWord(Words.plain(test.path("status")))
        .map(code -> Sign.ofTest(code, blame(test)));
  }

  private static Optional<Sign> signOfHost(JsonNode host) {
    return HostStatus.ofWord(Words.plain(host.path("status")))
        .map(status -> Sign.ofHost(status, host.path("locked").asBoolean(false)));
  }

  private static Optional<Blame> blame(JsonNode item) {
    String word = Words.plain(item.path("blame"));
    return Arrays.stream(Blame.values()).filter(each -> each.name().equals(word)).findFirst();
  }
}
