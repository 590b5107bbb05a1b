package org.autotest.web.watch;

import io.javalin.http.Context;
import org.autotest.store.Database;
import org.autotest.store.DatabaseUnavailable;
import org.autotest.store.views.MetricViews;

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

  /// 200 and `ok` when the database answers and a dispatcher plans; else 503 and what is missing.
  public void health(Context http) {
    try {
      boolean plans =
          views.numbers().dispatchers().stream().anyMatch(MetricViews.Dispatcher::plans);
      http.status(plans ? 200 : 503).result(plans ? "ok\n" : "no dispatcher plans\n");
    } catch (DatabaseUnavailable trouble) {
      http.status(503).result(trouble.problem() + "\n");
    }
  }
}
