package org.autotest.web.watch;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.autotest.store.lab.LoopFigures;
import org.autotest.store.views.DroneViews.DroneLine;
import org.autotest.store.views.DroneViews.Standing;
import org.autotest.store.views.MetricViews.Dispatcher;
import org.autotest.store.views.MetricViews.Flow;
import org.autotest.store.views.MetricViews.Numbers;

/// The numbers as Prometheus reads them.
///
/// ```
/// # HELP autotest_entries Entries whose life is not over.
/// # TYPE autotest_entries gauge
/// autotest_entries{status="Queued"} 17
/// ```
final class Metrics {
  /// The media type of version 0.0.4 of the text format.
  static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final StringBuilder text = new StringBuilder();

  private Metrics() {}

  /// @param freeBytes where the results are; empty when that cannot be told
  static String of(Numbers numbers, Optional<Long> freeBytes) {
    Metrics metrics = new Metrics();
    metrics.byWord(
        "autotest_entries", "Entries whose life is not over.", "status", numbers.entries());
    metrics.byWord("autotest_hosts", "Hosts of the inventory.", "status", numbers.hosts());
    metrics.head("autotest_hosts_locked", "Hosts that somebody locked.", "gauge");
    metrics.line("autotest_hosts_locked", "", (double) numbers.hostsLocked());
    metrics.byWord(
        "autotest_executions",
        "Processes of autoserv that start or run.",
        "purpose",
        numbers.executions());
    metrics.dispatchers(numbers);
    metrics.drones(numbers.drones());
    metrics.flow(numbers.flow());
    freeBytes.ifPresent(
        bytes ->
            metrics.number(
                "autotest_results_free_bytes",
                "Room on the disk of the results repository.",
                bytes.doubleValue()));
    return metrics.text.toString();
  }

  private void flow(Flow flow) {
    flow.oldestWaiting()
        .ifPresent(
            age ->
                number(
                    "autotest_oldest_waiting_seconds",
                    "Since the Queued entry was submitted that has waited longest.",
                    seconds(age)));
    flow.starts()
        .ifPresent(
            starts -> {
              number(
                  "autotest_submit_to_start_seconds",
                  "From submission to start, mean of entries started in the last ten minutes.",
                  seconds(starts.mean()));
              number(
                  "autotest_submit_to_start_seconds_max",
                  "The longest of these.",
                  seconds(starts.longest()));
            });
    byWord(
        "autotest_entries_ended",
        "Entries whose life ended in the last ten minutes.",
        "status",
        new TreeMap<>(flow.ended()));
    number(
        "autotest_archives_failed",
        "Entries of the last ten minutes whose results could not be archived.",
        (double) flow.archivesFailed());
    number(
        "autotest_notices_late",
        "Mail and webhooks that failed and are tried again.",
        (double) flow.noticesLate());
    number(
        "autotest_notices_given_up",
        "Mail and webhooks of the last day that were given up; each mail, without mail.server.",
        (double) flow.noticesGivenUp());
  }

  private static double seconds(Duration time) {
    return time.toMillis() / 1000.0;
  }

  private void number(String name, String help, double value) {
    head(name, help, "gauge");
    line(name, "", value);
  }

  /// A number that each dispatcher has.
  ///
  /// @param name without `autotest_dispatcher_`
  /// @param type `gauge`, or `counter` for what only grows while the dispatcher runs
  private record OfDispatcher(
      String name, String help, String type, ToDoubleFunction<Dispatcher> value) {}

  private static final List<OfDispatcher> OF_DISPATCHERS =
      List.of(
          gauge("plans", "1 when it holds the planner's lease.", its -> its.plans() ? 1 : 0),
          gauge(
              "trouble",
              "1 when something stopped its loop within the last minute.",
              its -> its.trouble().isPresent() ? 1 : 0),
          gauge(
              "silence_seconds",
              "Since it last said that it lives.",
              its -> its.silence().toMillis() / 1000.0),
          gauge("processes_max", "Processes it may run.", Dispatcher::processesMax),
          counter("rounds_total", "Turns of its loop.", LoopFigures::rounds),
          counter("rounds_idle_total", "Turns with nothing to do.", LoopFigures::idle),
          counter("changes_total", "Lines of the outbox taken in.", LoopFigures::changes),
          counter("decisions_total", "Decisions.", LoopFigures::decisions),
          counter(
              "decisions_lost_total", "Decisions dropped: a row had changed.", LoopFigures::lost),
          new OfDispatcher(
              "cpu_seconds_total",
              "Processor time of its loop.",
              "counter",
              its -> its.loop().cpu().toMillis() / 1000.0));

  private static OfDispatcher gauge(String name, String help, ToDoubleFunction<Dispatcher> value) {
    return new OfDispatcher(name, help, "gauge", value);
  }

  private static OfDispatcher counter(String name, String help, ToLongFunction<LoopFigures> value) {
    return new OfDispatcher(name, help, "counter", its -> (double) value.applyAsLong(its.loop()));
  }

  private void dispatchers(Numbers numbers) {
    for (OfDispatcher number : OF_DISPATCHERS) {
      String full = "autotest_dispatcher_" + number.name();
      head(full, number.help(), number.type());
      for (Dispatcher dispatcher : numbers.dispatchers()) {
        line(full, label("name", dispatcher.name()), number.value().applyAsDouble(dispatcher));
      }
    }
  }

  private void drones(List<DroneLine> drones) {
    head("autotest_drone_processes", "Processes of autoserv that it runs.", "gauge");
    drones.forEach(
        its -> line("autotest_drone_processes", label("name", its.name()), its.active()));
    head("autotest_drone_processes_max", "Processes that it may run.", "gauge");
    drones.forEach(
        its -> line("autotest_drone_processes_max", label("name", its.name()), its.processesMax()));
    head("autotest_drone_state", "1 for the state that it is in.", "gauge");
    for (DroneLine drone : drones) {
      for (Standing standing : Standing.values()) {
        line(
            "autotest_drone_state",
            label("name", drone.name(), "state", standing.word()),
            standing == drone.standing() ? 1 : 0);
      }
    }
  }

  private void byWord(String name, String help, String label, Map<String, Long> counts) {
    head(name, help, "gauge");
    counts.forEach((word, count) -> line(name, label(label, word), count.doubleValue()));
  }

  private void head(String name, String help, String type) {
    text.append("# HELP %s %s\n# TYPE %s %s\n".formatted(name, help, name, type));
  }

  private void line(String name, String labels, double value) {
    String number =
        value == Math.rint(value)
            ? Long.toString((long) value)
            : String.format(Locale.ROOT, "%.3f", value);
    text.append(name).append(labels).append(' ').append(number).append('\n');
  }

  private static String label(String name, String value) {
    return "{%s=\"%s\"}".formatted(name, escaped(value));
  }

  private static String label(String name, String value, String secondName, String second) {
    return "{%s=\"%s\",%s=\"%s\"}".formatted(name, escaped(value), secondName, escaped(second));
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
