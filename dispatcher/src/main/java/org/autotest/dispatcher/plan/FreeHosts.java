package org.autotest.dispatcher.plan;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.autotest.core.host.HostId;
import org.autotest.core.host.LabelId;
import org.autotest.core.schedule.Offer;

/// Hosts that an entry could have at this moment, by label and by what they offer. Those that
/// became free first stand first, so that work goes round the lab and a host that fails fast does
/// not attract everything.
final class FreeHosts {
  private final Map<HostId, Offer> offers = new HashMap<>();
  private final Map<LabelId, Map<Offer, Set<HostId>>> byLabel = new HashMap<>();

  boolean contains(HostId host) {
    return offers.containsKey(host);
  }

  int size() {
    return offers.size();
  }

  /// Distinct offers among the free hosts of a label, with their hosts; few, however many hosts.
  Map<Offer, Set<HostId>> ofLabel(LabelId label) {
    return byLabel.getOrDefault(label, Map.of());
  }

  void add(HostId host, Offer offer) {
    if (offer.equals(offers.get(host))) {
      return;
    }
    remove(host);
    offers.put(host, offer);
    for (LabelId label : offer.labels()) {
      byLabel
          .computeIfAbsent(label, _ -> new HashMap<>())
          .computeIfAbsent(offer, _ -> new LinkedHashSet<>())
          .add(host);
    }
  }

  void remove(HostId host) {
    Offer offer = offers.remove(host);
    if (offer == null) {
      return;
    }
    for (LabelId label : offer.labels()) {
      Map<Offer, Set<HostId>> offered = byLabel.getOrDefault(label, Map.of());
      Set<HostId> hosts = offered.getOrDefault(offer, Set.of());
      hosts.remove(host);
      if (hosts.isEmpty()) {
        offered.remove(offer);
      }
      if (offered.isEmpty()) {
        byLabel.remove(label);
      }
    }
  }
}
