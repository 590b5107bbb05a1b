package org.autotest.web.admin;

import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import org.autotest.core.job.ControlType;
import org.autotest.store.Database;
import org.autotest.store.lab.EventLog;
import org.autotest.store.views.CatalogueViews;
import org.autotest.store.views.LabViews;
import org.autotest.web.page.Address;
import org.autotest.web.page.Room;
import org.autotest.web.page.Visit;
import org.autotest.web.page.Words;

/// The server itself and what its dispatcher decided last, and the catalogue of tests.
public final class AdminPages {
  private static final int ROWS = 200;
  private static final int DECISIONS = 40;

  private final CatalogueViews catalogue;
  private final LabViews lab;
  private final EventLog events;
  private final Database database;
  private final String version;
  private final Visit.Site site;

  public AdminPages(Database database, String version, Visit.Site site) {
    this.catalogue = new CatalogueViews(database);
    this.lab = new LabViews(database);
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
            decisions(visit),
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

  private List<AdminPage.Decision> decisions(Visit visit) {
    return events.after(events.last() - DECISIONS, DECISIONS).reversed().stream()
        .map(
            event -> new AdminPage.Decision(visit.time(event.at()), inWords(event), event.reason()))
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
        test.time().toLowerCase(java.util.Locale.ROOT),
        Address.of("/results").with("test", test.name()).toString());
  }
}
