package org.autotest.web.admin;

import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.autotest.core.failure.BadRequest;
import org.autotest.store.Database;
import org.autotest.store.access.Caller;
import org.autotest.store.drones.DroneSetStore.Edit;
import org.autotest.store.views.DroneViews;
import org.autotest.store.views.DroneViews.DroneLine;
import org.autotest.store.views.DroneViews.Standing;
import org.autotest.web.action.Drones;
import org.autotest.web.page.Refusals;
import org.autotest.web.page.Room;
import org.autotest.web.page.TypedList;
import org.autotest.web.page.Visit;
import org.autotest.web.page.Words;

/// Drones and drone sets: listed for everybody, changed by root users.
public final class DronePages {
  /// Where they are.
  public static final String PATH = "/admin/drones";

  private static final int ROWS = 500;

  private final Drones actions;
  private final DroneViews views;
  private final Visit.Site site;

  public DronePages(Database database, Drones actions, Visit.Site site) {
    this.actions = actions;
    this.views = new DroneViews(database);
    this.site = site;
  }

  /// `/admin/drones`.
  public void show(Context http) {
    show(Visit.of(http, site), Map.of(), Map.of());
  }

  /// Takes the buttons of a drone.
  public void act(Context http) {
    Visit visit = Visit.of(http, site);
    String login = visit.visitor().login();
    String name = http.pathParam("name");
    switch (http.pathParam("deed")) {
      case "drain" ->
          attempt(
              visit,
              () -> actions.drones().drain(login, name, true),
              "%s gets nothing new; what it runs goes on.".formatted(name));
      case "undrain" ->
          attempt(
              visit,
              () -> actions.drones().drain(login, name, false),
              "%s gets work again.".formatted(name));
      case "lost" ->
          attempt(
              visit,
              () -> actions.drones().lose(login, name),
              "What ran on %s is given up.".formatted(name));
      case "delete" ->
          attempt(
              visit,
              () -> actions.drones().delete(login, name),
              "Forgot drone %s.".formatted(name));
      case "users" ->
          attempt(
              visit,
              () -> {
                Change change = change(require(name).users(), typed(http, "users"));
                actions.drones().setUsers(login, name, change.added(), change.removed());
              },
              "Changed drone %s.".formatted(name));
      default -> throw BadRequest.of(BadRequest.Kind.NOT_FOUND, "deed", "no such page");
    }
  }

  /// Takes the form for a new set.
  public void createSet(Context http) {
    Visit visit = Visit.of(http, site);
    Map<String, String> values = new LinkedHashMap<>();
    for (String field : List.of("name", "drones")) {
      values.put(field, Optional.ofNullable(http.formParam(field)).orElse(""));
    }
    String name = values.getOrDefault("name", "");
    Edit edit = new Edit(typed(http, "drones"), Set.of(), Optional.of(isTicked(http)));
    attempt(
        visit,
        values,
        () -> actions.sets().create(visit.visitor().login(), name, edit),
        "Made drone set %s.".formatted(name.strip()));
  }

  /// Takes the form for a set that is there.
  public void changeSet(Context http) {
    Visit visit = Visit.of(http, site);
    String name = http.pathParam("name");
    attempt(
        visit,
        () -> {
          Change change = change(requireSet(name).drones(), typed(http, "drones"));
          Edit edit = new Edit(change.added(), change.removed(), Optional.of(isTicked(http)));
          actions.sets().modify(visit.visitor().login(), name, edit);
        },
        "Changed drone set %s.".formatted(name));
  }

  /// Deletes a set.
  public void deleteSet(Context http) {
    Visit visit = Visit.of(http, site);
    String name = http.pathParam("name");
    attempt(
        visit,
        () -> actions.sets().delete(visit.visitor().login(), name),
        "Deleted drone set %s.".formatted(name));
  }

  private record Change(Set<String> added, Set<String> removed) {}

  private static Change change(List<String> before, Set<String> now) {
    Set<String> added = new LinkedHashSet<>(now);
    before.forEach(added::remove);
    Set<String> removed = new LinkedHashSet<>(before);
    removed.removeAll(now);
    return new Change(added, removed);
  }

  private static Set<String> typed(Context http, String field) {
    return new LinkedHashSet<>(TypedList.of(Optional.ofNullable(http.formParam(field)).orElse("")));
  }

  private static boolean isTicked(Context http) {
    return "true".equals(http.formParam("default"));
  }

  private DroneLine require(String name) {
    return views.drones(Optional.of(name), "", ROWS).stream()
        .filter(drone -> drone.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                BadRequest.of(BadRequest.Kind.NOT_FOUND, "name", "no drone '%s'".formatted(name)));
  }

  private DroneViews.SetLine requireSet(String name) {
    return views.sets(Optional.of(name), "", ROWS).stream()
        .filter(set -> set.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                BadRequest.of(
                    BadRequest.Kind.NOT_FOUND, "name", "no drone set '%s'".formatted(name)));
  }

  private void attempt(Visit visit, Runnable deed, String done) {
    attempt(visit, Map.of(), deed, done);
  }

  private void attempt(Visit visit, Map<String, String> values, Runnable deed, String done) {
    try {
      deed.run();
      visit.goTo(PATH, done);
    } catch (BadRequest refused) {
      visit.http().status(Refusals.status(refused));
      Refusals.note(visit.http(), refused);
      show(visit, values, refused.problems());
    }
  }

  private void show(Visit visit, Map<String, String> values, Map<String, String> problems) {
    Map<String, String> worded = new LinkedHashMap<>();
    problems.forEach((field, problem) -> worded.put(field, Words.capital(problem) + "."));
    visit.show(
        "admin/drones.jte",
        "Drones",
        Room.ADMIN,
        new DronesPage(
            views.drones(Optional.empty(), "", ROWS).stream().map(d -> drone(d, visit)).toList(),
            views.sets(Optional.empty(), "", ROWS).stream().map(DronePages::set).toList(),
            visit.visitor().accessLevel() >= Caller.ROOT,
            worded,
            values));
  }

  private static DronesPage.Drone drone(DroneLine drone, Visit visit) {
    String state =
        drone.standing() == Standing.DRAINING
            ? "draining: %d left".formatted(drone.active())
            : drone.standing().word();
    return new DronesPage.Drone(
        drone.name(),
        Visit.encoded(drone.name()),
        drone.machine(),
        drone.plans() ? state + ", plans" : state,
        "%d of %d".formatted(drone.active(), drone.processesMax()),
        drone.seenAt().map(visit::time),
        String.join(", ", drone.users()),
        String.join(", ", drone.sets()),
        drone.isDrained(),
        drone.standing() != Standing.SILENT && drone.standing() != Standing.LOST);
  }

  private static DronesPage.DroneSet set(DroneViews.SetLine set) {
    return new DronesPage.DroneSet(
        set.name(), Visit.encoded(set.name()), String.join(", ", set.drones()), set.isDefault());
  }
}
