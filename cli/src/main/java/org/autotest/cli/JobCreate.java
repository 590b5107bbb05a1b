package org.autotest.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.autotest.core.failure.Blame;
import org.autotest.core.operation.Operations;
import org.autotest.core.operation.TypedLimits;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// `atest job create`: reads the control file, and tells hosts from labels.
final class JobCreate {
  /// Key of the option for labels whose hosts are taken one by one.
  static final String LABELS = "labels";

  /// Most hosts or labels that are fetched to be expanded.
  private static final int EXPANDED_MAX = 20_000;

  /// `3*x86` and `*x86`: any three hosts, any host of a label.
  private static final Pattern ANY_OF = Pattern.compile("(\\d{0,5})\\*(.+)");

  static final Verb VERB =
      wishes(
              Verb.of(
                  Operations.JOB_CREATE,
                  "atest job create nightly -t sleeptest --arg seconds=60 -m host1,host2",
                  "atest job create nightly -f control --machine '2*x86' --priority high"))
          .step(JobCreate::prepare);

  /// `atest job check`: the same, and makes nothing.
  static final Verb CHECK =
      wishes(
              Verb.of(
                  Operations.JOB_CHECK,
                  "atest job check nightly -t sleeptest -m host1,host2",
                  "atest job check nightly -f control --machine '2*x86'"))
          .step((arguments, own, session) -> read("job check", arguments, own, session));

  private JobCreate() {}

  private static Verb wishes(Verb verb) {
    return verb.items("name", "NAME", false)
        .also("tests", "-t", "--test")
        .also("args", "--arg")
        .also("kernels", "-k", "--kernel")
        .also("kernel_configs", "--kernel-config")
        .also("control_file", "-f")
        .preset("control_type", "Server", "run the control file on the server", "-s", "--server")
        .also("hosts", "-m", "--machine")
        .fileOf("hosts", "file that lists hosts", "-M", "--mlist")
        .own(LABELS, "LABELS", "all hosts that now carry all of these labels", "-b", "--labels")
        .also("atomic_group", "-G")
        .also("synch_count", "-y")
        .also("dependencies", "-d")
        .also("priority", "-p")
        .also("reboot_before", "-B")
        .also("reboot_after", "-a")
        .preset("run_verify", false, "do not verify hosts before", "-n", "--noverify")
        .also("timeout", "-o")
        .also("max_runtime_hrs", "--max-runtime")
        .also("email_list", "-e", "--email")
        .also("keyvals", "--keyval");
  }

  private static void prepare(
      Map<String, Object> arguments, Map<String, Object> own, Session session) {
    arguments.putIfAbsent("idempotency_key", UUID.randomUUID().toString());
    read("job create", arguments, own, session);
  }

  private static void read(
      String typed, Map<String, Object> arguments, Map<String, Object> own, Session session) {
    TypedLimits.read(arguments);
    if (arguments.containsKey("control_type") && !texts(arguments.get("tests")).isEmpty()) {
      throw new CliFailure(
          Blame.SUBMITTER,
          "%s: tests say themselves where they run, so --server goes with a control file alone"
              .formatted(typed));
    }
    if (arguments.get("control_file") instanceof String file) {
      arguments.put("control_file", ItemList.text(file, session.around()));
    }
    targets(typed, arguments, own, session);
  }

  /// Tells hosts from labels: `3*x86` among the hosts asks for any three of a label.
  ///
  /// @param typed the verb, as refusals name it: `job create`
  static void targets(
      String typed, Map<String, Object> arguments, Map<String, Object> own, Session session) {
    List<String> hosts = new ArrayList<>();
    List<String> metaHosts = new ArrayList<>(texts(arguments.get("meta_hosts")));
    for (String each : texts(arguments.get("hosts"))) {
      Matcher anyOf = ANY_OF.matcher(each);
      if (anyOf.matches()) {
        int count = anyOf.group(1).isEmpty() ? 1 : Integer.parseInt(anyOf.group(1));
        for (String label : labels(typed, anyOf.group(2), session)) {
          metaHosts.addAll(Collections.nCopies(count, label));
        }
      } else {
        hosts.add(each);
      }
    }
    if (own.get(LABELS) instanceof String labels) {
      hosts.addAll(hostsWith(typed, ItemList.split(labels), session));
    }
    put(arguments, "hosts", List.copyOf(new LinkedHashSet<>(hosts)));
    put(arguments, "meta_hosts", metaHosts);
  }

  private static void put(Map<String, Object> arguments, String name, List<String> values) {
    arguments.remove(name);
    if (!values.isEmpty()) {
      arguments.put(name, values);
    }
  }

  /// One label, or all whose name begins with what stands before a star.
  private static Set<String> labels(String typed, String name, Session session) {
    if (!name.endsWith("*")) {
      return Set.of(name);
    }
    Set<String> found = new LinkedHashSet<>();
    ByName.find(Operations.LABEL_LIST, Map.of(), name, EXPANDED_MAX, session)
        .rows()
        .forEach(label -> found.add(label.path("name").asString("")));
    if (found.isEmpty()) {
      throw new CliFailure(
          Blame.SUBMITTER,
          "%s: no label begins with '%s'. Try: atest label list"
              .formatted(typed, name.substring(0, name.length() - 1)));
    }
    return found;
  }

  private static List<String> hostsWith(String typed, List<String> labels, Session session) {
    JsonNode page =
        session.api().callForList(Operations.HOST_LIST, Map.of("labels", labels), EXPANDED_MAX);
    List<String> hosts = new ArrayList<>();
    page.path("items").forEach(host -> hosts.add(host.path("hostname").asString("")));
    if (hosts.isEmpty()) {
      throw new CliFailure(
          Blame.SUBMITTER,
          "%s: no host carries all of %s. Try: atest host list"
              .formatted(typed, String.join(", ", labels)));
    }
    return hosts;
  }

  private static List<String> texts(@Nullable Object value) {
    return value instanceof List<?> list ? list.stream().map(Object::toString).toList() : List.of();
  }
}
