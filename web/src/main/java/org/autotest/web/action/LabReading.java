package org.autotest.web.action;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autotest.core.host.HostStatus;
import org.autotest.core.host.Hostname;
import org.autotest.core.job.JobId;
import org.autotest.core.operation.Arguments;
import org.autotest.store.Database;
import org.autotest.store.lab.Round;
import org.autotest.store.views.CatalogueViews;
import org.autotest.store.views.LabViews;
import org.autotest.store.views.RoundViews;
import org.autotest.store.views.RoundViews.RoundLine;
import org.autotest.web.rest.Handler.Call;
import org.autotest.web.rest.Reply;

/// Lists of names, and the lab itself.
public final class LabReading {
  private final CatalogueViews catalogue;
  private final LabViews lab;
  private final RoundViews rounds;
  private final Database database;
  private final String version;

  public LabReading(Database database, String version) {
    this.catalogue = new CatalogueViews(database);
    this.lab = new LabViews(database);
    this.rounds = new RoundViews(database);
    this.database = database;
    this.version = version;
  }

  /// `test.list`.
  public Reply tests(Call call) {
    Arguments arguments = call.arguments();
    int limit = (int) arguments.whole("limit");
    List<CatalogueViews.Test> found =
        catalogue.tests(
            arguments.optionalText("name"), arguments.flag("experimental"), after(call), limit + 1);
    return Paged.page(found, limit, LabReading::test, CatalogueViews.Test::name);
  }

  /// `server.status`.
  public Reply status(Call call) {
    LabViews.Overview overview = lab.overview();
    Map<String, Object> hosts = new LinkedHashMap<>();
    for (HostStatus status : HostStatus.values()) {
      hosts.put(status.word(), overview.hosts().getOrDefault(status, 0));
    }
    hosts.put("Locked", overview.lockedHosts());
    return new Reply.Item(
        new Fields()
            .put("version", version)
            .put("time", database.now())
            .put("dispatcher_alive", overview.dispatcherAlive())
            .put("entries_queued", overview.queued())
            .put("entries_running", overview.running())
            .put("hosts", hosts)
            .map());
  }

  /// `server.rounds`.
  public Reply rounds(Call call) {
    Arguments arguments = call.arguments();
    int limit = (int) arguments.whole("limit");
    return Paged.page(
        rounds.list(Paged.number(arguments), limit + 1),
        limit,
        LabReading::round,
        round -> Long.toString(round.id()));
  }

  private static Map<String, Object> round(RoundLine line) {
    Round round = line.round();
    return new Fields()
        .put("id", line.id())
        .put("dispatcher", line.dispatcher())
        .put("number", round.number())
        .put("began_at", round.at())
        .put("took_us", round.took().toNanos() / 1_000)
        .put("cpu_us", round.cpu().toNanos() / 1_000)
        .put("changes", round.changes())
        .put("lost", round.lost())
        .put("decided", round.decided())
        .put("summary", round.summary())
        .put("decisions", round.decisions().stream().map(LabReading::decision).toList())
        .map();
  }

  private static Map<String, Object> decision(Round.Decided decision) {
    return new Fields()
        .put("kind", decision.kind())
        .put("count", decision.count())
        .put("job_id", decision.job().map(JobId::value))
        .put("host", decision.host().map(Hostname::value))
        .put("reason", decision.reason())
        .map();
  }

  private static String after(Call call) {
    return call.arguments().optionalText("after").orElse("");
  }

  private static Map<String, Object> test(CatalogueViews.Test test) {
    return new Fields()
        .put("name", test.name())
        .put("description", test.description())
        .put("author", test.author())
        .put("control_type", test.controlType().word())
        .put("time", test.time())
        .put("test_class", test.testClass())
        .put("test_category", test.testCategory())
        .put("synch_count", test.synchCount())
        .put("directory", test.directory())
        .put("path", test.path())
        .map();
  }
}
