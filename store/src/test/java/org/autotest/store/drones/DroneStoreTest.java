package org.autotest.store.drones;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.BadRequest.Kind;
import org.autotest.core.schedule.Drone;
import org.autotest.core.schedule.Drone.State;
import org.autotest.store.Database;
import org.autotest.store.drones.DroneSetStore.Edit;
import org.autotest.store.lab.DroneDuties;
import org.autotest.store.lab.DroneReader;
import org.autotest.store.lab.LabExecution.ProcessRef;
import org.autotest.store.lab.Leases;
import org.autotest.store.users.UserEdit;
import org.autotest.store.users.UserStore;
import org.autotest.store.views.DroneViews;
import org.autotest.store.views.DroneViews.DroneLine;
import org.autotest.store.views.DroneViews.SetLine;
import org.autotest.store.views.DroneViews.Standing;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(MariaDbExtension.class)
@SuppressWarnings("NullAway.Init") // JUnit calls the method that sets the fields.
class DroneStoreTest {
  private Database database;
  private DroneStore drones;
  private DroneSetStore sets;

  @BeforeEach
  void open(Database opened, LabBuilder lab) {
    database = opened;
    drones = new DroneStore(opened);
    sets = new DroneSetStore(opened);
    lab.user("root", 100);
    lab.user("admin", 1);
    lab.user("carol");
    beat("lab1");
  }

  private void beat(String name) {
    Leases.register(database, name, name + ".lab", new ProcessRef(1, 1, "boot"), 10);
    new DroneDuties(database, new DroneDuties.Self(name, 10, "boot", Duration.ofMinutes(30)))
        .beat();
  }

  private void silence(String name) {
    database.transactVoid(
        handle ->
            handle.execute(
                """
                UPDATE afe_drones SET seen_at = UTC_TIMESTAMP(3) - INTERVAL 1 MINUTE
                WHERE hostname = ?
                """,
                name));
  }

  private Drone seen(String name) {
    return DroneReader.read(database, DroneReader.SILENT_AFTER).drones().named(name).orElseThrow();
  }

  private DroneLine line(String name) {
    return new DroneViews(database).drones(Optional.of(name), "", 10).getFirst();
  }

  private static Edit edit(Set<String> added, Set<String> removed) {
    return new Edit(added, removed, Optional.empty());
  }

  private static void refused(Kind kind, String words, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            BadRequest.class,
            refusal -> {
              assertThat(refusal.kind()).isEqualTo(kind);
              assertThat(refusal.problem()).contains(words);
            });
  }

  @Test
  void a_dispatcher_that_says_it_lives_is_a_drone() {
    assertThat(seen("lab1")).isEqualTo(new Drone("lab1", 10, State.READY, Set.of(), Set.of()));
    assertThat(line("lab1").machine()).isEqualTo("lab1.lab");
    assertThat(line("lab1").standing()).isEqualTo(Standing.READY);
  }

  @Test
  void a_drone_is_drained_and_gets_work_again() {
    drones.drain("root", "lab1", true);
    assertThat(seen("lab1").state()).isEqualTo(State.DRAINED);
    assertThat(line("lab1").standing()).isEqualTo(Standing.DRAINED);

    beat("lab1");
    assertThat(seen("lab1").state()).isEqualTo(State.DRAINED);

    drones.drain("root", "lab1", false);
    assertThat(seen("lab1").state()).isEqualTo(State.READY);
  }

  @Test
  void one_that_is_heard_of_is_neither_lost_nor_deleted() {
    refused(Kind.CONFLICT, "was heard of", () -> drones.lose("root", "lab1"));
    refused(Kind.CONFLICT, "was heard of", () -> drones.delete("root", "lab1"));

    silence("lab1");
    assertThat(seen("lab1").state()).isEqualTo(State.SILENT);
    drones.lose("root", "lab1");
    assertThat(seen("lab1").state()).isEqualTo(State.LOST);

    beat("lab1");
    assertThat(seen("lab1").state()).isEqualTo(State.READY);
  }

  @Test
  void one_on_which_something_is_taken_to_run_is_not_forgotten() {
    silence("lab1");
    database.transactVoid(
        handle ->
            handle.execute(
                """
                INSERT INTO afe_executions
                  (purpose, dispatcher_id, results_path, status, created_at)
                SELECT 'verify', id, 'hosts/a/1-verify', 'running', UTC_TIMESTAMP(3)
                FROM afe_dispatchers
                """));
    refused(Kind.CONFLICT, "atest drone lost lab1", () -> drones.delete("root", "lab1"));

    database.transactVoid(handle -> handle.execute("UPDATE afe_executions SET status = 'ended'"));
    drones.delete("root", "lab1");
    assertThat(new DroneViews(database).drones(Optional.empty(), "", 10)).isEmpty();
  }

  @Test
  void its_users_are_users() {
    drones.setUsers("root", "lab1", Set.of("carol", "admin"), Set.of());
    drones.setUsers("root", "lab1", Set.of(), Set.of("admin"));
    assertThat(seen("lab1").users()).containsExactly("carol");

    refused(
        Kind.INVALID, "nobody", () -> drones.setUsers("root", "lab1", Set.of("nobody"), Set.of()));
  }

  @Test
  void a_set_has_drones_and_at_most_one_set_is_the_labs() {
    beat("lab2");
    sets.create("root", "fast", new Edit(Set.of("lab1"), Set.of(), Optional.of(true)));
    sets.create("root", "slow", new Edit(Set.of("lab2"), Set.of(), Optional.of(true)));
    sets.modify("root", "fast", edit(Set.of("lab2"), Set.of("lab1")));

    assertThat(new DroneViews(database).sets(Optional.empty(), "", 10))
        .containsExactly(
            new SetLine("fast", false, List.of("lab2")),
            new SetLine("slow", true, List.of("lab2")));
    var read = DroneReader.read(database, DroneReader.SILENT_AFTER).drones();
    assertThat(read.defaultSet().map(read.setNames()::get)).contains("slow");
    assertThat(seen("lab2").sets()).hasSize(2);

    sets.modify("root", "slow", new Edit(Set.of(), Set.of(), Optional.of(false)));
    assertThat(DroneReader.read(database, DroneReader.SILENT_AFTER).drones().defaultSet())
        .isEmpty();
    refused(Kind.CONFLICT, "already", () -> sets.create("root", "fast", edit(Set.of(), Set.of())));
    refused(
        Kind.INVALID,
        "no drone lab9",
        () -> sets.modify("root", "fast", edit(Set.of("lab9"), Set.of())));
  }

  @Test
  void a_set_that_a_user_has_is_not_deleted() {
    sets.create("root", "fast", edit(Set.of("lab1"), Set.of()));
    new UserStore(database).modify("carol", "carol", UserEdit.NOTHING.drones("fast"));

    refused(Kind.CONFLICT, "user carol", () -> sets.delete("root", "fast"));
    assertThat(DroneReader.read(database, DroneReader.SILENT_AFTER).drones().setOfUser())
        .containsOnlyKeys("carol");

    new UserStore(database).modify("carol", "carol", UserEdit.NOTHING.drones(""));
    sets.delete("root", "fast");
    assertThat(new DroneViews(database).sets(Optional.empty(), "", 10)).isEmpty();
  }

  private int told() {
    return database.read(
        handle ->
            handle
                .createQuery("SELECT COUNT(*) FROM afe_lab_changes WHERE kind = 'drone'")
                .mapTo(Integer.class)
                .one());
  }

  @Test
  void the_planner_is_told_of_everything_at_once() {
    List<Runnable> deeds =
        List.of(
            () -> drones.drain("root", "lab1", true),
            () -> drones.setUsers("root", "lab1", Set.of("carol"), Set.of()),
            () -> sets.create("root", "fast", edit(Set.of("lab1"), Set.of())),
            () -> sets.modify("root", "fast", edit(Set.of(), Set.of("lab1"))),
            () -> sets.delete("root", "fast"),
            () -> {
              silence("lab1");
              drones.lose("root", "lab1");
            },
            () -> drones.delete("root", "lab1"));
    for (int i = 0; i < deeds.size(); i++) {
      deeds.get(i).run();
      assertThat(told()).as("after deed %d", i + 1).isEqualTo(i + 1);
    }
  }

  @Test
  void only_root_changes_anything() {
    silence("lab1");
    refused(Kind.FORBIDDEN, "root", () -> drones.drain("admin", "lab1", true));
    refused(Kind.FORBIDDEN, "root", () -> drones.lose("admin", "lab1"));
    refused(Kind.FORBIDDEN, "root", () -> drones.delete("admin", "lab1"));
    refused(
        Kind.FORBIDDEN, "root", () -> drones.setUsers("admin", "lab1", Set.of("carol"), Set.of()));
    refused(Kind.FORBIDDEN, "root", () -> sets.create("admin", "x", edit(Set.of(), Set.of())));
    refused(Kind.NOT_FOUND, "no drone 'lab9'", () -> drones.drain("root", "lab9", true));
  }
}
