package org.autotest.core.tko;

import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.autotest.core.tko.JobResults.Abort;
import org.autotest.core.tko.JobResults.JobRow;
import org.jspecify.annotations.Nullable;

/// Results as a tree for a JSON printer.
///
/// A keyval value that is a whole number becomes a number, one that is a decimal fraction too, but
/// only when printing the number gives the same text back: `007`, `6.10` and a number beyond the
/// range of doubles stay text.
final class JobResultsTree {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final Pattern WHOLE = Pattern.compile("0|[1-9]\\d{0,40}");
  private static final Pattern FRACTION = Pattern.compile("(?:0|[1-9]\\d{0,16})\\.\\d{1,17}");

  private JobResultsTree() {}

  static Map<String, @Nullable Object> of(JobResults results) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("job", job(results.job()));
    tree.put("keyval", values(results.keyvals()));
    tree.put(
        "tests", results.tests().stream().map(row -> test(row, results.job().machine())).toList());
    return tree;
  }

  private static Map<String, @Nullable Object> job(JobRow job) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("label", job.label().orElse(null));
    tree.put("user", job.user().orElse(null));
    tree.put("machine", job.machine());
    tree.put("machine_group", job.machineGroup());
    tree.put("machine_owner", job.machineOwner().orElse(null));
    tree.put("queued_time", time(job.times().queued()));
    tree.put("started_time", time(job.times().started()));
    tree.put("finished_time", time(job.times().finished()));
    tree.put("aborted_by", job.aborted().map(Abort::by).orElse(null));
    tree.put("aborted_on", time(job.aborted().flatMap(Abort::at)));
    return tree;
  }

  private static Map<String, @Nullable Object> test(TestRow test, String machine) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("testname", test.name());
    tree.put("subdir", test.subdir().orElse(null));
    tree.put("status", test.status().name());
    tree.put("reason", test.reason());
    tree.put("machine", machine);
    tree.put("started_time", time(test.started()));
    tree.put("finished_time", time(test.finished()));
    tree.put("kernel", kernel(test.kernel()));
    tree.put("attributes", values(test.attributes()));
    tree.put("iterations", test.iterations().stream().map(JobResultsTree::iteration).toList());
    tree.put("labels", List.of());
    return tree;
  }

  private static Map<String, @Nullable Object> kernel(Kernel kernel) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("base", kernel.base());
    tree.put("hash", kernel.hash());
    tree.put(
        "patches",
        kernel.patches().stream()
            .map(patch -> List.of(patch.spec(), patch.reference(), patch.hash()))
            .toList());
    return tree;
  }

  private static Map<String, @Nullable Object> iteration(Iteration iteration) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("index", iteration.index());
    tree.put("attr", new LinkedHashMap<>(iteration.attributes()));
    tree.put("perf", new LinkedHashMap<>(iteration.perf()));
    return tree;
  }

  private static Map<String, @Nullable Object> values(Map<String, String> keyvals) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    keyvals.forEach((key, value) -> tree.put(key, value(value)));
    return tree;
  }

  private static Object value(String text) {
    if (WHOLE.matcher(text).matches()) {
      BigInteger number = new BigInteger(text);
      return number.bitLength() < Long.SIZE ? (Object) number.longValueExact() : number;
    }
    if (FRACTION.matcher(text).matches()) {
      double number = Double.parseDouble(text);
      return Double.toString(number).equals(text) ? (Object) number : text;
    }
    return text;
  }

  private static @Nullable String time(Optional<Instant> time) {
    return time.map(TIME::format).orElse(null);
  }
}
