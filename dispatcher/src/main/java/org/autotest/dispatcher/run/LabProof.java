package org.autotest.dispatcher.run;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.autotest.core.host.HostId;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.ExecutionId;
import org.autotest.core.job.TaskId;
import org.autotest.dispatcher.plan.Lab;
import org.autotest.store.LabChange;
import org.autotest.store.LabChange.Kind;
import org.autotest.store.lab.LabExecution;
import org.autotest.store.lab.LabHost;
import org.autotest.store.lab.LabIds;
import org.autotest.store.lab.LabPicture;

/// Proves, a slice at a time, that the picture in memory is what the database holds, and has every
/// slice looked at again by the planner: whatever was missed is found out within one turn, and no
/// step takes longer because the lab is large.
final class LabProof {
  /// Rows of one step.
  static final int SLICE = 500;

  /// A row that differs is looked at that often before it counts: it may just have changed.
  private static final int LOOKS = 3;

  private static final List<Kind> KINDS = List.of(Kind.HOST, Kind.ENTRY, Kind.TASK, Kind.EXECUTION);

  private final LabSource source;
  private final LabRefresh refresh;
  private final Lab lab;
  private final Deque<Slice> slices = new ArrayDeque<>();

  LabProof(LabSource source, LabRefresh refresh, Lab lab) {
    this.source = source;
    this.refresh = refresh;
    this.lab = lab;
  }

  /// Rows of one kind that are looked at together.
  ///
  /// @param after the largest id of the slice before
  /// @param last the largest id of this one; open for the last slice of a kind
  /// @param there ids between those that the database had when the turn began
  private record Slice(Kind kind, long after, long last, List<Long> there) {}

  /// Begins a turn, and forgets hosts that the picture would not hold were it read anew.
  ///
  /// @param there ids of all unfinished rows in the database, a moment ago
  void begin(LabIds there) {
    slices.clear();
    lab.forgetDeletedHosts();
    for (Kind kind : KINDS) {
      long after = 0;
      List<Long> ids = ids(there, kind);
      int at = 0;
      for (; at + SLICE < ids.size(); at += SLICE) {
        long last = ids.get(at + SLICE - 1);
        slices.add(new Slice(kind, after, last, ids.subList(at, at + SLICE)));
        after = last;
      }
      slices.add(new Slice(kind, after, Long.MAX_VALUE, ids.subList(at, ids.size())));
    }
  }

  private static List<Long> ids(LabIds there, Kind kind) {
    return switch (kind) {
      case HOST -> there.hosts();
      case ENTRY -> there.entries();
      case TASK -> there.tasks();
      case EXECUTION -> there.executions();
      case JOB, LABEL, ATOMIC_GROUP, ACL_GROUP, USER, DRONE -> List.of();
    };
  }

  /// Steps that are left in this turn; 0 when none is under way.
  int stepsLeft() {
    return slices.size();
  }

  /// Looks at the next slice.
  ///
  /// @return what the picture has otherwise than the database: nothing, unless there is a bug or
  ///   somebody changed tables without telling the outbox
  /// @throws PictureStale when changes may have been missed
  List<String> step() {
    if (stepsLeft() == 0) {
      return List.of();
    }
    Slice slice = slices.removeFirst();
    Set<Long> ids = new TreeSet<>(slice.there());
    here(slice).forEach(ids::add);
    Map<Long, String> found = Map.of();
    for (int look = 0; look < LOOKS && !ids.isEmpty(); look++) {
      refresh.refresh(lab);
      found = differences(slice.kind(), ids);
      ids = found.keySet();
    }
    touch(slice);
    return List.copyOf(found.values());
  }

  private Map<Long, String> differences(Kind kind, Set<Long> ids) {
    LabPicture fresh =
        source.read(
            ids.stream().map(id -> new LabChange(0, kind, id)).toList(), _ -> true, _ -> true);
    return switch (kind) {
      case HOST ->
          differ(
              kind,
              ids,
              id -> lab.host(new HostId(id)),
              fresh.hosts().stream().filter(this::isWanted).toList(),
              host -> host.id().value());
      case ENTRY ->
          differ(
              kind,
              ids,
              id -> lab.entry(new EntryId(id)),
              fresh.entries(),
              entry -> entry.id().value());
      case TASK ->
          differ(
              kind,
              ids,
              id -> lab.task(new TaskId(id)),
              fresh.tasks().stream().filter(Lab::isOpen).toList(),
              task -> task.id().value());
      case EXECUTION ->
          differ(
              kind,
              ids,
              id -> lab.executions().get(new ExecutionId(id)).filter(LabExecution::isOpen),
              fresh.executions().stream().filter(LabExecution::isOpen).toList(),
              execution -> execution.id().value());
      case JOB, LABEL, ATOMIC_GROUP, ACL_GROUP, USER, DRONE -> Map.of();
    };
  }

  /// A host that was deleted since the turn's ids were read may have been forgotten.
  private boolean isWanted(LabHost host) {
    return !host.offer().invalid() || lab.host(host.id()).isPresent();
  }

  private static <T> Map<Long, String> differ(
      Kind kind,
      Set<Long> ids,
      LongFunction<Optional<T>> ours,
      List<T> fresh,
      Function<T, Long> idOf) {
    Map<Long, T> theirs = new HashMap<>();
    fresh.forEach(value -> theirs.put(idOf.apply(value), value));
    Map<Long, String> found = new HashMap<>();
    for (Long id : ids) {
      Optional<T> here = ours.apply(id);
      Optional<T> there = Optional.ofNullable(theirs.get(id));
      if (!Objects.equals(here, there)) {
        found.put(
            id,
            "%s %d is %s here and %s in the database"
                .formatted(kind.name().toLowerCase(Locale.ROOT), id, word(here), word(there)));
      }
    }
    return found;
  }

  private static String word(Optional<?> value) {
    return value.map(String::valueOf).orElse("absent");
  }

  private Stream<Long> here(Slice slice) {
    return switch (slice.kind()) {
      case HOST -> between(lab.hosts(), slice, HostId::new).keySet().stream().map(HostId::value);
      case ENTRY ->
          between(lab.entries(), slice, EntryId::new).keySet().stream().map(EntryId::value);
      case TASK ->
          between(lab.openTasks(), slice, TaskId::new).keySet().stream().map(TaskId::value);
      case EXECUTION ->
          slice.last() == Long.MAX_VALUE
              ? lab.executions().all().stream()
                  .filter(LabExecution::isOpen)
                  .map(execution -> execution.id().value())
              : Stream.of();
      case JOB, LABEL, ATOMIC_GROUP, ACL_GROUP, USER, DRONE -> Stream.of();
    };
  }

  private static <I, T> NavigableMap<I, T> between(
      NavigableMap<I, T> all, Slice slice, LongFunction<I> id) {
    NavigableMap<I, T> rest =
        slice.after() == 0 ? all : all.tailMap(id.apply(slice.after()), false);
    return slice.last() == Long.MAX_VALUE ? rest : rest.headMap(id.apply(slice.last()), true);
  }

  private void touch(Slice slice) {
    switch (slice.kind()) {
      case HOST -> between(lab.hosts(), slice, HostId::new).keySet().forEach(lab::touch);
      case ENTRY -> between(lab.entries(), slice, EntryId::new).keySet().forEach(lab::touch);
      case TASK -> between(lab.openTasks(), slice, TaskId::new).keySet().forEach(lab::touch);
      case JOB, LABEL, ATOMIC_GROUP, ACL_GROUP, USER, DRONE, EXECUTION -> {}
    }
  }
}
