package org.autotest.web.watch;

import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import org.autotest.store.Database;
import org.autotest.store.DatabaseUnavailable;
import org.autotest.store.views.MetricViews;
import org.autotest.store.views.MetricViews.Dispatcher;
import org.autotest.web.page.Refusals;

/// `/metrics` and `/healthz`.
public final class WatchPages {
  /// Where they are.
  public static final String METRICS = "/metrics";

  /// Where they are.
  public static final String HEALTH = "/healthz";

  private final MetricViews views;

  public WatchPages(Database database) {
    this.views = new MetricViews(database);
  }

  /// Whether the path is one of these, which need no login.
  public static boolean isOpen(String path) {
    return path.equals(METRICS) || path.equals(HEALTH);
  }

  /// All numbers.
  public void metrics(Context http) {
    http.contentType(Metrics.MEDIA_TYPE);
    http.result(Metrics.of(views.numbers()));
  }

  /// 200 and `ok` when the database answers, a dispatcher plans, and nothing has stopped one within
  /// the last minute; else 503 and what is missing.
  public void health(Context http) {
    try {
      List<String> missing = missing(views.numbers().dispatchers());
      http.status(missing.isEmpty() ? 200 : 503)
          .result((missing.isEmpty() ? "ok" : String.join("\n", missing)) + "\n");
    } catch (DatabaseUnavailable trouble) {
      http.status(503).result(trouble.problem() + "\n");
    }
  }

  private static List<String> missing(List<Dispatcher> dispatchers) {
    List<String> missing = new ArrayList<>();
    if (dispatchers.stream().noneMatch(Dispatcher::plans)) {
      missing.add("no dispatcher plans");
    }
    for (Dispatcher dispatcher : dispatchers) {
      dispatcher
          .trouble()
          .map(
              trouble ->
                  "dispatcher %s: %s".formatted(dispatcher.name(), Refusals.oneLine(trouble)))
          .ifPresent(missing::add);
    }
    return missing;
  }
}
