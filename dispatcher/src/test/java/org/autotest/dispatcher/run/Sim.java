package org.autotest.dispatcher.run;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.autotest.core.host.HostId;
import org.autotest.core.host.HostStatus;
import org.autotest.core.host.LabelId;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.SpecialTask;
import org.autotest.core.schedule.Offer;
import org.autotest.core.schedule.Reserved;
import org.autotest.store.lab.LabEntry;
import org.autotest.store.lab.LabExecution;
import org.autotest.store.lab.LabHost;

/// Rows with one thing changed.
final class Sim {
  private Sim() {}

  static LabEntry with(LabEntry e, EntryStatus status) {
    return new LabEntry(
        e.id(),
        e.job(),
        e.host(),
        e.metaHost(),
        e.atomicGroup(),
        status,
        e.abortRequested(),
        e.subdir(),
        e.startedAt(),
        e.problem(),
        status == EntryStatus.WAITING ? e.waitUntil() : Optional.empty());
  }

  static LabEntry copy(LabEntry e, EntryId id, HostId host) {
    return new LabEntry(
        id,
        e.job(),
        Optional.of(host),
        e.metaHost(),
        e.atomicGroup(),
        e.status(),
        false,
        "",
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  static LabEntry withHost(LabEntry e, Optional<HostId> host) {
    return new LabEntry(
        e.id(),
        e.job(),
        host,
        e.metaHost(),
        e.atomicGroup(),
        e.status(),
        e.abortRequested(),
        e.subdir(),
        e.startedAt(),
        e.problem(),
        e.waitUntil());
  }

  static LabEntry withSubdir(LabEntry e, String subdir) {
    return new LabEntry(
        e.id(),
        e.job(),
        e.host(),
        e.metaHost(),
        e.atomicGroup(),
        e.status(),
        e.abortRequested(),
        subdir,
        e.startedAt(),
        e.problem(),
        e.waitUntil());
  }

  static LabEntry withStarted(LabEntry e, Optional<Instant> at) {
    return new LabEntry(
        e.id(),
        e.job(),
        e.host(),
        e.metaHost(),
        e.atomicGroup(),
        e.status(),
        e.abortRequested(),
        e.subdir(),
        at,
        e.problem(),
        e.waitUntil());
  }

  static LabEntry withProblem(LabEntry e, Optional<String> problem) {
    return new LabEntry(
        e.id(),
        e.job(),
        e.host(),
        e.metaHost(),
        e.atomicGroup(),
        e.status(),
        e.abortRequested(),
        e.subdir(),
        e.startedAt(),
        problem,
        e.waitUntil());
  }

  static LabEntry withWait(LabEntry e, Instant until) {
    return new LabEntry(
        e.id(),
        e.job(),
        e.host(),
        e.metaHost(),
        e.atomicGroup(),
        e.status(),
        e.abortRequested(),
        e.subdir(),
        e.startedAt(),
        e.problem(),
        Optional.of(until));
  }

  static LabEntry aborted(LabEntry e) {
    return new LabEntry(
        e.id(),
        e.job(),
        e.host(),
        e.metaHost(),
        e.atomicGroup(),
        e.status(),
        true,
        e.subdir(),
        e.startedAt(),
        e.problem(),
        e.waitUntil());
  }

  static LabHost with(LabHost h, HostStatus status) {
    return new LabHost(
        h.id(), h.hostname(), status, h.locked(), h.dirty(), h.protection(), h.offer());
  }

  static LabHost withDirty(LabHost h, boolean dirty) {
    return new LabHost(
        h.id(), h.hostname(), h.status(), h.locked(), dirty, h.protection(), h.offer());
  }

  static LabHost withLocked(LabHost h, boolean locked) {
    return new LabHost(
        h.id(), h.hostname(), h.status(), locked, h.dirty(), h.protection(), h.offer());
  }

  private static LabHost withOffer(LabHost h, Offer offer) {
    return new LabHost(
        h.id(), h.hostname(), h.status(), h.locked(), h.dirty(), h.protection(), offer);
  }

  static LabHost withReserved(LabHost h, Optional<Reserved> reserved) {
    Offer old = h.offer();
    return withOffer(h, new Offer(old.labels(), old.groups(), old.invalid(), reserved));
  }

  static LabHost withLabels(LabHost h, Set<LabelId> labels) {
    Offer old = h.offer();
    return withOffer(h, new Offer(labels, old.groups(), old.invalid(), old.reserved()));
  }

  static SpecialTask with(SpecialTask t, SpecialTask.Status status) {
    return new SpecialTask(
        t.id(), t.type(), t.host(), t.requestedBy(), t.onBehalfOf(), status, t.requestedAt());
  }

  static LabExecution told(LabExecution e, LabExecution.Told told) {
    return new LabExecution(
        e.id(),
        e.work(),
        e.dispatcher(),
        e.path(),
        e.weight(),
        e.status(),
        e.process(),
        e.outcome(),
        Optional.of(told),
        e.startedAt());
  }

  static LabExecution placed(LabExecution e, String drone) {
    return new LabExecution(
        e.id(), e.work(), drone, e.path(), e.weight(), e.status(), e.process(), e.outcome());
  }

  static LabExecution with(
      LabExecution e,
      LabExecution.Status status,
      Optional<LabExecution.ProcessRef> process,
      Optional<LabExecution.Outcome> outcome) {
    return new LabExecution(
        e.id(), e.work(), e.dispatcher(), e.path(), e.weight(), status, process, outcome);
  }
}
