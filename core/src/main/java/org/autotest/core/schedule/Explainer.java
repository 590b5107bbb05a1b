package org.autotest.core.schedule;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.autotest.core.host.HostStatus;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.TaskType;

/// Says why an entry waits. The same rules as the dispatcher's, in words.
///
/// @param noProcess why no process can be started now for its run, or for what prepares its host,
///   or ever, while it waits for one; empty when one can
/// @param dispatcherAlive whether a dispatcher holds the planner's lease
public record Explainer(
    Eligibility eligibility, Optional<Hold> noProcess, boolean dispatcherAlive) {

  /// Explains one entry.
  ///
  /// @param candidates the host it names or was given, or every host of its label
  /// @return without holds for an entry that does not wait: one that runs or is over
  public Explanation explain(Waiter waiter, List<Candidate> candidates) {
    List<Hold> holds = new ArrayList<>();
    List<Explanation.HostHolds> hosts = new ArrayList<>();
    if (!waits(waiter.status())) {
      return new Explanation(waiter.id(), holds, hosts, 0);
    }
    if (!dispatcherAlive) {
      holds.add(
          new Hold(
              Rule.NO_DISPATCHER, "no dispatcher is running", "start one: autotest dispatcher"));
    }
    waiter
        .trouble()
        .ifPresent(
            text ->
                holds.add(
                    new Hold(Rule.LAB_TROUBLE, text, "mend it; it is tried again by itself")));
    if (waiter.status() == EntryStatus.QUEUED) {
      candidates.stream()
          .sorted(Comparator.comparing(Candidate::hostname))
          .limit(Explanation.HOSTS_MAX)
          .map(host -> new Explanation.HostHolds(host.hostname(), ofHost(waiter.demand(), host)))
          .forEach(hosts::add);
    }
    if (waiter.status() == EntryStatus.QUEUED) {
      noProcess.ifPresent(holds::add);
    }
    ofStatus(waiter, hosts).ifPresent(holds::add);
    return new Explanation(
        waiter.id(), holds, hosts, Math.max(0, candidates.size() - Explanation.HOSTS_MAX));
  }

  /// Everything that keeps one host from one entry at this moment; empty when it could start.
  public List<Hold> ofHost(Demand demand, Candidate host) {
    String name = host.hostname().value();
    List<Hold> holds = new ArrayList<>(eligibility.holds(demand, host.offer(), name));
    if (demand.metaHost().isPresent() && host.usedBySameJob()) {
      holds.add(
          new Hold(
              Rule.USED_BY_SAME_JOB,
              "%s is used by another entry of this job".formatted(name),
              "none needed: another host will do"));
    }
    host.lock()
        .map(
            lock ->
                new Hold(
                    Rule.LOCKED,
                    "%s is %s".formatted(name, lock.inWords()),
                    lock.until().isPresent()
                        ? "wait for the end, or unlock the host"
                        : "unlock the host"))
        .ifPresent(holds::add);
    occupied(host, name).or(() -> kept(host, name)).ifPresent(holds::add);
    return holds;
  }

  private static Optional<Hold> occupied(Candidate host, String name) {
    if (host.holder().isPresent()) {
      return Optional.of(
          new Hold(
              Rule.HELD_BY_ENTRY,
              "%s is held by job %s".formatted(name, host.holder().get().job()),
              "wait for it, or abort that job"));
    }
    if (host.task().isPresent()) {
      TaskType task = host.task().get();
      return Optional.of(
          new Hold(
              Rule.SPECIAL_TASK,
              "%s has a %s to go through".formatted(name, task.pathWord()),
              "wait for it"));
    }
    return host.status() == HostStatus.READY
        ? Optional.empty()
        : Optional.of(
            new Hold(
                Rule.HOST_STATUS,
                "%s is %s".formatted(name, host.status().word()),
                host.status() == HostStatus.REPAIR_FAILED
                    ? "repair the host, then reverify it"
                    : "wait for it"));
  }

  private static Optional<Hold> kept(Candidate host, String name) {
    return host.keptFor()
        .map(
            job ->
                new Hold(
                    Rule.KEPT_FOR_GANG,
                    "%s is kept for job %s, which has waited long for several hosts at once"
                        .formatted(name, job),
                    "wait for it, or raise the priority of this job"));
  }

  private Optional<Hold> ofStatus(Waiter waiter, List<Explanation.HostHolds> hosts) {
    return switch (waiter.status()) {
      case QUEUED -> ofQueued(waiter, hosts);
      case VERIFYING ->
          noProcess.or(
              () ->
                  Optional.of(
                      new Hold(
                          Rule.SPECIAL_TASK,
                          "its host is being cleaned or verified",
                          "wait for the end")));
      case WAITING -> Optional.of(ofWaiting(waiter));
      case PENDING ->
          Optional.of(
              new Hold(
                  waiter.synchCount() > 1 ? Rule.SYNCH_COUNT : Rule.IN_PROGRESS,
                  "%d of %d hosts are ready"
                      .formatted(waiter.siblingsHeld() + 1, waiter.synchCount()),
                  "wait for the others"));
      case STARTING -> noProcess.or(() -> Optional.of(inProgress()));
      case RUNNING, GATHERING, PARSING, ARCHIVING, COMPLETED, FAILED, ABORTED, STOPPED, TEMPLATE ->
          Optional.empty();
    };
  }

  private static Hold ofWaiting(Waiter waiter) {
    return new Hold(
        Rule.ATOMIC_GROUP,
        "the job holds %d hosts of its atomic group; those that are not ready by %s are left out"
            .formatted(
                waiter.siblingsHeld() + 1,
                waiter
                    .waitUntil()
                    .map(at -> at.truncatedTo(ChronoUnit.SECONDS).toString())
                    .orElse("now")),
        "none needed: it starts when all are ready, or then");
  }

  private Optional<Hold> ofQueued(Waiter waiter, List<Explanation.HostHolds> hosts) {
    boolean hostless =
        waiter.demand().metaHost().isEmpty()
            && hosts.isEmpty()
            && waiter.demand().atomicGroup().isEmpty();
    if (hostless) {
      return Optional.of(inProgress());
    }
    if (hosts.isEmpty()) {
      return Optional.of(
          new Hold(
              waiter.demand().atomicGroup().isPresent() ? Rule.ATOMIC_GROUP : Rule.NO_HOST,
              "no host carries the label it asks for",
              "give the label to a host"));
    }
    boolean oneIsFree = hosts.stream().anyMatch(host -> host.holds().isEmpty());
    if (oneIsFree && (waiter.synchCount() > 1 || waiter.demand().atomicGroup().isPresent())) {
      return Optional.of(
          new Hold(
              Rule.SYNCH_COUNT,
              "the job wants %d hosts at once and holds %d%s"
                  .formatted(
                      waiter.synchCount(),
                      waiter.siblingsHeld(),
                      waiter.hostsKept() > 0
                          ? "; %d free hosts are kept for it".formatted(waiter.hostsKept())
                          : ""),
              "wait until enough of its hosts are free together"));
    }
    return oneIsFree
        ? Optional.of(
            new Hold(
                Rule.BEHIND_OTHERS,
                "a host is free; entries before this one come first",
                "wait, or raise the job's priority"))
        : Optional.empty();
  }

  private static Hold inProgress() {
    return new Hold(Rule.IN_PROGRESS, "is about to start", "wait a moment");
  }

  private static boolean waits(EntryStatus status) {
    return switch (status) {
      case QUEUED, VERIFYING, PENDING, WAITING, STARTING -> true;
      case RUNNING, GATHERING, PARSING, ARCHIVING, COMPLETED, FAILED, ABORTED, STOPPED, TEMPLATE ->
          false;
    };
  }
}
