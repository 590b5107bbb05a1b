package org.autotest.web.action;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.operation.Arguments;
import org.autotest.store.Database;
import org.autotest.store.drones.DroneSetStore;
import org.autotest.store.drones.DroneStore;
import org.autotest.store.views.DroneViews;
import org.autotest.store.views.DroneViews.DroneLine;
import org.autotest.store.views.DroneViews.SetLine;
import org.autotest.web.rest.Handler.Call;
import org.autotest.web.rest.Reply;

/// Operations on drones and drone sets.
public final class Drones {
  private static final String NAME = "name";

  private final DroneStore drones;
  private final DroneSetStore sets;
  private final DroneViews views;

  public Drones(Database database) {
    this.drones = new DroneStore(database);
    this.sets = new DroneSetStore(database);
    this.views = new DroneViews(database);
  }

  /// `drone.list`.
  public Reply list(Call call) {
    return Paged.byName(call.arguments(), views::drones, Drones::fields, DroneLine::name);
  }

  /// `drone.show`.
  public Reply show(Call call) {
    return shown(call);
  }

  /// `drone.drain`.
  public Reply drain(Call call) {
    drones.drain(call.caller().login(), call.arguments().text(NAME), true);
    return shown(call);
  }

  /// `drone.undrain`.
  public Reply undrain(Call call) {
    drones.drain(call.caller().login(), call.arguments().text(NAME), false);
    return shown(call);
  }

  /// `drone.lost`.
  public Reply lose(Call call) {
    drones.lose(call.caller().login(), call.arguments().text(NAME));
    return shown(call);
  }

  /// `drone.modify`.
  public Reply modify(Call call) {
    modify(call.caller().login(), call.arguments());
    return shown(call);
  }

  /// Changes whose work a drone takes.
  ///
  /// @param arguments of `drone.modify`
  /// @throws BadRequest with what is wrong, by argument
  public void modify(String login, Arguments arguments) {
    drones.setUsers(
        login,
        arguments.text(NAME),
        new LinkedHashSet<>(arguments.texts("add_users")),
        new LinkedHashSet<>(arguments.texts("remove_users")));
  }

  /// `drone.delete`.
  public Reply delete(Call call) {
    drones.delete(call.caller().login(), call.arguments().text(NAME));
    return new Reply.Nothing();
  }

  /// `droneset.list`.
  public Reply listSets(Call call) {
    return Paged.byName(call.arguments(), views::sets, Drones::fields, SetLine::name);
  }

  /// `droneset.create`.
  public Reply createSet(Call call) {
    createSet(call.caller().login(), call.arguments());
    return shownSet(call);
  }

  /// Makes a set.
  ///
  /// @param arguments of `droneset.create`
  /// @throws BadRequest with what is wrong, by argument
  public void createSet(String login, Arguments arguments) {
    sets.create(login, arguments.text(NAME), edit(arguments, List.of()));
  }

  /// `droneset.modify`.
  public Reply modifySet(Call call) {
    modifySet(call.caller().login(), call.arguments());
    return shownSet(call);
  }

  /// Changes a set: all of it, or nothing.
  ///
  /// @param arguments of `droneset.modify`
  /// @throws BadRequest with what is wrong, by argument
  public void modifySet(String login, Arguments arguments) {
    sets.modify(login, arguments.text(NAME), edit(arguments, arguments.texts("remove_drones")));
  }

  /// `droneset.delete`.
  public Reply deleteSet(Call call) {
    sets.delete(call.caller().login(), call.arguments().text(NAME));
    return new Reply.Nothing();
  }

  /// What pages do to drones.
  public DroneStore drones() {
    return drones;
  }

  /// What pages do to sets.
  public DroneSetStore sets() {
    return sets;
  }

  private static DroneSetStore.Edit edit(Arguments arguments, List<String> removed) {
    return new DroneSetStore.Edit(
        new LinkedHashSet<>(arguments.texts("add_drones")),
        new LinkedHashSet<>(removed),
        arguments.optionalFlag("default"));
  }

  private Reply shown(Call call) {
    return Paged.only(
        call.arguments().text(NAME), views::drones, Drones::fields, DroneLine::name, "drone");
  }

  private Reply shownSet(Call call) {
    return Paged.only(
        call.arguments().text(NAME), views::sets, Drones::fields, SetLine::name, "drone set");
  }

  private static Map<String, Object> fields(DroneLine drone) {
    return new Fields()
        .put(NAME, drone.name())
        .put("machine", drone.machine())
        .put("state", drone.standing().word())
        .put("processes", drone.active())
        .put("processes_max", drone.processesMax())
        .put("plans", drone.plans())
        .put("seen_at", drone.seenAt())
        .put("users", drone.users())
        .put("drone_sets", drone.sets())
        .map();
  }

  private static Map<String, Object> fields(SetLine set) {
    return new Fields()
        .put(NAME, set.name())
        .put("drones", set.drones())
        .put("default", set.isDefault())
        .map();
  }
}
