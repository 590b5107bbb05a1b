package org.autotest.web.watch;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.autotest.store.lab.LoopFigures;
import org.autotest.store.views.DroneViews.DroneLine;
import org.autotest.store.views.DroneViews.Standing;
import org.autotest.store.views.MetricViews.Dispatcher;
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

  static String of(Numbers numbers) {
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
    return metrics.text.toString();
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
