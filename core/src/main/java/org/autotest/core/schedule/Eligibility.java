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
  /// Groups of a host that anybody may have.
  private static final Set<String> FOR_ALL = Set.of(Host.EVERYONE);

  /// Whether the host may be given to the entry at all: whether [#holds] finds nothing. Makes no
  /// words, for the scheduler asks it of each kind of entry and each kind of host.
  public boolean admits(Demand demand, Offer offer) {
    if (offer.invalid()) {
      return demand.metaHost().isEmpty();
    }
    return sharesGroup(demand, offer)
        && isReservedFor(demand, offer)
        && offer.labels().containsAll(demand.dependencies())
        && isOfAtomicGroup(demand, offer)
        && (demand.metaHost().isEmpty()
            || (offer.groups().equals(FOR_ALL)
                && offer.labels().stream().noneMatch(label -> isSpared(label, demand))));
  }

  private static boolean sharesGroup(Demand demand, Offer offer) {
    return demand.ownerGroups().stream().anyMatch(offer.groups()::contains);
  }

  private static boolean isReservedFor(Demand demand, Offer offer) {
    return offer.reserved().isEmpty()
        || (isHolder(demand, offer.reserved().get())
            && (demand.metaHost().isEmpty() || offer.reserved().get().forLabels()));
  }

  private static boolean isHolder(Demand demand, Reserved reserved) {
    return reserved.holder().equalsIgnoreCase(demand.owner());
  }

  private boolean isOfAtomicGroup(Demand demand, Offer offer) {
    return atomicGroupOf(offer).equals(demand.atomicGroup());
  }

  /// That of the label with the lowest number, should a host be in several.
  private Optional<Long> atomicGroupOf(Offer offer) {
    return offer.labels().stream()
        .filter(label -> facts(label).atomicGroup().isPresent())
        .min(Comparator.naturalOrder())
        .flatMap(label -> facts(label).atomicGroup());
  }

  /// Kept for entries that ask for the label, which this one does not.
  private boolean isSpared(LabelId label, Demand demand) {
    return facts(label).onlyIfNeeded()
        && !demand.dependencies().contains(label)
        && demand.metaHost().filter(label::equals).isEmpty();
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
    return sharesGroup(demand, offer)
        ? Optional.empty()
        : Optional.of(
            new Hold(
                Rule.ACL,
                "%s is in access group %s, %s is not"
                    .formatted(host, inWords(offer.groups()), demand.owner()),
                "add %s to one of the host's groups".formatted(demand.owner())));
  }

  private static Optional<Hold> reserved(Demand demand, Offer offer, String host) {
    if (isReservedFor(demand, offer)) {
      return Optional.empty();
    }
    Reserved reserved = offer.reserved().orElseThrow();
    String observation = "%s is %s".formatted(host, reserved.inWords());
    return Optional.of(
        isHolder(demand, reserved)
            ? new Hold(
                Rule.RESERVED,
                observation + ", for jobs that name it",
                "name the host, or reserve it for labels too")
            : new Hold(
                Rule.RESERVED,
                observation,
                "wait for its end, or ask %s to release it".formatted(reserved.holder())));
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
        .filter(label -> isSpared(label, demand))
        .min(Comparator.naturalOrder())
        .map(
            label ->
                new Hold(
                    Rule.ONLY_IF_NEEDED,
                    "%s is kept for jobs that ask for label %s".formatted(host, name(label)),
                    "make the job depend on %s, or name the host".formatted(name(label))));
  }

  private Optional<Hold> atomicGroup(Demand demand, Offer offer, String host) {
    return isOfAtomicGroup(demand, offer)
        ? Optional.empty()
        : Optional.of(
            new Hold(
                Rule.ATOMIC_GROUP,
                atomicGroupOf(offer).isPresent()
                    ? host + " belongs to an atomic group that was not asked for"
                    : host + " does not belong to the atomic group asked for",
                "submit for the host's atomic group, or choose another host"));
  }

  private static Optional<Hold> everyoneOnly(Offer offer, String host) {
    return offer.groups().equals(FOR_ALL)
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
