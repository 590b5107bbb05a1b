package org.autotest.dispatcher.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.autotest.core.host.HostId;
import org.autotest.core.host.Hostname;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.JobId;
import org.autotest.core.job.SpecialTask;
import org.autotest.dispatcher.plan.Decision;
import org.autotest.dispatcher.plan.Decision.Take;
import org.autotest.dispatcher.plan.GroupKey;
import org.autotest.dispatcher.plan.Lab;
import org.autotest.store.lab.LabEntry;
import org.autotest.store.lab.LabHost;
import org.autotest.store.lab.Round;
import org.autotest.store.lab.Round.Decided;

/// Decisions in words for people. Changes nothing.
final class RoundWords {
  private final Lab lab;

  RoundWords(Lab lab) {
    this.lab = lab;
  }

  /// What a decision is about.
  ///
  /// @param count of what [#kind] names
  private record About(int count, Optional<JobId> job, List<HostId> hosts) {}

  /// All decisions by kind, in the order of the first of each: `hosts taken: 2, runs started: 1`.
  String summary(List<Decision> decisions) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    decisions.forEach(each -> counts.merge(kind(each), about(each).count(), Integer::sum));
    return counts.entrySet().stream()
        .map(count -> count.getKey() + ": " + count.getValue())
        .collect(Collectors.joining(", "));
  }

  /// The first of them.
  List<Decided> first(List<Decision> decisions) {
    return decisions.stream().limit(Round.DECISIONS_MAX).map(this::inWords).toList();
  }

  private Decided inWords(Decision decision) {
    About about = about(decision);
    Optional<Hostname> host =
        about.hosts().size() == 1
            ? lab.host(about.hosts().getFirst()).map(LabHost::hostname)
            : Optional.empty();
    return new Decided(kind(decision), about.count(), about.job(), host, decision.reason());
  }

  private static String kind(Decision decision) {
    return switch (decision) {
      case Decision.TakeHosts _ -> "hosts taken";
      case Decision.StartHostless _, Decision.FormGroup _ -> "entries to Starting";
      case Decision.QueueTask _ -> "tasks queued";
      case Decision.StartTask _ -> "tasks started";
      case Decision.FinishTask _ -> "tasks ended";
      case Decision.CancelTask _ -> "tasks given up";
      case Decision.ReleaseHost _ -> "hosts released";
      case Decision.StartMain _ -> "runs started";
      case Decision.EndMain _ -> "runs ended";
      case Decision.Relaunch _ -> "runs to start anew";
      case Decision.StartGather _ -> "gatherings started";
      case Decision.Release _ -> "entries to Parsing";
      case Decision.Parse _ -> "results to read";
      case Decision.ToArchive _ -> "entries to Archiving";
      case Decision.HandOver _ -> "results to archive";
      case Decision.Finish _ -> "entries ended";
      case Decision.Abort _ -> "entries aborted";
      case Decision.StopExecution _ -> "processes stopped";
      case Decision.StopShort _ -> "entries stopped";
      case Decision.WaitForMore _ -> "entries to Waiting";
      case Decision.KeepHosts _ -> "kept hosts changed";
      case Decision.LeaveOut _ -> "entries left out";
      case Decision.AskAbort _ -> "aborts asked for";
      case Decision.SetAside _ -> "entries set aside";
      case Decision.SetHostAside _ -> "hosts set aside";
    };
  }

  private About about(Decision decision) {
    return switch (decision) {
      case Decision.TakeHosts d ->
          new About(
              d.takes().size(),
              Optional.of(d.job()),
              d.takes().stream().map(Take::host).map(LabHost::id).toList());
      case Decision.StartHostless d -> each(List.of(d.entry()));
      case Decision.QueueTask d -> new About(1, d.entry().flatMap(this::job), List.of(d.host()));
      case Decision.StartTask d -> one(d.task());
      case Decision.FinishTask d -> one(d.task());
      case Decision.CancelTask d -> one(d.task());
      case Decision.ReleaseHost d -> one(d.host().id());
      case Decision.FormGroup d -> each(d.entries());
      case Decision.StartMain d -> one(d.entries());
      case Decision.EndMain d -> one(d.entries());
      case Decision.Relaunch d -> one(d.entries());
      case Decision.StartGather d -> one(d.entries());
      case Decision.Release d -> each(d.entries());
      case Decision.Parse d -> one(d.group());
      case Decision.ToArchive d -> each(d.entries());
      case Decision.HandOver d -> one(d.group());
      case Decision.Finish d -> each(d.entries());
      case Decision.Abort d -> each(List.of(d.entry()));
      case Decision.StopExecution d -> one(d.entries());
      case Decision.StopShort d -> each(d.entries());
      case Decision.WaitForMore d -> each(d.entries());
      case Decision.KeepHosts d -> new About(1, Optional.of(d.job()), List.copyOf(d.hosts()));
      case Decision.LeaveOut d -> each(d.entries());
      case Decision.AskAbort d -> each(List.of(d.entry()));
      case Decision.SetAside d -> each(lab.entry(d.entry()).stream().toList());
      case Decision.SetHostAside d -> one(d.host());
    };
  }

  private Optional<JobId> job(EntryId entry) {
    return lab.entry(entry).map(LabEntry::job);
  }

  private About one(SpecialTask task) {
    return new About(1, task.onBehalfOf().flatMap(this::job), List.of(task.host()));
  }

  private static About one(HostId host) {
    return new About(1, Optional.empty(), List.of(host));
  }

  private static About each(List<LabEntry> entries) {
    return of(entries.size(), entries);
  }

  private static About one(List<LabEntry> entries) {
    return of(1, entries);
  }

  private About one(GroupKey group) {
    return of(1, lab.entriesOf(group));
  }

  private static About of(int count, List<LabEntry> entries) {
    Stream<HostId> hosts = entries.stream().flatMap(entry -> entry.host().stream());
    return new About(
        count, entries.stream().map(LabEntry::job).findFirst(), hosts.distinct().toList());
  }
}
