package org.autotest.web.watch;

import io.javalin.http.Context;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.autotest.store.Database;
import org.autotest.store.DatabaseUnavailable;
import org.autotest.store.views.MetricViews;
import org.autotest.store.views.MetricViews.Dispatcher;
import org.autotest.web.access.Gate;
import org.autotest.web.page.Refusals;

/// `/metrics` and `/healthz`.
public final class WatchPages {
  private static final System.Logger LOG = System.getLogger(WatchPages.class.getName());

  /// Where they are.
  public static final String METRICS = "/metrics";

  /// Where they are.
  public static final String HEALTH = "/healthz";

  private final MetricViews views;
  private final Gate gate;
  private final Path resultsRoot;

  public WatchPages(Database database, Gate gate, Path resultsRoot) {
    this.resultsRoot = resultsRoot;
    this.views = new MetricViews(database);
    this.gate = gate;
  }

  /// Whether the path is one of these, which need no login.
  public static boolean isOpen(String path) {
    return path.equals(METRICS) || path.equals(HEALTH);
  }

  /// All numbers; 503 when the database does not answer.
  public void metrics(Context http) {
    try {
      String numbers = Metrics.of(views.numbers(), freeBytes());
      http.contentType(Metrics.MEDIA_TYPE).result(numbers);
    } catch (DatabaseUnavailable trouble) {
      noDatabase(http, METRICS, trouble);
    }
  }

  private static void noDatabase(Context http, String page, DatabaseUnavailable trouble) {
    LOG.log(Level.WARNING, "%s: %s".formatted(page, trouble.problem()));
    http.status(503).result("the database does not answer\n");
  }

  private Optional<Long> freeBytes() {
    try {
      return Optional.of(Files.getFileStore(resultsRoot).getUsableSpace());
    } catch (IOException unknown) {
      LOG.log(
          Level.WARNING, "%s: asking how full %s is: %s".formatted(METRICS, resultsRoot, unknown));
      return Optional.empty();
    }
  }

  /// 200 and `ok` when the database answers, a dispatcher plans, nothing has stopped one within the
  /// last minute, and what shall begin does or fails by other faults than the lab's; else 503 and
  /// what is missing. What is wrong names hosts and files of the lab, and is told to those alone
  /// who have a login.
  public void health(Context http) {
    try {
      boolean isKnown = gate.knows(http);
      List<String> missing = missing(views.numbers().dispatchers(), isKnown);
      views.standstill().map(why -> standstill(why, isKnown)).ifPresent(missing::add);
      http.status(missing.isEmpty() ? 200 : 503)
          .result((missing.isEmpty() ? "ok" : String.join("\n", missing)) + "\n");
    } catch (DatabaseUnavailable trouble) {
      noDatabase(http, HEALTH, trouble);
    }
  }

  private static String standstill(String why, boolean isKnown) {
    return isKnown
        ? "nothing begins: " + Refusals.oneLine(why)
        : "nothing begins, and the lab is to blame; with a token this tells why";
  }

  private static List<String> missing(List<Dispatcher> dispatchers, boolean isKnown) {
    List<String> missing = new ArrayList<>();
    if (dispatchers.stream().noneMatch(Dispatcher::plans)) {
      missing.add("no dispatcher plans");
    }
    for (Dispatcher dispatcher : dispatchers) {
      dispatcher
          .trouble()
          .map(
              trouble ->
                  isKnown
                      ? "dispatcher %s: %s".formatted(dispatcher.name(), Refusals.oneLine(trouble))
                      : "a dispatcher is in trouble; with a token this tells of it")
          .ifPresent(missing::add);
    }
    return missing;
  }
}
