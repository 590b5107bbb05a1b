package org.autotest.dispatcher.plan;

import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.autotest.core.host.HostId;
import org.autotest.core.job.SpecialTask;
import org.autotest.core.job.TaskId;

/// Special tasks that are queued or run, by id and by host.
final class OpenTasks {
  private static final Comparator<SpecialTask> ORDER =
      Comparator.comparing(SpecialTask::type).thenComparing(SpecialTask::id);

  private final NavigableMap<TaskId, SpecialTask> byId = new TreeMap<>();
  private final Map<HostId, TreeSet<SpecialTask>> onHost = new HashMap<>();

  Optional<SpecialTask> get(TaskId id) {
    return Optional.ofNullable(byId.get(id));
  }

  NavigableMap<TaskId, SpecialTask> all() {
    return Collections.unmodifiableNavigableMap(byId);
  }

  /// In the order in which they start.
  List<SpecialTask> on(HostId host) {
    return List.copyOf(onHost.getOrDefault(host, new TreeSet<>(ORDER)));
  }

  boolean hasAny(HostId host) {
    return onHost.containsKey(host);
  }

  void put(SpecialTask task) {
    remove(task.id());
    byId.put(task.id(), task);
    onHost.computeIfAbsent(task.host(), _ -> new TreeSet<>(ORDER)).add(task);
  }

  /// Empty when it was not there.
  Optional<SpecialTask> remove(TaskId id) {
    Optional<SpecialTask> gone = Optional.ofNullable(byId.remove(id));
    gone.ifPresent(
        task ->
            onHost.computeIfPresent(
                task.host(),
                (_, its) -> {
                  its.remove(task);
                  return its.isEmpty() ? null : its;
                }));
    return gone;
  }
}
