package org.autotest.web.hosts;

import io.javalin.http.Context;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.autotest.core.operation.Arguments;
import org.autotest.core.operation.Operations;
import org.autotest.core.sign.Sign;
import org.autotest.store.Database;
import org.autotest.store.hosts.Reservation;
import org.autotest.store.hosts.ReservationStore;
import org.autotest.web.action.ReservationActions;
import org.autotest.web.page.Forms;
import org.autotest.web.page.Frame;
import org.autotest.web.page.Links;
import org.autotest.web.page.Room;
import org.autotest.web.page.StatusText;
import org.autotest.web.page.Visit;
import org.autotest.web.page.Words;

/// Who has which host reserved, and reserving one.
public final class ReservationPages {
  /// Where the list is.
  public static final String PATH = "/hosts/reservations";

  private static final int ROWS = 500;

  private final ReservationStore store;
  private final ReservationActions actions;
  private final HostPages pages;
  private final Visit.Site site;

  /// Takes the forms of reservations.
  ///
  /// @param pages show a host again when a form on its page was refused
  public ReservationPages(
      Database database, ReservationActions actions, HostPages pages, Visit.Site site) {
    this.store = new ReservationStore(database);
    this.actions = actions;
    this.pages = pages;
    this.site = site;
  }

  /// `/hosts/reservations`.
  public void list(Context http) {
    Visit visit = Visit.of(http, site);
    visit.show(
        "hosts/reservations.jte",
        "Reservations",
        Room.HOSTS,
        new ReservationPage(
            store.list(Optional.empty(), Optional.empty(), OptionalLong.empty(), ROWS).stream()
                .map(one -> row(visit, one))
                .toList()));
  }

  private static ReservationPage.Row row(Visit visit, Reservation one) {
    Frame.Visitor visitor = visit.visitor();
    boolean mine = visitor.login().equalsIgnoreCase(one.holder());
    return new ReservationPage.Row(
        one.hostname(),
        Links.host(one.hostname()),
        one.holder(),
        one.reason(),
        StatusText.of(
            one.state() == Reservation.State.ACTIVE ? Sign.RUNNING : Sign.QUEUED,
            one.state().word()),
        visit.time(one.startsAt()),
        visit.time(one.endsAt()),
        mine ? "Release" : visitor.isAdmin() ? "Release by force" : "",
        !mine);
  }

  /// `/hosts/{hostname}/reserve`.
  public void reserve(Context http) {
    Visit visit = Visit.of(http, site);
    String hostname = http.pathParam("hostname");
    Map<String, String> values = Forms.values(http, List.of("hours", "reason", "user", "start"));
    values.put("for_labels", Boolean.toString(Forms.isTicked(http, "for_labels")));
    attempt(
        visit,
        hostname,
        values,
        () -> {
          Map<String, Object> raw = new HashMap<>(values);
          raw.put("hostname", hostname);
          // Browsers send local time without seconds; the form says that it means UTC.
          raw.computeIfPresent("start", (_, at) -> at.toString().length() == 16 ? at + ":00Z" : at);
          Reservation made =
              actions.reserve(
                  visit.visitor().login(), Arguments.parse(Operations.HOST_RESERVE, raw));
          return "%s is reserved for %s from %s to %s."
              .formatted(
                  made.hostname(),
                  made.holder(),
                  Words.exact(made.startsAt()),
                  Words.exact(made.endsAt()));
        });
  }

  private void attempt(
      Visit visit, String hostname, Map<String, String> values, Supplier<String> deed) {
    new Forms((again, filled) -> pages.show(again, hostname, filled))
        .attempt(visit, values, deed, Links.host(hostname));
  }

  /// `/hosts/{hostname}/release`.
  public void release(Context http) {
    Visit visit = Visit.of(http, site);
    String hostname = http.pathParam("hostname");
    Map<String, Object> raw = new HashMap<>();
    raw.put("hostname", hostname);
    raw.put("force", Forms.text(http, "force"));
    attempt(
        visit,
        hostname,
        Map.of(),
        () -> {
          actions.release(visit.visitor().login(), Arguments.parse(Operations.HOST_RELEASE, raw));
          return "%s is released.".formatted(hostname);
        });
  }
}
