package org.autotest.app.bench.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.autotest.core.failure.Blame;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.JobId;
import org.autotest.core.statuslog.StatusCode;
import org.autotest.core.statuslog.StatusLine;
import org.autotest.core.statuslog.StatusLogReader;
import org.autotest.core.statuslog.StatusLogReader.Item;
import org.autotest.core.statuslog.StatusWord;
import org.autotest.store.views.EntryView;
import org.autotest.store.views.EntryViews;

/// A job of one real machine that is over.
///
/// @param log its status log
record RealJob(EntryView entry, List<Item> log) {
  static RealJob read(CrashLab lab, JobId job, String host) throws IOException {
    EntryView entry = new EntryViews(lab.database()).ofJob(job, OptionalLong.empty(), 1).getFirst();
    Path log = lab.results(job).resolve(host).resolve("status.log");
    String text = Files.exists(log) ? Files.readString(log) : "";
    return new RealJob(entry, StatusLogReader.readText(text));
  }

  /// What is not as it should be. Where autoserv was killed, which is the lab's failure, nobody may
  /// have ended the log.
  ///
  /// @param killed whose failure it is that it was killed; empty when nothing of it was
  List<String> complaints(Optional<Blame> killed) {
    List<String> complaints = new ArrayList<>();
    EntryStatus wanted = killed.isPresent() ? EntryStatus.FAILED : EntryStatus.COMPLETED;
    if (entry.status() != wanted || !entry.failure().map(EntryView.Failure::blame).equals(killed)) {
      complaints.add("%s, not %s %s".formatted(told(), wanted.word(), killed));
    }
    Optional<StatusCode> end = readLog(complaints);
    boolean endsRight =
        killed.isEmpty()
            ? end.equals(Optional.of(StatusCode.GOOD))
            : end.equals(Optional.of(StatusCode.ABORT))
                || !hasBegun()
                || killed.equals(Optional.of(Blame.LAB));
    if (!endsRight) {
      complaints.add("%s: its status log ends with %s".formatted(told(), end));
    }
    return complaints;
  }

  /// A client may be killed before it says that it has begun.
  private boolean hasBegun() {
    return log.stream()
        .anyMatch(
            item ->
                item instanceof Item.Entry(_, StatusLine line)
                    && line.word() instanceof StatusWord.Start);
  }

  private String told() {
    return "job %s on %s: %s %s"
        .formatted(entry.job(), entry.host().orElse("?"), entry.status().word(), entry.failure());
  }

  /// Whether its lines are status lines, each as deep as groups are open, and each end that of a
  /// group which is open. The end of the job ends those in it too.
  ///
  /// @return how the job has ended; empty when its log does not say
  private Optional<StatusCode> readLog(List<String> complaints) {
    Deque<StatusLine> open = new ArrayDeque<>();
    Optional<StatusCode> end = Optional.empty();
    for (Item item : log) {
      if (!(item instanceof Item.Entry(_, StatusLine line))) {
        complaints.add("%s: %s".formatted(told(), item));
        continue;
      }
      boolean isInOrder = line.indent() == open.size();
      if (line.word() instanceof StatusWord.End(StatusCode code)) {
        isInOrder = closes(line, open);
        end = open.isEmpty() ? Optional.of(code) : end;
      }
      if (line.word() instanceof StatusWord.Start) {
        open.push(line);
      }
      if (!isInOrder) {
        complaints.add("%s: out of order: %s".formatted(told(), line.written().strip()));
      }
    }
    return end;
  }

  private static boolean closes(StatusLine end, Deque<StatusLine> open) {
    while (end.indent() == 0 && open.size() > 1) {
      open.pop();
    }
    StatusLine start = open.poll();
    return start != null
        && start.indent() == end.indent()
        && start.operation().equals(end.operation())
        && start.subdir().equals(end.subdir());
  }
}
