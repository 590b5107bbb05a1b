package org.autotest.web.hosts;

import io.javalin.http.Context;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.job.TaskType;
import org.autotest.core.operation.Arguments;
import org.autotest.core.operation.Operation;
import org.autotest.core.operation.Operations;
import org.autotest.web.action.HostWriting;
import org.autotest.web.action.ReservationActions;
import org.autotest.web.page.Address;
import org.autotest.web.page.Forms;
import org.autotest.web.page.Refusals;
import org.autotest.web.page.Visit;
import org.autotest.web.page.Words;

/// What is done to several hosts at once: to all of them, or to none; but reservations are made and
/// ended one by one.
public final class HostBulkPages {
  private static final List<String> WISH = List.of("hours", "reason");

  private final HostWriting writing;
  private final ReservationActions reservations;
  private final Visit.Site site;

  public HostBulkPages(HostWriting writing, ReservationActions reservations, Visit.Site site) {
    this.writing = writing;
    this.reservations = reservations;
    this.site = site;
  }

  /// `/hosts/act`: takes the buttons for the marked hosts.
  public void act(Context http) {
    Visit visit = Visit.of(http, site);
    List<String> hosts = http.formParams("hosts");
    String back = Optional.ofNullable(http.formParam("back")).orElse("/hosts");
    if (hosts.isEmpty()) {
      visit.goTo(back, "Nothing was done: no host is marked.");
      return;
    }
    if (Forms.text(http, "deed").equals("job")) {
      visit.goTo(Address.of("/jobs/new").withAll("host", hosts).toString());
      return;
    }
    try {
      visit.goTo(back, done(visit, hosts));
    } catch (BadRequest refused) {
      Refusals.note(http, refused);
      visit.goTo(back, "Nothing was done: %s.".formatted(refused.problem()));
    }
  }

  private String done(Visit visit, List<String> hosts) {
    String login = visit.visitor().login();
    String deed = Forms.text(visit.http(), "deed");
    String count = Words.count(hosts.size(), "host");
    return switch (deed) {
      case "lock" -> {
        String why = Forms.text(visit.http(), "lock_reason");
        writing.lock(login, hosts, why);
        yield "Locked %s.".formatted(count);
      }
      case "unlock" -> {
        writing.unlock(login, hosts);
        yield "Unlocked %s.".formatted(count);
      }
      case "reverify" -> {
        writing.request(login, hosts, TaskType.VERIFY);
        yield "Asked for %s to be verified.".formatted(count);
      }
      case "repair" -> {
        writing.request(login, hosts, TaskType.REPAIR);
        yield "Asked for %s to be repaired.".formatted(count);
      }
      case "reserve" -> reserve(visit, hosts);
      case "release" ->
          each(
              visit,
              hosts,
              "Released",
              host -> reservations.release(login, parsed(Operations.HOST_RELEASE, Map.of(), host)));
      default ->
          throw BadRequest.invalid(
              "deed", "must be job, lock, unlock, reverify, repair, reserve or release");
    };
  }

  private String reserve(Visit visit, List<String> hosts) {
    String login = visit.visitor().login();
    Map<String, Object> wish = new HashMap<>(Forms.values(visit.http(), WISH));
    return each(
        visit,
        hosts,
        "Reserved",
        host -> reservations.reserve(login, parsed(Operations.HOST_RESERVE, wish, host)));
  }

  private static Arguments parsed(Operation operation, Map<String, Object> raw, String host) {
    Map<String, Object> all = new HashMap<>(raw);
    all.put("hostname", host);
    return Arguments.parse(operation, all);
  }

  /// Does it to each host for which it may be done, and tells of the others.
  private static String each(Visit visit, List<String> hosts, String verb, Consumer<String> deed) {
    int done = 0;
    Map<String, BadRequest> refused = new LinkedHashMap<>();
    for (String host : hosts) {
      try {
        deed.accept(host);
        done++;
      } catch (BadRequest refusal) {
        Refusals.note(visit.http(), refusal);
        refused.put(host, refusal);
      }
    }
    String told =
        done == 0 ? "Nothing was done." : "%s %s.".formatted(verb, Words.count(done, "host"));
    return told + Refusals.told(refused);
  }
}
