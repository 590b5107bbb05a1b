package org.autotest.dispatcher.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.job.SpecialTask;
import org.autotest.core.job.TaskId;
import org.autotest.core.job.TaskType;
import org.autotest.core.schedule.Capacity;
import org.autotest.core.schedule.DroneChoice;
import org.autotest.core.schedule.DroneWish;
import org.autotest.store.access.Caller;
import org.autotest.store.lab.LabExecution;
import org.autotest.store.lab.LabExecution.Work;
import org.autotest.store.lab.LabJob;

/// Hands out processes, first come first served, each on the least busy drone that takes it. One
/// that finds too little room holds back all behind it on one drone, so that a large group is not
/// overtaken for ever; one that can never find room, because it wants more than any drone has, or
/// that is postponed, does not.
final class StartRules {
  private final Lab lab;
  private final Starts starts;
  private Instant lookedAt = Instant.MIN;
  private long executionsThen = -1;
  private boolean startedThen;

  StartRules(Lab lab, Starts starts) {
    this.lab = lab;
    this.starts = starts;
  }

  /// What to start now. Goes over all that waits, so it does so only when something is otherwise
  /// than at the last call.
  ///
  /// @param isTouched whether anything that waits may have changed
  List<Decision> start(boolean isTouched, Instant now) {
    long executions = lab.executions().changes();
    boolean isNew =
        starts.takeNews(lookedAt, now) || isTouched || startedThen || executions != executionsThen;
    lookedAt = now;
    executionsThen = executions;
    List<Decision> decisions = isNew && starts.size() > 0 ? start(now) : List.of();
    startedThen = !decisions.isEmpty();
    return decisions;
  }

  private List<Decision> start(Instant now) {
    List<Decision> decisions = new ArrayList<>();
    Rooms rooms = new Rooms(starts.fleet().loads(lab.executions()));
    int started = 0;
    long repairs = runningRepairs();
    for (Map.Entry<StartKey, Integer> next : starts.inOrder()) {
      StartKey key = next.getKey();
      int weight = next.getValue();
      if (!isWanted(key)) {
        starts.forget(key);
        continue;
      }
      boolean isRepair = isRepair(key);
      if (starts.isPostponed(key, now) || (isRepair && !mayRepair(repairs, rooms))) {
        continue;
      }
      switch (rooms.choose(wish(key, weight))) {
        case DroneChoice.On(var drone) -> {
          if (started > 0 && started + weight > starts.limits().startsPerRoundMax()) {
            return decisions;
          }
          decisions.add(decision(key, starts.fleet().nameOf(drone)));
          rooms.take(drone, weight);
          repairs += isRepair ? 1 : 0;
          started += weight;
        }
        case DroneChoice.Full(var drone) -> rooms.hold(drone);
        case DroneChoice.TooLarge _, DroneChoice.Nobody _ -> {}
      }
      if (!rooms.isAnyLeft()) {
        return decisions;
      }
    }
    return decisions;
  }

  private static boolean mayRepair(long repairs, Rooms rooms) {
    return Capacity.mayRepair(repairs, rooms.room(), rooms.processesMax());
  }

  private long runningRepairs() {
    return lab.executions().openTasks().stream().filter(this::isRepair).count();
  }

  private boolean isRepair(StartKey key) {
    return key instanceof StartKey.Task(var task) && isRepair(task);
  }

  private boolean isRepair(TaskId id) {
    return lab.task(id).filter(StartRules::isForLostHost).isPresent();
  }

  /// A repair, or a verify that nobody asked for: of a host that was given up. They take long where
  /// a host does not answer.
  private static boolean isForLostHost(SpecialTask task) {
    return switch (task.type()) {
      case REPAIR -> true;
      case VERIFY -> task.onBehalfOf().isEmpty() && task.requestedBy().equals(Caller.SYSTEM);
      case CLEANUP -> false;
    };
  }

  /// What a start wants of its drone; the leftovers of a run are collected where it ran.
  private DroneWish wish(StartKey key, int weight) {
    return switch (key) {
      case StartKey.Main(var group) -> wish(group, weight, Optional.empty());
      case StartKey.Gather(var group) ->
          wish(
              group,
              weight,
              lab.executions()
                  .latest(new Work.Main(group.job(), group.subdir()))
                  .map(LabExecution::dispatcher));
      case StartKey.Task(var id) -> {
        String owner = lab.task(id).map(SpecialTask::requestedBy).orElse("");
        yield starts.fleet().wish(owner, Optional.empty(), weight, Optional.empty());
      }
    };
  }

  private DroneWish wish(GroupKey group, int weight, Optional<String> preferred) {
    Optional<LabJob> job = lab.job(group.job());
    String owner = job.map(LabJob::owner).orElse("");
    return starts.fleet().wish(owner, job.flatMap(LabJob::droneSet), weight, preferred);
  }

  private boolean isWanted(StartKey key) {
    return switch (key) {
      case StartKey.Main(var group) -> EntryRules.wantsMain(lab, group, lab.entriesOf(group));
      case StartKey.Gather(var group) -> EntryRules.wantsGather(lab, group, lab.entriesOf(group));
      case StartKey.Task(var id) ->
          lab.task(id)
              .filter(task -> HostRules.wantsStart(lab, task))
              .flatMap(task -> lab.host(task.host()))
              .isPresent();
    };
  }

  private Decision decision(StartKey key, Optional<String> drone) {
    String where = drone.map(name -> " on " + name).orElse("");
    return switch (key) {
      case StartKey.Main(var group) ->
          new Decision.StartMain(group, lab.entriesOf(group), drone, "a process is free" + where);
      case StartKey.Gather(var group) ->
          new Decision.StartGather(
              group, lab.entriesOf(group), drone, "autoserv was killed or has vanished");
      case StartKey.Task(var id) -> {
        SpecialTask task = lab.task(id).orElseThrow();
        yield new Decision.StartTask(
            task,
            lab.host(task.host()).orElseThrow(),
            superseded(task),
            drone,
            "the host and a process are free" + where);
      }
    };
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
