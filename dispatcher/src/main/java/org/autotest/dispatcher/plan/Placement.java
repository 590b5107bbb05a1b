package org.autotest.dispatcher.plan;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.autotest.core.job.EntryId;
import org.autotest.core.schedule.DroneChoice;
import org.autotest.core.schedule.DroneChoice.Load;
import org.autotest.core.schedule.DroneWish;
import org.autotest.store.lab.LabJob;
import org.jspecify.annotations.Nullable;

/// Whether a drone could run a job at all, however long it waits. Hosts are not given to one that
/// none would run: it would hold them until it times out.
final class Placement {
  private final Lab lab;
  private final Starts starts;
  private final Set<EntryId> heldBack = new HashSet<>();
  private @Nullable Fleet seen;
  private List<Load> loads = List.of();

  Placement(Lab lab, Starts starts) {
    this.lab = lab;
    this.starts = starts;
  }

  /// Begins a round: when the drones are others than before, what was held back is looked at again.
  void begin() {
    Fleet now = starts.fleet();
    if (!now.equals(seen)) {
      seen = now;
      loads = now.loads(lab.executions());
      heldBack.forEach(lab::touch);
      heldBack.clear();
    }
  }

  /// Whether the job waits for a drone that is not there, or is not large enough; then the entry is
  /// remembered.
  boolean holdsBack(EntryId entry, LabJob job) {
    int weight = Math.max(1, job.options().synchCount());
    DroneWish wish = starts.fleet().wish(job.owner(), job.droneSet(), weight, Optional.empty());
    return switch (DroneChoice.of(wish, loads)) {
      case DroneChoice.On _, DroneChoice.Full _ -> false;
      case DroneChoice.TooLarge _, DroneChoice.Nobody _ -> {
        heldBack.add(entry);
        yield true;
      }
    };
  }
}
