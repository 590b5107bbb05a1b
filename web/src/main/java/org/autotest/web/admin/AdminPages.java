package org.autotest.web.admin;

import io.javalin.http.Context;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.autotest.core.job.ControlType;
import org.autotest.store.Database;
import org.autotest.store.lab.EventLog;
import org.autotest.store.lab.Round;
import org.autotest.store.views.CatalogueViews;
import org.autotest.store.views.LabViews;
import org.autotest.store.views.RoundViews;
import org.autotest.store.views.RoundViews.RoundLine;
import org.autotest.web.page.Address;
import org.autotest.web.page.Links;
import org.autotest.web.page.Room;
import org.autotest.web.page.Visit;
import org.autotest.web.page.Words;

/// The server itself, what its dispatchers decided and what happened last, and the catalogue of
/// tests.
public final class AdminPages {
  private static final int ROWS = 200;
  private static final int ROUNDS = 20;
  private static final int EVENTS = 40;

  private final CatalogueViews catalogue;
  private final LabViews lab;
  private final RoundViews rounds;
  private final EventLog events;
  private final Database database;
  private final String version;
  private final Visit.Site site;

  public AdminPages(Database database, String version, Visit.Site site) {
    this.catalogue = new CatalogueViews(database);
    this.lab = new LabViews(database);
    this.rounds = new RoundViews(database);
    this.events = new EventLog(database);
    this.database = database;
    this.version = version;
    this.site = site;
  }

  /// `/admin`.
  public void show(Context http) {
    Visit visit = Visit.of(http, site);
    visit.show(
        "admin/admin.jte",
        "Admin",
        Room.ADMIN,
        new AdminPage(
            state(visit),
            rounds.list(OptionalLong.empty(), ROUNDS).stream()
                .map(line -> round(visit, line))
                .toList(),
            events(visit),
            catalogue.tests(Optional.empty(), true, "", ROWS).stream()
                .map(AdminPages::test)
                .toList()));
  }

  private List<AdminPage.Fact> state(Visit visit) {
    LabViews.Overview overview = lab.overview();
    return List.of(
        new AdminPage.Fact("Version", version),
        new AdminPage.Fact("Server time", Words.exact(visit.now())),
        new AdminPage.Fact("Dispatcher", dispatcher(overview)),
        new AdminPage.Fact("Database", database.address().shown()),
        new AdminPage.Fact("Entries waiting", Words.number(overview.queued())),
        new AdminPage.Fact("Entries under way", Words.number(overview.running())),
        new AdminPage.Fact("Hosts", Words.number(overview.hostsTotal())));
  }

  private static String dispatcher(LabViews.Overview overview) {
    if (!overview.dispatcherAlive()) {
      return "not running: nothing starts";
    }
    return overview.dispatcherTrouble().map("running, but "::concat).orElse("running");
  }

  private static AdminPage.Round round(Visit visit, RoundLine line) {
    Round round = line.round();
    int hidden = round.decided() - round.decisions().size();
    return new AdminPage.Round(
        visit.time(round.at()),
        line.dispatcher(),
        String.format(Locale.ROOT, "%,.1f ms", round.took().toNanos() / 1e6),
        round.summary() + (round.lost() > 0 ? ", dropped: " + Words.number(round.lost()) : ""),
        round.decisions().stream().map(AdminPages::decision).toList(),
        hidden > 0 ? "and " + Words.number(hidden) + " more" : "");
  }

  private static AdminPage.Decision decision(Round.Decided decision) {
    return new AdminPage.Decision(
        "%s: %s".formatted(decision.kind(), Words.number(decision.count())),
        decision.job().map(job -> new AdminPage.Subject("job " + job, Links.job(job.value()))),
        decision.host().map(host -> new AdminPage.Subject(host.value(), Links.host(host.value()))),
        decision.reason());
  }

  private List<AdminPage.Event> events(Visit visit) {
    return events.after(events.last() - EVENTS, EVENTS).reversed().stream()
        .map(event -> new AdminPage.Event(visit.time(event.at()), inWords(event), event.reason()))
        .toList();
  }

  private static String inWords(EventLog.Event event) {
    String whose =
        event.kind().equals("host")
            ? event.hostname().orElse("a host")
            : event
                    .job()
                    .filter(_ -> event.kind().equals("entry"))
                    .map(job -> "job " + job)
                    .orElse(event.kind() + " " + event.subject())
                + event.hostname().map(host -> " on " + host).orElse("");
    return "%s: %s%s"
        .formatted(whose, event.from().map(before -> before + " → ").orElse(""), event.to());
  }

  private static AdminPage.Test test(CatalogueViews.Test test) {
    return new AdminPage.Test(
        test.name(),
        test.description().lines().findFirst().orElse(""),
        test.controlType() == ControlType.SERVER ? "the server" : "the hosts",
        test.time().toLowerCase(Locale.ROOT),
        Address.of("/results").with("test", test.name()).toString());
  }
}
