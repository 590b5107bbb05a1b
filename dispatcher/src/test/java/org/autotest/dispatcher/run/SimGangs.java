package org.autotest.dispatcher.run;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.autotest.core.host.HostId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.JobId;
import org.autotest.store.lab.LabEntry;
import org.autotest.store.lab.LabHost;
import org.autotest.store.lab.LabJob;

/// What must be so of jobs that want several hosts at once in a simulated lab.
final class SimGangs {
  private final SimTables tables;
  private final SimFree free;

  SimGangs(SimTables tables, SimFree free) {
    this.tables = tables;
    this.free = free;
  }

  /// After every round.
  ///
  /// @return what is wrong
  Optional<String> look() {
    return crossed().or(this::groupTooSmall);
  }

  /// When the dispatcher has nothing to do as things are.
  ///
  /// @return what is wrong
  Optional<String> lookAtRest() {
    return waitsInVain().or(this::keptInVain);
  }

  private LabJob job(JobId id) {
    return Objects.requireNonNull(tables.rows().jobs().get(id));
  }

  private Map<JobId, List<LabEntry>> unfinished() {
    return tables.rows().entries().values().stream()
        .filter(entry -> !entry.status().isComplete())
        .collect(Collectors.groupingBy(LabEntry::job));
  }

  /// Two jobs that hold hosts for runs that have not begun, each of which waits for one of the
  /// other's, would wait for ever.
  private Optional<String> crossed() {
    Set<JobId> holders =
        tables.rows().entries().values().stream()
            .filter(SimGangs::isHeld)
            .map(LabEntry::job)
            .collect(Collectors.toSet());
    if (holders.size() < 2) {
      return Optional.empty();
    }
    List<Part> parts =
        holders.stream()
            .map(this::job)
            .map(this::part)
            .filter(part -> !part.held().isEmpty() && !part.wanted().isEmpty())
            .toList();
    for (Part one : parts) {
      for (Part other : parts) {
        if (one.wantsOf(other) && other.wantsOf(one)) {
          return Optional.of(
              "jobs %s and %s wait for each other's hosts".formatted(one.job(), other.job()));
        }
      }
    }
    return Optional.empty();
  }

  /// What a job holds that cannot start with it, and what it wants besides.
  private record Part(JobId job, Set<HostId> held, Set<HostId> wanted) {
    boolean wantsOf(Part other) {
      return !Collections.disjoint(wanted, other.held);
    }
  }

  private Part part(LabJob job) {
    List<LabEntry> entries =
        tables.rows().entries().values().stream().filter(e -> e.job().equals(job.id())).toList();
    Set<HostId> held = held(entries);
    return held.size() < job.options().synchCount()
        ? new Part(job.id(), held, wanted(entries))
        : new Part(job.id(), Set.of(), Set.of());
  }

  private static Set<HostId> held(List<LabEntry> entries) {
    Set<HostId> held = new HashSet<>();
    entries.stream().filter(SimGangs::isHeld).forEach(entry -> entry.host().ifPresent(held::add));
    return held;
  }

  private static boolean isHeld(LabEntry entry) {
    return entry.status() == EntryStatus.VERIFYING
        || entry.status() == EntryStatus.PENDING
        || entry.status() == EntryStatus.WAITING;
  }

  private static Set<HostId> wanted(List<LabEntry> entries) {
    Set<HostId> wanted = new HashSet<>();
    entries.stream()
        .filter(entry -> entry.status() == EntryStatus.QUEUED && !entry.abortRequested())
        .forEach(entry -> entry.host().ifPresent(wanted::add));
    return wanted;
  }

  /// A run of an atomic group has as many hosts as the job wants, or more.
  private Optional<String> groupTooSmall() {
    return tables.rows().entries().values().stream()
        .filter(entry -> entry.atomicGroup().isPresent() && entry.startedAt().isPresent())
        .collect(Collectors.groupingBy(LabEntry::job, Collectors.counting()))
        .entrySet()
        .stream()
        .filter(run -> run.getValue() < job(run.getKey()).options().synchCount())
        .findFirst()
        .map(run -> "job %s runs on %d hosts".formatted(run.getKey(), run.getValue()));
  }

  /// A job whose hosts are all free, and kept for nobody else, has them.
  private Optional<String> waitsInVain() {
    return unfinished().entrySet().stream()
        .filter(one -> isPlainGang(job(one.getKey()), one.getValue()))
        .filter(
            one ->
                one.getValue().stream().filter(free::isFor).count()
                    >= job(one.getKey()).options().synchCount())
        .findFirst()
        .map(one -> "job %s waits although its hosts are free".formatted(one.getKey()));
  }

  private static boolean isPlainGang(LabJob job, List<LabEntry> entries) {
    return job.options().synchCount() > 1
        && job.atomicGroup().isEmpty()
        && job.dependencies().isEmpty()
        && entries.stream()
            .allMatch(
                entry ->
                    entry.status() == EntryStatus.QUEUED
                        && entry.host().isPresent()
                        && !entry.abortRequested());
  }

  /// Hosts are kept for jobs that still want some, and only free ones.
  private Optional<String> keptInVain() {
    Map<JobId, List<LabEntry>> all = unfinished();
    for (Map.Entry<JobId, Set<HostId>> kept : tables.kept.entrySet()) {
      boolean waits =
          all.getOrDefault(kept.getKey(), List.of()).stream()
              .anyMatch(entry -> entry.status() == EntryStatus.QUEUED && !entry.abortRequested());
      if (!waits) {
        return Optional.of(
            "hosts are kept for job %s, which waits for none".formatted(kept.getKey()));
      }
      for (HostId host : kept.getValue()) {
        LabHost row = tables.rows().hosts().get(host);
        if (row == null || !free.isFree(row)) {
          return Optional.of(
              "host %s is kept for job %s and not free".formatted(host, kept.getKey()));
        }
      }
    }
    return Optional.empty();
  }
}
