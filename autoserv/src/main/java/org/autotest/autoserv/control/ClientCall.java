package org.autotest.autoserv.control;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A client control file that shall run on a machine.
///
/// @param beginning what its job begins with beside what the job keeps, see [ClientState]
/// @param limit zero for none
/// @param disconnect how long the machine may stay away meanwhile; empty for what the lab says
public record ClientCall(
    String control,
    Map<String, @Nullable Object> beginning,
    Duration limit,
    Optional<Duration> disconnect) {}
