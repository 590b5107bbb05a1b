package org.autotest.web.jobs;

import io.javalin.http.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.autotest.core.job.JobOptions;
import org.autotest.core.job.NewJob;
import org.autotest.core.job.TimeLimit;
import org.autotest.core.operation.TypedLimits;
import org.autotest.web.action.LabStandards;
import org.autotest.web.page.TypedList;

/// The fields of the form for a new job: as they were typed, and as the arguments that they mean.
///
/// @param texts fields with one value, by name
/// @param tests names of those that were ticked
/// @param hosts names of those that were ticked
record JobForm(Map<String, String> texts, Set<String> tests, Set<String> hosts) {
  private static final Pattern SEPARATORS = Pattern.compile("[\\s,;]+");
  private static final Pattern TIMES = Pattern.compile("(\\d{1,5})\\s*\\*\\s*(\\S.*)");

  /// More than a request may name, so that too many are refused and not left out.
  private static final int LABELS_MAX = 20_001;

  private static final List<String> SINGLE =
      List.of(
          "name",
          "args",
          "kernel_cmdline",
          "control_file",
          "control_type",
          "synch_count",
          "atomic_group",
          "drone_set",
          "priority",
          "timeout",
          "max_runtime_hrs",
          "reboot_before",
          "reboot_after",
          "keyvals");
  private static final List<String> TYPED_LISTS =
      List.of(
          "more_hosts",
          "meta_hosts",
          "one_time_hosts",
          "dependencies",
          "email_list",
          "kernels",
          "kernel_configs");
  private static final List<String> TICKS =
      List.of("hostless", "run_verify", "parse_failed_repair", "reserve_hosts", "force");
  private static final String TEMPLATE = "template";

  /// A form as it is offered at first.
  static JobForm fresh(LabStandards standards) {
    Map<String, String> texts = new TreeMap<>();
    texts.put("priority", JobOptions.DEFAULTS.priority().word());
    texts.put("timeout", limit(standards.timeout()));
    texts.put("max_runtime_hrs", limit(standards.maxRuntime()));
    texts.put("run_verify", "true");
    texts.put("parse_failed_repair", "true");
    texts.put("control_type", "Client");
    return new JobForm(texts, new LinkedHashSet<>(), new LinkedHashSet<>());
  }

  /// A form filled with what an earlier job asked for.
  ///
  /// @param job as it would be made again
  static JobForm like(NewJob job) {
    JobForm form = fresh(LabStandards.USUAL);
    Map<String, String> texts = form.texts;
    NewJob.Targets targets = job.targets();
    form.hosts.addAll(targets.hosts());
    Map<String, Integer> labels = new LinkedHashMap<>();
    targets.metaHosts().forEach(label -> labels.merge(label, 1, Integer::sum));
    List<String> wanted = new ArrayList<>();
    labels.forEach((label, count) -> wanted.add(count == 1 ? label : count + "*" + label));
    texts.put("meta_hosts", String.join(", ", wanted));
    texts.put("one_time_hosts", String.join(", ", targets.oneTimeHosts()));
    texts.put("hostless", Boolean.toString(targets.hostless()));
    targets.atomicGroup().ifPresent(group -> texts.put("atomic_group", group));
    texts.put("name", job.name());
    texts.put("control_file", job.control().text());
    texts.put("control_type", job.control().type().word());
    form.run(job.wishes());
    texts.put("dependencies", String.join(", ", job.dependencies().stream().sorted().toList()));
    texts.put("email_list", String.join(", ", job.emailList()));
    List<String> keyvals = new ArrayList<>();
    new TreeMap<>(job.keyvals()).forEach((key, value) -> keyvals.add(key + "=" + value));
    texts.put("keyvals", String.join("\n", keyvals));
    return form;
  }

  private void run(NewJob.Wishes wishes) {
    texts.put("synch_count", Integer.toString(wishes.synchCount()));
    texts.put("priority", wishes.priority().word());
    texts.put("timeout", limit(wishes.timeout()));
    texts.put("max_runtime_hrs", limit(wishes.maxRuntime()));
    texts.put("run_verify", Boolean.toString(wishes.runVerify()));
    texts.put("parse_failed_repair", Boolean.toString(wishes.parseFailedRepair()));
    texts.put("reserve_hosts", Boolean.toString(wishes.reserveHosts()));
    wishes.rebootBefore().ifPresent(when -> texts.put("reboot_before", when.word()));
    wishes.rebootAfter().ifPresent(when -> texts.put("reboot_after", when.word()));
    wishes.droneSet().ifPresent(set -> texts.put("drone_set", set));
  }

  /// `72`, hours, or `90m`.
  private static String limit(Duration limit) {
    return TimeLimit.minutes(limit)
        .map(minutes -> minutes + "m")
        .orElseGet(() -> Long.toString(limit.toHours()));
  }

  /// A form as it was sent.
  static JobForm sent(Context http) {
    Map<String, String> texts = new TreeMap<>();
    for (List<String> names : List.of(SINGLE, TYPED_LISTS)) {
      for (String name : names) {
        String value = http.formParam(name);
        texts.put(name, value == null ? "" : value);
      }
    }
    for (String name : TICKS) {
      texts.put(name, Boolean.toString(http.formParam(name) != null));
    }
    return new JobForm(
        texts,
        new LinkedHashSet<>(http.formParams("tests")),
        new LinkedHashSet<>(http.formParams("hosts")));
  }

  /// The same, to be kept and not to be run.
  JobForm asTemplate() {
    texts.put(TEMPLATE, "true");
    return this;
  }

  boolean isTemplate() {
    return texts.containsKey(TEMPLATE);
  }

  /// As `job.preview` takes it.
  Map<String, Object> preview() {
    return Map.of(
        "tests",
        List.copyOf(tests),
        "args",
        texts.getOrDefault("args", ""),
        "kernels",
        words("kernels"),
        "kernel_configs",
        words("kernel_configs"),
        "kernel_cmdline",
        texts.getOrDefault("kernel_cmdline", ""));
  }

  /// As `job.create` takes it.
  Map<String, Object> arguments(String key) {
    Map<String, Object> raw = new LinkedHashMap<>();
    for (String name : SINGLE) {
      raw.put(name, texts.getOrDefault(name, ""));
    }
    TypedLimits.read(raw);
    for (String name : TICKS) {
      raw.put(name, texts.getOrDefault(name, "false"));
    }
    Set<String> allHosts = new LinkedHashSet<>(hosts);
    allHosts.addAll(words("more_hosts"));
    raw.put("hosts", List.copyOf(allHosts));
    raw.put("tests", List.copyOf(tests));
    raw.put("one_time_hosts", words("one_time_hosts"));
    raw.put("email_list", words("email_list"));
    raw.put("kernels", words("kernels"));
    raw.put("kernel_configs", words("kernel_configs"));
    raw.put("dependencies", TypedList.of(texts.getOrDefault("dependencies", "")));
    raw.put("meta_hosts", labels());
    raw.put("idempotency_key", key);
    raw.put(TEMPLATE, Boolean.toString(isTemplate()));
    // The text of a control file ends as people end texts, not as browsers send them.
    raw.put("control_file", texts.getOrDefault("control_file", "").replace("\r\n", "\n"));
    return raw;
  }

  /// `2*kvm, laptop` stands for kvm twice and laptop once.
  private List<String> labels() {
    List<String> labels = new ArrayList<>();
    for (String piece : TypedList.of(texts.getOrDefault("meta_hosts", ""))) {
      Matcher times = TIMES.matcher(piece);
      if (times.matches()) {
        int count = Math.min(LABELS_MAX - labels.size(), Integer.parseInt(times.group(1)));
        labels.addAll(Collections.nCopies(Math.max(0, count), times.group(2).strip()));
      } else {
        labels.add(piece);
      }
    }
    return labels;
  }

  private List<String> words(String name) {
    return Arrays.stream(SEPARATORS.split(texts.getOrDefault(name, ""), -1))
        .map(String::strip)
        .filter(piece -> !piece.isEmpty())
        .toList();
  }
}
