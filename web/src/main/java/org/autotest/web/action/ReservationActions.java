package org.autotest.web.action;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.autotest.core.operation.Arguments;
import org.autotest.store.Database;
import org.autotest.store.hosts.Reservation;
import org.autotest.store.hosts.ReservationStore;
import org.autotest.store.hosts.ReservationStore.Wish;
import org.autotest.web.rest.Handler.Call;
import org.autotest.web.rest.Reply;

/// Operations by which people have hosts for themselves.
public final class ReservationActions {
  private final ReservationStore store;

  public ReservationActions(Database database) {
    this.store = new ReservationStore(database);
  }

  /// `host.reserve`.
  public Reply reserve(Call call) {
    return new Reply.Item(fields(reserve(call.caller().login(), call.arguments())));
  }

  /// Reserves a host.
  ///
  /// @param arguments of `host.reserve`
  public Reservation reserve(String login, Arguments arguments) {
    return store.reserve(
        login,
        arguments.text("hostname"),
        new Wish(
            arguments.optionalText("user"),
            arguments.optionalText("start").map(Instant::parse),
            arguments.optionalWhole("hours").map(Duration::ofHours),
            arguments.optionalText("reason").orElse(""),
            arguments.optionalFlag("for_labels")));
  }

  /// `host.release`.
  public Reply release(Call call) {
    release(call.caller().login(), call.arguments());
    return new Reply.Nothing();
  }

  /// Gives a host back.
  ///
  /// @param arguments of `host.release`
  public void release(String login, Arguments arguments) {
    store.release(login, arguments.text("hostname"), arguments.flag("force"));
  }

  /// `host.reservations`.
  public Reply list(Call call) {
    Arguments arguments = call.arguments();
    int limit = (int) arguments.whole("limit");
    return Paged.page(
        store.list(
            arguments.optionalText("user"),
            arguments.optionalText("host"),
            Paged.number(arguments),
            limit + 1),
        limit,
        ReservationActions::fields,
        one -> Long.toString(one.id()));
  }

  private static Map<String, Object> fields(Reservation one) {
    return new Fields()
        .put("id", one.id())
        .put("hostname", one.hostname())
        .put("holder", one.holder())
        .put("reason", one.reason())
        .put("for_labels", one.forLabels())
        .put("starts_at", one.startsAt())
        .put("ends_at", one.endsAt())
        .put("state", one.state().word())
        .map();
  }
}
