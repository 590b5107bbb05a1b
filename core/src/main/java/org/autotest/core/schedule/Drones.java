package org.autotest.core.schedule;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The drones of a lab and who is limited to which of them.
///
/// @param setOfUser ids of drone sets, by login; absent for users without one
/// @param defaultSet the set for work that asks for none and whose owner has none
/// @param setNames names of all sets, by id
public record Drones(
    List<Drone> all,
    Map<String, Long> setOfUser,
    Optional<Long> defaultSet,
    Map<Long, String> setNames) {
  public Drones {
    all = List.copyOf(all);
    setOfUser = Map.copyOf(setOfUser);
    setNames = Map.copyOf(setNames);
  }

  /// The set that work is limited to: its own, else its owner's, else that of the lab.
  ///
  /// @param asked the set that the work names
  public Optional<Long> setFor(Optional<Long> asked, String owner) {
    return asked.or(() -> Optional.ofNullable(setOfUser.get(owner))).or(() -> defaultSet);
  }

  /// The drone of a name.
  public Optional<Drone> named(String name) {
    return all.stream().filter(drone -> drone.name().equals(name)).findAny();
  }
}
