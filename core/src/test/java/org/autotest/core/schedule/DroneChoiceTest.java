package org.autotest.core.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.autotest.core.schedule.Drone.State;
import org.autotest.core.schedule.DroneChoice.Load;
import org.junit.jupiter.api.Test;

/// The reference's scenario 18.
class DroneChoiceTest {
  private static Drone drone(String name, int most) {
    return new Drone(name, most, State.READY, Set.of(), Set.of());
  }

  private static Load load(Drone drone, int active) {
    return new Load(drone, active);
  }

  private static DroneWish wish(int weight) {
    return new DroneWish("alice", Optional.empty(), weight, Optional.empty());
  }

  private static String chosen(DroneWish wish, Load... loads) {
    return switch (DroneChoice.of(wish, List.of(loads))) {
      case DroneChoice.On(var drone) -> drone.name();
      case DroneChoice.Full(var drone) -> "full: " + drone.name();
      case DroneChoice.TooLarge(var most) -> "too large for " + most;
      case DroneChoice.Nobody() -> "nobody";
    };
  }

  @Test
  void the_least_busy_by_share_is_chosen_and_of_equals_the_largest() {
    Drone ten = drone("ten", 10);
    Drone two = drone("two", 2);

    assertThat(chosen(wish(1), load(two, 0), load(ten, 0))).isEqualTo("ten");
    assertThat(chosen(wish(1), load(two, 0), load(ten, 1))).isEqualTo("two");
    assertThat(chosen(wish(1), load(two, 1), load(ten, 4))).isEqualTo("ten");
  }

  @Test
  void one_that_is_full_is_passed_by_and_one_that_is_too_small_for_a_group() {
    assertThat(chosen(wish(1), load(drone("a", 5), 5), load(drone("b", 100), 99))).isEqualTo("b");
    assertThat(chosen(wish(3), load(drone("a", 2), 0), load(drone("b", 100), 90))).isEqualTo("b");
  }

  @Test
  void one_for_certain_users_takes_only_their_work() {
    Drone carols = new Drone("carols", 10, State.READY, Set.of("carol"), Set.of());
    Drone alices = new Drone("alices", 10, State.READY, Set.of("alice", "carol"), Set.of());

    assertThat(chosen(wish(1), load(carols, 0))).isEqualTo("nobody");
    assertThat(chosen(wish(1), load(carols, 0), load(alices, 9))).isEqualTo("alices");
  }

  @Test
  void only_one_that_is_ready_gets_anything_new() {
    for (State state : List.of(State.DRAINED, State.SILENT, State.LOST)) {
      Drone away = new Drone("away", 10, state, Set.of(), Set.of());
      assertThat(chosen(wish(1), load(away, 0))).as("%s", state).isEqualTo("nobody");
    }
  }

  @Test
  void work_of_a_set_goes_to_drones_of_the_set() {
    Drone inside = new Drone("inside", 10, State.READY, Set.of(), Set.of(7L));
    DroneWish ofSet = new DroneWish("alice", Optional.of(7L), 1, Optional.empty());

    assertThat(chosen(ofSet, load(drone("outside", 100), 0), load(inside, 9))).isEqualTo("inside");
    assertThat(chosen(ofSet, load(drone("outside", 100), 0), load(inside, 10)))
        .isEqualTo("full: inside");
  }

  @Test
  void the_preferred_one_is_waited_for_while_it_takes_work_at_all() {
    DroneWish here = new DroneWish("alice", Optional.empty(), 1, Optional.of("a"));
    Drone drained = new Drone("a", 10, State.DRAINED, Set.of(), Set.of());

    assertThat(chosen(here, load(drone("a", 10), 9), load(drone("b", 10), 0))).isEqualTo("a");
    assertThat(chosen(here, load(drone("a", 10), 10), load(drone("b", 10), 0)))
        .isEqualTo("full: a");
    assertThat(chosen(here, load(drained, 0), load(drone("b", 10), 0))).isEqualTo("b");
  }

  @Test
  void a_group_larger_than_any_drone_is_told_how_large_they_are() {
    assertThat(chosen(wish(11), load(drone("a", 10), 0), load(drone("b", 4), 0)))
        .isEqualTo("too large for 10");
  }

  @Test
  void when_none_has_room_the_one_nearest_to_having_it_is_named() {
    assertThat(chosen(wish(5), load(drone("a", 10), 8), load(drone("b", 10), 7)))
        .isEqualTo("full: b");
    assertThat(chosen(wish(5), load(drone("a", 10), 8), load(drone("small", 4), 0)))
        .isEqualTo("full: a");
  }

  @Test
  void the_set_is_the_works_own_else_its_owners_else_the_labs() {
    Drones drones =
        new Drones(
            List.of(),
            Map.of("alice", 2L),
            Optional.of(3L),
            Map.of(1L, "own", 2L, "alices", 3L, "labs"));

    assertThat(drones.setFor(Optional.of(1L), "alice")).contains(1L);
    assertThat(drones.setFor(Optional.empty(), "alice")).contains(2L);
    assertThat(drones.setFor(Optional.empty(), "bob")).contains(3L);
  }
}
