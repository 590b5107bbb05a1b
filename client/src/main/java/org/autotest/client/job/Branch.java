package org.autotest.client.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.autotest.client.harness.Harness;
import org.autotest.client.log.LogLevel;
import org.autotest.client.log.LogSink;
import org.autotest.client.report.Timings;
import org.autotest.core.bridge.Raise;
import org.autotest.core.bridge.RaisedException;
import org.autotest.core.failure.MalformedInput;
import org.autotest.core.results.ResultsSubdir;
import org.autotest.core.statuslog.StatusCode;
import org.autotest.core.statuslog.StatusLine;
import org.autotest.core.statuslog.StatusLogWriter;
import org.autotest.core.statuslog.StatusWord;
import org.autotest.core.subresult.SubResults;

/// One line of execution of a job, with its own place in the status log: the job itself, or a task
/// of a parallel run, which writes `status.<n>` until its entries are appended to the others.
///
/// Safe for several threads.
public final class Branch {
  /// The reason of what was at work when the machine, or the client, went down.
  static final String UNEXPECTED_REBOOT = "unexpected reboot";

  private final Path results;
  private final String number;
  private final JobSettings.Time time;
  private final Harness harness;
  private final LogSink log;
  private final Timings timings;
  private final StatusLogWriter writer;
  private final Deque<Open> open = new ArrayDeque<>();
  private final Deque<String> directories = new ArrayDeque<>();

  /// A group that is open.
  ///
  /// @param begun as `System.nanoTime` tells it; empty when it began before it was written
  private record Open(Optional<String> subdir, Optional<String> operation, OptionalLong begun) {
    boolean is(Optional<String> otherSubdir, Optional<String> otherOperation) {
      return subdir.equals(otherSubdir) && operation.equals(otherOperation);
    }
  }

  private Branch(
      Path results,
      String number,
      JobSettings.Time time,
      Harness harness,
      LogSink log,
      Timings timings,
      int depth) {
    this.results = results;
    this.number = number;
    this.time = time;
    this.harness = harness;
    this.log = log;
    this.timings = timings;
    String file = StatusLogWriter.CLIENT_FILE;
    this.writer =
        new StatusLogWriter(
            results,
            number.isEmpty() ? file : file + "." + number,
            file,
            time.clock(),
            time.zone(),
            depth);
  }

  /// The trunk: what is not in a parallel run.
  ///
  /// @param begun the entries that are open, the outermost first: none of a new job
  static Branch trunk(
      Path results, JobSettings.Time time, Harness harness, LogSink log, List<StatusLine> begun) {
    Branch trunk = new Branch(results, "", time, harness, log, new Timings(), begun.size());
    for (StatusLine start : begun) {
      trunk.open.push(new Open(start.subdir(), start.operation(), OptionalLong.empty()));
    }
    return trunk;
  }

  /// A task of a parallel run that starts here.
  ///
  /// @param task from 0
  synchronized Branch fork(int task) {
    String child = number.isEmpty() ? Integer.toString(task) : number + "." + task;
    Branch fork = new Branch(results, child, time, harness, log, timings, writer.depth());
    fork.directories.addAll(directories);
    return fork;
  }

  /// Works in a directory below the present one from now on.
  ///
  /// @throws RaisedException `ValueError` for a name that would lead elsewhere
  synchronized void enter(String directory) throws RaisedException {
    String inner = prefixed(directory.replaceAll("/+$", ""));
    if (ResultsSubdir.of(inner).isEmpty()) {
      throw new RaisedException(
          Raise.of("ValueError", "'%s' is no directory below the results".formatted(directory)));
    }
    try {
      Files.createDirectories(results.resolve(inner));
    } catch (IOException full) {
      throw ResultsNotWritten.to(results.resolve(inner), full);
    }
    directories.push(inner);
  }

  /// Goes back to the directory before.
  ///
  /// @throws RaisedException `IndexError` when there is none
  synchronized void leave() throws RaisedException {
    if (directories.isEmpty()) {
      throw new RaisedException(
          Raise.of("IndexError", "there is no execution context to go back to"));
    }
    directories.pop();
  }

  /// How many directories were entered.
  synchronized int entered() {
    return directories.size();
  }

  /// Goes back to an earlier one.
  synchronized void leaveTo(int entered) {
    while (directories.size() > entered) {
      directories.pop();
    }
  }

  /// The directory where it works.
  synchronized Path directory() {
    return directories.isEmpty() ? results : results.resolve(directories.peek());
  }

  /// A directory of the one where it works, as the status log names it.
  synchronized String prefixed(String subdir) {
    return directories.isEmpty() ? subdir : directories.peek() + "/" + subdir;
  }

  /// Appends what a task wrote, and removes its file.
  synchronized void join(Branch task) throws IOException {
    Path file = task.results.resolve(StatusLogWriter.CLIENT_FILE + "." + task.number);
    if (Files.exists(file)) {
      writer.appendWritten(Files.readString(file));
      Files.delete(file);
    }
  }

  private void ended(Open group) {
    group
        .begun()
        .ifPresent(
            begun ->
                timings.note(
                    group.subdir(),
                    group.operation(),
                    Duration.ofNanos(System.nanoTime() - begun)));
  }

  /// How long what is over took, here and in the tasks.
  Timings timings() {
    return timings;
  }

  /// Whether this is no task of a parallel run.
  boolean isTrunk() {
    return number.isEmpty();
  }

  /// Groups that are open.
  synchronized int depth() {
    return writer.depth();
  }

  void start(Optional<String> subdir, Optional<String> operation, Map<String, String> fields) {
    write(new StatusWord.Start(), subdir, operation, fields, "");
  }

  void end(StatusCode code, Optional<String> subdir, Optional<String> operation, String reason) {
    write(new StatusWord.End(code), subdir, operation, Map.of(), StatusLine.asMessage(reason));
  }

  /// Closes the group unless that has happened.
  synchronized void endIfOpen(
      StatusCode code, Optional<String> subdir, Optional<String> operation, String reason) {
    if (!open.isEmpty() && open.peek().is(subdir, operation)) {
      end(code, subdir, operation, reason);
    }
  }

  /// Closes every group that is open but the outermost ones.
  ///
  /// @param keep how many stay open
  /// @return how many were closed
  synchronized int abortOpenGroups(int keep) {
    int closed = 0;
    while (open.size() > keep) {
      Open group = open.peek();
      end(StatusCode.ABORT, group.subdir(), group.operation(), "");
      closed++;
    }
    return closed;
  }

  /// Closes what was open when the machine or the client went down: the test that was at work, and
  /// the groups around it. The job itself stays open.
  ///
  /// @param subdir of that test, and `operation` its name; both empty when there was none
  synchronized void endAfterCrash(Optional<String> subdir, Optional<String> operation) {
    if (subdir.isPresent() && open.stream().noneMatch(group -> group.is(subdir, operation))) {
      start(subdir, operation, Map.of());
    }
    while (open.size() > 1) {
      Open group = open.peek();
      boolean test = subdir.isPresent() && group.is(subdir, operation);
      if (test) {
        result(StatusCode.FAIL, subdir, operation, UNEXPECTED_REBOOT);
      }
      StatusCode code = test ? StatusCode.FAIL : StatusCode.ABORT;
      end(code, group.subdir(), group.operation(), test ? "" : UNEXPECTED_REBOOT);
    }
  }

  void result(StatusCode code, Optional<String> subdir, Optional<String> operation, String reason) {
    write(new StatusWord.Result(code), subdir, operation, Map.of(), StatusLine.asMessage(reason));
  }

  /// Writes the group of one sub-result of a test.
  void subResult(String test, SubResults.Row row) {
    Optional<String> operation = Optional.of(StatusLine.asName(test + "." + row.name()));
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put(StatusLine.SUBTEST_OF, StatusLine.asName(test));
    Optional<String> none = Optional.empty();
    write(new StatusWord.Start(), none, operation, fields, "");
    String reason = StatusLine.asMessage(row.reason());
    write(new StatusWord.Result(row.status()), none, operation, fields, reason);
    row.duration().ifPresent(time -> fields.put(StatusLine.DURATION, Timings.inSeconds(time)));
    write(new StatusWord.End(row.status()), none, operation, fields, "");
  }

  /// Writes what a control file or test wants written. An END for which there was no START would
  /// close the job itself: what it says is written as a result.
  ///
  /// @throws RaisedException `ValueError` for what cannot stand in a status log; `IOError` when it
  ///   cannot be written
  void record(
      StatusWord word,
      Optional<String> subdir,
      Optional<String> operation,
      Map<String, String> fields,
      String message)
      throws RaisedException {
    try {
      write(isOneTooMany(word) ? result(word) : word, subdir, operation, fields, message);
    } catch (MalformedInput refused) {
      throw new RaisedException(Raise.of("ValueError", refused.problem()));
    } catch (ResultsNotWritten cannot) {
      throw new RaisedException(Raise.of("IOError", cannot.problem()));
    }
  }

  private synchronized boolean isOneTooMany(StatusWord word) {
    int outermost = isTrunk() ? 1 : 0;
    return word instanceof StatusWord.End && open.size() <= outermost;
  }

  private static StatusWord result(StatusWord end) {
    return end instanceof StatusWord.End(StatusCode code) ? new StatusWord.Result(code) : end;
  }

  private synchronized void write(
      StatusWord word,
      Optional<String> subdir,
      Optional<String> operation,
      Map<String, String> fields,
      String message) {
    StatusLine line;
    try {
      line = writer.write(word, subdir, operation, fields, message);
    } catch (IOException full) {
      throw ResultsNotWritten.to(results, full);
    }
    String text = line.written();
    harness.status(text, number);
    boolean minor = fields.containsKey(StatusLine.SUBTEST_OF);
    log.log(
        minor ? LogLevel.DEBUG : LogLevel.INFO, "status", 0, text.substring(0, text.length() - 1));
    if (word instanceof StatusWord.Start) {
      // A sub-result was over before it was written.
      OptionalLong begun = minor ? OptionalLong.empty() : OptionalLong.of(System.nanoTime());
      open.push(new Open(subdir, operation, begun));
    } else if (word instanceof StatusWord.End && !open.isEmpty()) {
      ended(open.pop());
    }
  }
}
