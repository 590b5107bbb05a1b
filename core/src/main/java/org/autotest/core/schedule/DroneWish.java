package org.autotest.core.schedule;

import java.util.Optional;

/// What a start wants of the machine that makes it.
///
/// @param owner login of whose work it is
/// @param set the drone set that it is limited to
/// @param weight processes that it counts for, at least one
/// @param preferred the drone that gets it while it takes work of the owner at all
public record DroneWish(String owner, Optional<Long> set, int weight, Optional<String> preferred) {}
