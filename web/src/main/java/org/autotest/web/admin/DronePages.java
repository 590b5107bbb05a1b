package org.autotest.web.admin;

import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.autotest.core.failure.BadRequest;
import org.autotest.store.Database;
import org.autotest.store.drones.DroneSetStore.Edit;
import org.autotest.store.views.DroneViews;
import org.autotest.store.views.DroneViews.DroneLine;
import org.autotest.store.views.DroneViews.Standing;
import org.autotest.web.action.Drones;
import org.autotest.web.page.Filled;
import org.autotest.web.page.Forms;
import org.autotest.web.page.Forms.Change;
import org.autotest.web.page.Room;
import org.autotest.web.page.RowForm;
import org.autotest.web.page.Visit;

/// Drones and drone sets: listed for everybody, changed by root users.
public final class DronePages {
  /// Where they are.
  public static final String PATH = "/admin/drones";

  private static final int ROWS = 500;
  private static final List<String> SET_FIELDS =
      List.of("drones", "had_drones", "default", "had_default");

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
    show(Visit.of(http, site), new RowForm(Optional.empty(), Filled.NOTHING));
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
      case "users" -> setUsers(visit, name);
      default -> throw BadRequest.of(BadRequest.Kind.NOT_FOUND, "deed", "no such page");
    }
  }

  private void setUsers(Visit visit, String name) {
    Change change = Forms.change(visit.http(), "users");
    forms(Optional.of(name))
        .attempt(
            visit,
            Forms.values(visit.http(), List.of("users", "had_users")),
            () ->
                actions
                    .drones()
                    .setUsers(visit.visitor().login(), name, change.added(), change.removed()),
            PATH,
            "Changed drone %s.".formatted(name));
  }

  /// Takes the form for a new set.
  public void createSet(Context http) {
    Visit visit = Visit.of(http, site);
    Map<String, String> values = Forms.values(http, List.of("name", "drones"));
    String name = values.getOrDefault("name", "");
    values.put("default", Boolean.toString(Forms.isTicked(http, "default")));
    Edit edit =
        new Edit(
            Forms.names(http, "drones"), Set.of(), Optional.of(Forms.isTicked(http, "default")));
    forms(Optional.empty())
        .attempt(
            visit,
            values,
            () -> actions.sets().create(visit.visitor().login(), name, edit),
            PATH,
            "Made drone set %s.".formatted(name.strip()));
  }

  /// Takes the form for a set that is there. Only what differs from what the form showed at first
  /// is changed.
  public void changeSet(Context http) {
    Visit visit = Visit.of(http, site);
    String name = http.pathParam("name");
    Map<String, String> values = Forms.values(http, SET_FIELDS);
    forms(Optional.of(DronesPage.SET + name))
        .attempt(
            visit,
            values,
            () -> {
              Change change = Forms.change(http, "drones");
              Optional<Boolean> isDefault =
                  Forms.isChanged(http, "default")
                      ? Optional.of(Forms.isTicked(http, "default"))
                      : Optional.empty();
              Edit edit = new Edit(change.added(), change.removed(), isDefault);
              actions.sets().modify(visit.visitor().login(), name, edit);
            },
            PATH,
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

  private void attempt(Visit visit, Runnable deed, String done) {
    forms(Optional.empty()).attempt(visit, deed, PATH, done);
  }

  private Forms forms(Optional<String> row) {
    return new Forms((again, filled) -> show(again, new RowForm(row, filled)));
  }

  private void show(Visit visit, RowForm form) {
    visit.show(
        "admin/drones.jte",
        "Drones",
        Room.ADMIN,
        new DronesPage(
            views.drones(Optional.empty(), "", ROWS).stream().map(d -> drone(d, visit)).toList(),
            views.sets(Optional.empty(), "", ROWS).stream().map(DronePages::set).toList(),
            visit.visitor().isRoot(),
            form));
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
