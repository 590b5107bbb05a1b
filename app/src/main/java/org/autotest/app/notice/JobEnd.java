package org.autotest.app.notice;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.sign.Sign;
import org.autotest.store.views.EntryView;
import org.autotest.store.views.JobSummary;
import org.jspecify.annotations.Nullable;

/// How a job ended, in words for people and for programs.
///
/// @param entries of the job; all have ended
/// @param page of the job; empty where nobody said how the web server is reached
record JobEnd(JobSummary job, List<EntryView> entries, Optional<String> page) {
  JobEnd {
    entries = List.copyOf(entries);
  }

  /// The whole, ready to be sent.
  Message message() {
    return new Message(subject(), text(), fields());
  }

  /// One line: `Job 17 nightly: 1 Completed, 1 Failed; 3 of 4 tests passed`.
  String subject() {
    return line("Job %d %s: %s".formatted(job.id().value(), job.name(), result()));
  }

  private String result() {
    int tests = job.tests().total();
    String entriesInWords =
        statuses().entrySet().stream()
            .map(status -> status.getValue() + " " + status.getKey())
            .reduce((one, other) -> one + ", " + other)
            .orElse("nothing to do");
    return tests == 0
        ? entriesInWords
        : "%s; %d of %d tests passed".formatted(entriesInWords, job.tests().of(Sign.PASSED), tests);
  }

  /// The whole message, as plain text.
  String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        line(
            "Job %d, %s, of %s is over: %s."
                .formatted(job.id().value(), job.name(), job.owner(), result())));
    text.append('\n');
    page.ifPresent(address -> text.append(address).append('\n'));
    text.append('\n');
    entries.forEach(entry -> text.append(text(entry)));
    return text.toString();
  }

  private static String text(EntryView entry) {
    StringBuilder text = new StringBuilder();
    text.append(
            line(
                "%-30s %-10s %d of %d tests passed"
                    .formatted(
                        where(entry),
                        entry.status().word(),
                        entry.tests().of(Sign.PASSED),
                        entry.tests().total())))
        .append('\n');
    entry
        .abortedBy()
        .map(login -> entry.abortReason().map(why -> login + ": " + why).orElse(login))
        .ifPresent(by -> text.append("    ").append(line("aborted by " + by)).append('\n'));
    entry
        .failure()
        .map(failure -> "%s (blame: %s)".formatted(failure.problem(), failure.blame().inWords()))
        .ifPresent(why -> text.append("    ").append(line(why)).append('\n'));
    return text.toString();
  }

  /// The same for programs; becomes one JSON object.
  Map<String, @Nullable Object> fields() {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("event", "job_over");
    fields.put("job", job.id().value());
    fields.put("name", job.name());
    fields.put("owner", job.owner());
    fields.put("entries", statuses());
    fields.put("tests_passed", job.tests().of(Sign.PASSED));
    fields.put("tests", job.tests().total());
    fields.put("url", page.orElse(null));
    fields.put("hosts", entries.stream().map(JobEnd::fields).toList());
    return fields;
  }

  private static Map<String, @Nullable Object> fields(EntryView entry) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("host", entry.host().orElse(null));
    fields.put("status", entry.status().word());
    fields.put("tests_passed", entry.tests().of(Sign.PASSED));
    fields.put("tests", entry.tests().total());
    fields.put("aborted_by", entry.abortedBy().orElse(null));
    fields.put("abort_reason", entry.abortReason().orElse(null));
    fields.put("problem", entry.failure().map(EntryView.Failure::problem).orElse(null));
    fields.put("blame", entry.failure().map(failure -> failure.blame().name()).orElse(null));
    return fields;
  }

  private static String where(EntryView entry) {
    return entry
        .host()
        .orElseGet(() -> entry.metaHost().map(label -> "a host of " + label).orElse("no host"));
  }

  /// How many entries have each status.
  private Map<String, Integer> statuses() {
    Map<String, Integer> statuses = new LinkedHashMap<>();
    entries.forEach(entry -> statuses.merge(entry.status().word(), 1, Integer::sum));
    return statuses;
  }

  /// Names and problems come from users and hosts: no line of theirs begins another header.
  private static String line(String text) {
    return Message.line(text);
  }
}
