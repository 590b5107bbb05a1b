package org.autotest.dispatcher.run;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.autotest.core.host.HostId;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.TaskId;
import org.autotest.dispatcher.plan.Lab;
import org.autotest.store.LabChange;
import org.autotest.store.LabChange.Kind;
import org.autotest.store.LabChangeReader;
import org.autotest.store.lab.LabPicture;

/// Keeps the picture of the lab in memory equal to the database: reads the rows that the outbox
/// speaks of. Reading a row twice does no harm, and a change that was committed late is still told,
/// so the order of the outbox does not matter.
final class LabRefresh {
  /// More news than this and a full reload is cheaper.
  private static final int CHANGES_MAX = 20_000;

  private final LabSource source;
  private final Duration ageStep;
  private long taken;
  private boolean hasDroneNews;

  /// Load the picture next.
  ///
  /// @param ageStep how long an entry waits until it counts as one priority more
  LabRefresh(LabSource source, Duration ageStep) {
    this.source = source;
    this.ageStep = ageStep;
  }

  /// A new picture.
  Lab load() {
    Lab lab = new Lab(ageStep);
    common(lab);
    put(lab, source.readAll());
    lab.touchAll();
    return lab;
  }

  /// Takes in what changed.
  ///
  /// @throws PictureStale when changes may have been missed; the picture is of no use any more
  void refresh(Lab lab) {
    while (true) {
      LabChangeReader.News news = source.news();
      if (!news.isComplete() || news.changes().size() > CHANGES_MAX) {
        throw new PictureStale();
      }
      if (!news.changes().isEmpty()) {
        take(lab, news.changes());
        taken += news.changes().size();
      }
      if (news.changes().size() < LabChangeReader.CHANGES_MAX) {
        return;
      }
    }
  }

  /// Lines of the outbox taken in so far.
  long taken() {
    return taken;
  }

  /// Whether somebody decided something about drones since the last call.
  boolean takeDroneNews() {
    boolean had = hasDroneNews;
    hasDroneNews = false;
    return had;
  }

  private void take(Lab lab, List<LabChange> news) {
    Map<Kind, Set<Long>> ids = byKind(news);
    hasDroneNews |= ids.containsKey(Kind.DRONE) || ids.containsKey(Kind.USER);
    if (ids.containsKey(Kind.LABEL)
        || ids.containsKey(Kind.ATOMIC_GROUP)
        || ids.containsKey(Kind.ACL_GROUP)
        || ids.containsKey(Kind.USER)) {
      common(lab);
    }
    LabPicture picture =
        source.read(news, job -> lab.job(job).isPresent(), host -> lab.host(host).isPresent());
    gone(ids, Kind.HOST, picture.hosts(), host -> host.id().value())
        .forEach(id -> lab.removeHost(new HostId(id)));
    gone(ids, Kind.TASK, picture.tasks(), task -> task.id().value())
        .forEach(id -> lab.removeTask(new TaskId(id)));
    put(lab, picture);
    gone(ids, Kind.ENTRY, picture.entries(), entry -> entry.id().value())
        .forEach(id -> lab.removeEntry(new EntryId(id)));
  }

  private static <T> List<Long> gone(
      Map<Kind, Set<Long>> asked, Kind kind, List<T> found, Function<T, Long> id) {
    Set<Long> there = found.stream().map(id).collect(Collectors.toSet());
    return asked.getOrDefault(kind, Set.of()).stream().filter(i -> !there.contains(i)).toList();
  }

  private void common(Lab lab) {
    lab.setCommon(source.readCommon());
  }

  private static void put(Lab lab, LabPicture picture) {
    picture.hosts().forEach(lab::put);
    picture.jobs().forEach(lab::put);
    picture.blocks().forEach(lab::setBlocks);
    picture.entries().forEach(lab::put);
    picture.tasks().forEach(lab::put);
    picture.executions().forEach(lab::put);
  }

  private static Map<Kind, Set<Long>> byKind(List<LabChange> news) {
    return news.stream()
        .collect(
            Collectors.groupingBy(
                LabChange::kind, Collectors.mapping(LabChange::subject, Collectors.toSet())));
  }
}
