package org.autotest.dispatcher.run;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.results.ArchiveMark;
import org.autotest.core.results.ExecutionPath;
import org.autotest.dispatcher.plan.ArchiveDesk.Archived;
import org.autotest.dispatcher.plan.GroupKey;
import org.autotest.dispatcher.results.ResultsArchive;
import org.autotest.dispatcher.results.ResultsFiles;

/// Hands results over to the lab's archive beside the loop, and leaves a mark that says how it
/// went. What cannot be archived is told in the log and fails no job.
final class ArchiveWorkers implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ArchiveWorkers.class.getName());

  /// Results directories handed over at the same time.
  private static final int AT_ONCE_MAX = 4;

  private final ResultsFiles files;
  private final ResultsArchive archive;
  private final Inbox inbox;
  private final Semaphore places = new Semaphore(AT_ONCE_MAX);
  private final ExecutorService threads;
  private final Map<GroupKey, HandOver> underWay = new ConcurrentHashMap<>();

  ArchiveWorkers(ResultsFiles files, ResultsArchive archive, Inbox inbox, ExecutorService threads) {
    this.files = files;
    this.archive = archive;
    this.inbox = inbox;
    this.threads = threads;
  }

  /// Hands over the results of a group; the inbox tells how it went, unless this is closed or gives
  /// it up first. While that is under way, to ask again changes nothing: the inbox tells once.
  ///
  /// @param path empty when the group has no directory
  void archive(GroupKey group, Optional<ExecutionPath> path) {
    Optional<HandOver> before = Optional.ofNullable(underWay.get(group));
    if (before.filter(its -> !its.isGivenUp()).isEmpty()) {
      HandOver mine = new HandOver();
      underWay.put(group, mine);
      threads.execute(() -> mine.run(() -> archive(group, path, mine, before)));
    }
  }

  private void archive(
      GroupKey group, Optional<ExecutionPath> path, HandOver mine, Optional<HandOver> before)
      throws InterruptedException {
    if (before.isPresent()) {
      before.get().awaitEnd();
    }
    places.acquire();
    Archived archived;
    try {
      archived = handOver(path);
    } finally {
      places.release();
      underWay.remove(group, mine);
    }
    inbox.add(new Observation.Archived(group, archived));
  }

  /// Ends what is under way, and tells of none: somebody else does it again.
  void giveUpAll() {
    underWay.values().forEach(HandOver::giveUp);
  }

  private Archived handOver(Optional<ExecutionPath> path) throws InterruptedException {
    if (path.isEmpty() || !Files.isDirectory(files.directory(path.get()))) {
      return new Archived(Optional.empty(), Optional.empty());
    }
    Path directory = files.directory(path.get());
    try {
      Optional<String> before = ArchiveMark.place(directory);
      if (before.isPresent()) {
        return new Archived(before, Optional.empty());
      }
      Files.deleteIfExists(directory.resolve(ArchiveMark.FAILED));
      String place = ArchiveMark.cut(archive.archive(path.get(), directory));
      files.markArchive(directory, ArchiveMark.DONE, place);
      return new Archived(Optional.of(place), Optional.empty());
    } catch (AutotestException | IOException failure) {
      return failed(path.get(), directory, failure);
    } catch (RuntimeException bug) {
      LOG.log(Level.ERROR, "archiving " + path.get(), bug);
      return failed(path.get(), directory, bug);
    }
  }

  private Archived failed(ExecutionPath path, Path directory, Exception failure) {
    String problem =
        failure instanceof AutotestException known
            ? known.problem()
            : "archiving %s: %s".formatted(path, failure);
    LOG.log(
        Level.WARNING,
        "%s; it is left to people, see %s in %s (blame: the lab)"
            .formatted(problem, ArchiveMark.FAILED, directory));
    try {
      files.markArchive(directory, ArchiveMark.FAILED, problem);
    } catch (IOException unwritable) {
      LOG.log(Level.WARNING, "marking %s: %s".formatted(directory, unwritable.getMessage()));
    }
    return new Archived(Optional.empty(), Optional.of(problem));
  }

  /// Stops what is under way; it is done once more by the next dispatcher.
  @Override
  public void close() {
    threads.shutdownNow();
    threads.close();
  }
}
