package org.autotest.core.schedule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.autotest.core.host.Host;
import org.autotest.core.host.LabelId;

/// The rules that do not change while a host is busy or free: rights, labels, groups.
///
/// A host that is invalid (a one-time host) is offered to the entry that names it and to no other,
/// and no further rule applies to it.
///
/// @param labels every label that a demand or an offer may mention; one that is missing counts as a
///   plain label named by its number
public record Eligibility(Map<LabelId, LabelFacts> labels) {

  /// Whether the host may be given to the entry at all.
  public boolean admits(Demand demand, Offer offer) {
    return holds(demand, offer, "the host").isEmpty();
  }

  /// Every rule that forbids it, in the order in which they are checked; empty when none does.
  ///
  /// @param host its name in sentences
  public List<Hold> holds(Demand demand, Offer offer, String host) {
    if (offer.invalid()) {
      return demand.metaHost().isPresent()
          ? List.of(
              new Hold(
                  Rule.INVALID_HOST,
                  host + " is deleted or was meant for one job only",
                  "choose a host of the inventory"))
          : List.of();
    }
    List<Hold> holds = new ArrayList<>();
    acl(demand, offer, host).ifPresent(holds::add);
    reserved(demand, offer, host).ifPresent(holds::add);
    dependencies(demand, offer, host).ifPresent(holds::add);
    atomicGroup(demand, offer, host).ifPresent(holds::add);
    if (demand.metaHost().isPresent()) {
      onlyIfNeeded(demand, offer, host).ifPresent(holds::add);
      everyoneOnly(offer, host).ifPresent(holds::add);
    }
    return holds;
  }

  private static Optional<Hold> acl(Demand demand, Offer offer, String host) {
    return demand.ownerGroups().stream().anyMatch(offer.groups()::contains)
        ? Optional.empty()
        : Optional.of(
            new Hold(
                Rule.ACL,
                "%s is in access group %s, %s is not"
                    .formatted(host, inWords(offer.groups()), demand.owner()),
                "add %s to one of the host's groups".formatted(demand.owner())));
  }

  private static Optional<Hold> reserved(Demand demand, Offer offer, String host) {
    if (offer.reserved().isEmpty()) {
      return Optional.empty();
    }
    Reserved reserved = offer.reserved().get();
    String observation = "%s is %s".formatted(host, reserved.inWords());
    if (!reserved.holder().equalsIgnoreCase(demand.owner())) {
      return Optional.of(
          new Hold(
              Rule.RESERVED,
              observation,
              "wait for its end, or ask %s to release it".formatted(reserved.holder())));
    }
    return demand.metaHost().isEmpty() || reserved.forLabels()
        ? Optional.empty()
        : Optional.of(
            new Hold(
                Rule.RESERVED,
                observation + ", for jobs that name it",
                "name the host, or reserve it for labels too"));
  }

  private Optional<Hold> dependencies(Demand demand, Offer offer, String host) {
    Set<String> missing =
        demand.dependencies().stream()
            .filter(label -> !offer.labels().contains(label))
            .map(this::name)
            .collect(Collectors.toCollection(TreeSet::new));
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Hold(
                Rule.DEPENDENCY,
                "%s lacks label %s, on which the job depends".formatted(host, inWords(missing)),
                "add the label to a host, or submit without that dependency"));
  }

  private Optional<Hold> onlyIfNeeded(Demand demand, Offer offer, String host) {
    return offer.labels().stream()
        .filter(label -> facts(label).onlyIfNeeded())
        .filter(label -> !demand.dependencies().contains(label))
        .filter(label -> !demand.metaHost().equals(Optional.of(label)))
        .min(Comparator.naturalOrder())
        .map(
            label ->
                new Hold(
                    Rule.ONLY_IF_NEEDED,
                    "%s is kept for jobs that ask for label %s".formatted(host, name(label)),
                    "make the job depend on %s, or name the host".formatted(name(label))));
  }

  private Optional<Hold> atomicGroup(Demand demand, Offer offer, String host) {
    Optional<Long> offered =
        offer.labels().stream()
            .sorted()
            .flatMap(label -> facts(label).atomicGroup().stream())
            .findFirst();
    return offered.equals(demand.atomicGroup())
        ? Optional.empty()
        : Optional.of(
            new Hold(
                Rule.ATOMIC_GROUP,
                offered.isPresent()
                    ? host + " belongs to an atomic group that was not asked for"
                    : host + " does not belong to the atomic group asked for",
                "submit for the host's atomic group, or choose another host"));
  }

  private static Optional<Hold> everyoneOnly(Offer offer, String host) {
    return offer.groups().equals(Set.of(Host.EVERYONE))
        ? Optional.empty()
        : Optional.of(
            new Hold(
                Rule.EVERYONE_ONLY,
                "%s is set apart in access group %s".formatted(host, inWords(offer.groups())),
                "name the host, or put it back into " + Host.EVERYONE));
  }

  private LabelFacts facts(LabelId label) {
    LabelFacts known = labels.get(label);
    return known != null ? known : new LabelFacts(label, "#" + label, false, Optional.empty());
  }

  private String name(LabelId label) {
    return facts(label).name();
  }

  private static String inWords(Set<String> names) {
    return names.isEmpty() ? "none" : String.join(", ", new TreeSet<>(names));
  }
}
