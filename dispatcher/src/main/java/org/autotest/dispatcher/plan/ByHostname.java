package org.autotest.dispatcher.plan;

import java.util.Comparator;
import java.util.Optional;
import org.autotest.core.host.Hostname;
import org.autotest.store.lab.LabEntry;
import org.autotest.store.lab.LabHost;

/// Orders entries by the names of their hosts, in natural order; those without a host last.
final class ByHostname implements Comparator<LabEntry> {
  private final Lab lab;

  ByHostname(Lab lab) {
    this.lab = lab;
  }

  @Override
  public int compare(LabEntry a, LabEntry b) {
    Optional<Hostname> left = name(a);
    Optional<Hostname> right = name(b);
    int byName =
        left.isPresent() && right.isPresent()
            ? left.get().compareTo(right.get())
            : Boolean.compare(left.isEmpty(), right.isEmpty());
    return byName != 0 ? byName : a.id().compareTo(b.id());
  }

  private Optional<Hostname> name(LabEntry entry) {
    return entry.host().flatMap(lab::host).map(LabHost::hostname);
  }
}
