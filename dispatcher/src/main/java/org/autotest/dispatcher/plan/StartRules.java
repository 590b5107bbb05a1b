package org.autotest.dispatcher.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.job.SpecialTask;
import org.autotest.core.job.TaskId;
import org.autotest.core.job.TaskType;
import org.autotest.store.lab.LabEntry;

/// Hands out processes, first come first served. One that finds too little room holds back all
/// behind it, so that a large group is not overtaken for ever; one that can never find room,
/// because it wants more than there is at all, or that is postponed, does not.
///
/// Repairs take long where a host does not answer, and many hosts may be lost at once: beyond a
/// tenth of the processes they get none but those that leave half of all processes to others.
final class StartRules {
  /// Of so many processes repairs may always have one.
  private static final int REPAIRS_ONE_IN = 10;

  private final Lab lab;
  private final Starts starts;

  StartRules(Lab lab, Starts starts) {
    this.lab = lab;
    this.starts = starts;
  }

  List<Decision> start(Instant now) {
    List<Decision> decisions = new ArrayList<>();
    int room = starts.limits().processesMax() - lab.executions().openWeight();
    int started = 0;
    long repairs = starts.size() == 0 ? 0 : runningRepairs();
    for (Map.Entry<StartKey, Integer> next : starts.inOrder()) {
      Optional<Decision> decision = decision(next.getKey());
      if (decision.isEmpty()) {
        starts.forget(next.getKey());
        continue;
      }
      int weight = next.getValue();
      boolean isRepair = isRepair(next.getKey());
      if (weight > starts.limits().processesMax()
          || starts.isPostponed(next.getKey(), now)
          || (isRepair && !mayRepair(repairs, room))) {
        continue;
      }
      boolean fitsRound = started == 0 || started + weight <= starts.limits().startsPerRoundMax();
      if (weight > room || !fitsRound) {
        break;
      }
      decisions.add(decision.get());
      repairs += isRepair ? 1 : 0;
      room -= weight;
      started += weight;
    }
    return decisions;
  }

  private boolean mayRepair(long repairs, int room) {
    int most = starts.limits().processesMax();
    return room > most / 2 || repairs < Math.max(1, most / REPAIRS_ONE_IN);
  }

  private long runningRepairs() {
    return lab.executions().openTasks().stream().filter(this::isRepair).count();
  }

  private boolean isRepair(StartKey key) {
    return key instanceof StartKey.Task(var task) && isRepair(task);
  }

  private boolean isRepair(TaskId id) {
    return lab.task(id).filter(task -> task.type() == TaskType.REPAIR).isPresent();
  }

  private Optional<Decision> decision(StartKey key) {
    return switch (key) {
      case StartKey.Main(var group) -> {
        List<LabEntry> entries = lab.entriesOf(group);
        yield EntryRules.wantsMain(lab, group, entries)
            ? Optional.of(new Decision.StartMain(group, entries, "a process is free"))
            : Optional.empty();
      }
      case StartKey.Gather(var group) -> {
        List<LabEntry> entries = lab.entriesOf(group);
        yield EntryRules.wantsGather(lab, group, entries)
            ? Optional.of(
                new Decision.StartGather(group, entries, "autoserv was killed or has vanished"))
            : Optional.empty();
      }
      case StartKey.Task(var id) -> task(id);
    };
  }

  private Optional<Decision> task(TaskId id) {
    return lab.task(id)
        .filter(task -> HostRules.wantsStart(lab, task))
        .flatMap(
            task ->
                lab.host(task.host())
                    .map(
                        host ->
                            new Decision.StartTask(
                                task, host, superseded(task), "the host and a process are free")));
  }

  private List<TaskId> superseded(SpecialTask started) {
    return started.type() != TaskType.VERIFY
        ? List.of()
        : lab.openTasks(started.host()).stream()
            .filter(task -> task.type() == TaskType.VERIFY && task.onBehalfOf().isEmpty())
            .filter(task -> task.status() == SpecialTask.Status.QUEUED)
            .map(SpecialTask::id)
            .filter(task -> !task.equals(started.id()))
            .toList();
  }
}
