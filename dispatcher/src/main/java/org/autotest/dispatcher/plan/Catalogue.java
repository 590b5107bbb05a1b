package org.autotest.dispatcher.plan;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.autotest.core.host.LabelId;
import org.autotest.core.schedule.AtomicGroup;
import org.autotest.core.schedule.LabelFacts;
import org.autotest.store.lab.LabEntry;
import org.autotest.store.lab.LabJob;

/// Labels and atomic groups as they are now.
public final class Catalogue {
  private final Map<LabelId, LabelFacts> labels = new HashMap<>();
  private final Map<Long, AtomicGroup> atomicGroups = new HashMap<>();

  /// The labels, by id.
  public Map<LabelId, LabelFacts> labels() {
    return Collections.unmodifiableMap(labels);
  }

  /// The atomic group; empty when it was deleted.
  public Optional<AtomicGroup> atomicGroup(long id) {
    return Optional.ofNullable(atomicGroups.get(id));
  }

  /// Labels whose hosts belong to an atomic group, oldest first.
  List<LabelId> labelsOf(long atomicGroup) {
    return labels.values().stream()
        .filter(label -> label.atomicGroup().equals(Optional.of(atomicGroup)))
        .map(LabelFacts::id)
        .sorted()
        .toList();
  }

  /// Atomic groups of a host that carries these labels; one, unless somebody meddled.
  Set<Long> atomicGroupsOf(Set<LabelId> carried) {
    return carried.stream()
        .flatMap(label -> Stream.ofNullable(labels.get(label)))
        .flatMap(label -> label.atomicGroup().stream())
        .collect(Collectors.toSet());
  }

  /// What runs of a job on its atomic group are called: the first label of the group that the job
  /// names, else the group itself; empty when it asked for none.
  ///
  /// @param entries of the job
  public Optional<String> groupName(LabJob job, List<LabEntry> entries) {
    return job.atomicGroup()
        .flatMap(
            group ->
                Stream.concat(
                        entries.stream().flatMap(entry -> entry.metaHost().stream()),
                        job.dependencies().stream().sorted())
                    .flatMap(label -> Stream.ofNullable(labels.get(label)))
                    .filter(label -> label.atomicGroup().equals(Optional.of(group)))
                    .map(LabelFacts::name)
                    .findFirst()
                    .or(() -> atomicGroup(group).map(AtomicGroup::name)));
  }

  /// Takes the labels as they are now.
  ///
  /// @return those that mean something else than before
  Set<LabelId> setLabels(Map<LabelId, LabelFacts> now) {
    return replace(labels, now);
  }

  /// Takes the atomic groups as they are now.
  ///
  /// @return ids of those that are not as before
  Set<Long> setAtomicGroups(Map<Long, AtomicGroup> now) {
    return replace(atomicGroups, now);
  }

  private static <K, V> Set<K> replace(Map<K, V> old, Map<K, V> now) {
    Set<K> changed = new HashSet<>(old.keySet());
    changed.addAll(now.keySet());
    changed.removeIf(key -> Objects.equals(old.get(key), now.get(key)));
    old.clear();
    old.putAll(now);
    return changed;
  }
}
