package org.autotest.dispatcher.plan;

import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.autotest.core.host.HostId;
import org.autotest.core.host.LabelId;
import org.autotest.store.lab.LabHost;

/// Hosts by id and by the labels that they carry, whether busy or free.
final class KnownHosts {
  private final NavigableMap<HostId, LabHost> byId = new TreeMap<>();
  private final Index<LabelId, HostId> byLabel = new Index<>();

  Optional<LabHost> get(HostId id) {
    return Optional.ofNullable(byId.get(id));
  }

  NavigableMap<HostId, LabHost> all() {
    return Collections.unmodifiableNavigableMap(byId);
  }

  Set<HostId> carrying(LabelId label) {
    return byLabel.of(label);
  }

  void put(LabHost host) {
    remove(host.id());
    byId.put(host.id(), host);
    host.offer().labels().forEach(label -> byLabel.add(label, host.id()));
  }

  /// Those that were deleted, and one-time hosts.
  List<HostId> deleted() {
    return byId.values().stream().filter(host -> host.offer().invalid()).map(LabHost::id).toList();
  }

  void remove(HostId id) {
    LabHost gone = byId.remove(id);
    if (gone != null) {
      gone.offer().labels().forEach(label -> byLabel.remove(label, id));
    }
  }
}
