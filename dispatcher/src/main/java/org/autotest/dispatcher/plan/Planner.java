package org.autotest.dispatcher.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.autotest.core.failure.Blame;
import org.autotest.core.host.HostId;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.store.lab.Failure;
import org.autotest.store.lab.LabEntry;
import org.autotest.store.lab.LabJob;

/// Turns the picture of the lab into decisions. Pure: the same picture gives the same decisions,
/// and nothing is changed but the list of what waits for a process.
///
/// Looks at what was touched since the last round, and at nothing else; so a round costs what
/// changed. A round in which nothing changed costs nothing.
public final class Planner {
  private final Lab lab;
  private final Starts starts;
  private final TailRules tail;
  private final Patience patience;
  private final Placement placement;
  private final StartRules starting;

  /// Plans for one lab.
  ///
  /// @param starts what waits for a process, and how many there may be
  /// @param parses which results are being read, and which were
  /// @param archives likewise, archived
  /// @param patience how long work waits for something better
  public Planner(
      Lab lab, Starts starts, ParseDesk parses, ArchiveDesk archives, Patience patience) {
    this.patience = patience;
    this.lab = lab;
    this.starts = starts;
    this.placement = new Placement(lab, starts);
    this.starting = new StartRules(lab, starts);
    this.tail = new TailRules(lab, parses, archives);
  }

  /// What to do now, in the order to do it: what frees something first, then what takes hosts, then
  /// what takes processes.
  public List<Decision> plan(Instant now) {
    lab.takeWaitsOver(now).forEach(lab::touch);
    placement.begin();
    Touched touched = lab.takeTouched();
    List<Decision> decisions = new ArrayList<>();
    for (Deadlines.Due due : lab.due(now)) {
      lab.entry(due.entry())
          .ifPresent(entry -> decisions.add(new Decision.AskAbort(entry, due.reason())));
    }
    EntryRules entryRules =
        new EntryRules(lab, starts, tail, new GangRules(lab, patience, now), now);
    for (EntryId id : withSiblings(touched)) {
      try {
        entryRules.look(id);
      } catch (IllegalStateException | NoSuchElementException contradiction) {
        setAside(id, contradiction).ifPresent(decisions::add);
      }
    }
    decisions.addAll(entryRules.decisions());
    HostRules hostRules = new HostRules(lab, starts);
    for (HostId id : touched.hosts()) {
      try {
        hostRules.look(id);
      } catch (IllegalStateException | NoSuchElementException contradiction) {
        String problem = "planning for host %s: %s".formatted(id, contradiction.getMessage());
        decisions.add(new Decision.SetHostAside(id, new Failure(Blame.BUG, problem), problem));
      }
    }
    decisions.addAll(hostRules.decisions());
    decisions.addAll(new Matcher(lab, placement, patience, now).match(touched));
    decisions.addAll(starting.start(!touched.isEmpty(), now));
    return decisions;
  }

  /// Empty when the entry says so already: to write it again would be one more change to look at.
  private Optional<Decision> setAside(EntryId id, RuntimeException contradiction) {
    String problem = "planning entry %s: %s".formatted(id, contradiction.getMessage());
    boolean isSaid = lab.entry(id).flatMap(LabEntry::problem).filter(problem::equals).isPresent();
    return isSaid
        ? Optional.empty()
        : Optional.of(new Decision.SetAside(id, new Failure(Blame.BUG, problem), problem));
  }

  /// An entry whose job runs on several hosts together concerns its siblings.
  private Set<EntryId> withSiblings(Touched touched) {
    Set<EntryId> all = new LinkedHashSet<>(touched.entries());
    for (EntryId id : touched.entries()) {
      lab.entry(id)
          .flatMap(entry -> lab.job(entry.job()))
          .filter(LabJob::isGang)
          .ifPresent(job -> lab.entriesOf(job.id()).forEach(entry -> all.add(entry.id())));
    }
    return all;
  }

  /// Whether the entry holds a host for a run that has not begun.
  static boolean isHeldForStart(LabEntry entry) {
    return !entry.abortRequested()
        && (entry.status() == EntryStatus.VERIFYING
            || entry.status() == EntryStatus.PENDING
            || entry.status() == EntryStatus.WAITING);
  }
}
