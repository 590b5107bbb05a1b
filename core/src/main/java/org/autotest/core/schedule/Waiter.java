package org.autotest.core.schedule;

import java.time.Instant;
import java.util.Optional;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;

/// An entry that waits, as the explanation needs it.
///
/// @param synchCount hosts the job wants at once
/// @param siblingsHeld hosts that other entries of the job already hold for the same run
/// @param hostsKept free hosts that are kept for the job until it has enough
/// @param trouble why the last attempt to start it failed; empty when none did
/// @param waitUntil while it is Waiting: when it starts with the hosts that are there
public record Waiter(
    EntryId id,
    EntryStatus status,
    Demand demand,
    int synchCount,
    int siblingsHeld,
    int hostsKept,
    Optional<String> trouble,
    Optional<Instant> waitUntil) {}
