package org.autotest.client.report;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.autotest.client.test.Checks;
import org.autotest.core.statuslog.StatusCode;
import org.autotest.core.statuslog.StatusLine;
import org.autotest.core.statuslog.StatusLogReader;
import org.autotest.core.statuslog.StatusWord;

/// What the status log of a job tells.
///
/// @param results the directory of the job
/// @param job the job as a whole
/// @param operations its tests and groups, in the order of their ends
record RunRecord(Path results, Operation job, List<Operation> operations) {
  RunRecord {
    operations = List.copyOf(operations);
  }

  /// Reads `status` in the directory.
  ///
  /// @param timings how long its parts took, where that is known better than from there
  static RunRecord read(Path results, Timings timings) throws IOException {
    Reader reader = new Reader(results, timings);
    StatusLogReader.readFile(
        results.resolve("status"),
        StatusLogReader.Growth.DONE,
        item -> {
          if (item instanceof StatusLogReader.Item.Entry entry) {
            reader.accept(entry.line());
          }
        });
    return reader.record();
  }

  /// The tests alone, as these are what a job is judged by.
  List<Operation> tests() {
    return of(Operation.Role.TEST);
  }

  /// All of one role.
  List<Operation> of(Operation.Role role) {
    return operations.stream().filter(one -> one.role() == role).toList();
  }

  /// How many of the tests failed.
  int failed() {
    return (int) tests().stream().filter(Operation::isFailure).count();
  }

  /// Pairs the STARTs with their ENDs.
  private static final class Reader {
    private static final class Open {
      private final StatusLine start;
      private Optional<StatusLine> result = Optional.empty();

      Open(StatusLine start) {
        this.start = start;
      }
    }

    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}\\.\\d{3}");

    private static final int WARNINGS_MAX = 1000;

    private final Path results;
    private final Timings timings;
    private final Deque<Open> open = new ArrayDeque<>();
    private final List<Operation> operations = new ArrayList<>();
    private Optional<Operation> job = Optional.empty();
    private Optional<Instant> last = Optional.empty();

    Reader(Path results, Timings timings) {
      this.results = results;
      this.timings = timings;
    }

    void accept(StatusLine line) {
      last = line.timestamp().or(() -> last);
      if (line.word() instanceof StatusWord.Start) {
        open.push(new Open(line));
      } else if (line.word() instanceof StatusWord.End end) {
        if (!open.isEmpty()) {
          close(open.pop(), end.code(), line.message(), line);
        }
      } else if (line.word() instanceof StatusWord.Result && !open.isEmpty()) {
        StatusLine start = open.peek().start;
        if (start.operation().equals(line.operation()) && start.subdir().equals(line.subdir())) {
          open.peek().result = Optional.of(line);
        }
      }
    }

    RunRecord record() {
      while (!open.isEmpty()) {
        Open cut = open.pop();
        close(cut, StatusCode.ABORT, "it did not end", cut.start);
      }
      Operation none =
          new Operation(
              Operation.Role.JOB,
              0,
              Optional.empty(),
              "",
              StatusCode.ABORT,
              "the job did not begin",
              last,
              last,
              "",
              "",
              "",
              false);
      return new RunRecord(results, job.orElse(none), operations);
    }

    private void close(Open one, StatusCode code, String message, StatusLine end) {
      String reason = message.isEmpty() ? one.result.map(StatusLine::message).orElse("") : message;
      Operation.Role role = role(one, code);
      String told = end.fields().getOrDefault(StatusLine.DURATION, "");
      String known = timings.seconds(one.start.subdir(), one.start.operation());
      String duration = SECONDS.matcher(told).matches() ? told : known;
      Operation operation =
          new Operation(
              role,
              one.start.indent(),
              one.start.subdir(),
              one.start.operation().orElse(""),
              code,
              reason,
              one.start.timestamp(),
              last,
              end.fields().getOrDefault(StatusLine.LOCALTIME, ""),
              one.start.fields().getOrDefault(StatusLine.SUBTEST_OF, ""),
              duration,
              role == Operation.Role.TEST && code == StatusCode.GOOD && madeNoCheck(one.start));
      if (role == Operation.Role.JOB) {
        job = Optional.of(operation);
      } else {
        operations.add(operation);
      }
    }

    private static Operation.Role role(Open one, StatusCode code) {
      StatusLine start = one.start;
      if (start.subdir().isPresent()) {
        return Operation.Role.TEST;
      }
      if (start.operation().isEmpty()) {
        return Operation.Role.JOB;
      }
      if (start.fields().containsKey(StatusLine.SUBTEST_OF)) {
        return Operation.Role.SUB_RESULT;
      }
      // A group that fails has its reason at its end, a test that was refused in a result.
      boolean isRefused = code == StatusCode.ERROR && one.result.isPresent();
      return isRefused ? Operation.Role.TEST : Operation.Role.GROUP;
    }

    /// Its log says so.
    private boolean madeNoCheck(StatusLine start) {
      String subdir = start.subdir().orElse("");
      if (subdir.isEmpty()) {
        return false;
      }
      String told = "| " + subdir + Checks.NONE;
      Path warnings = results.resolve(subdir).resolve(ResultText.warningFile(subdir));
      for (String line : ResultText.tail(warnings, WARNINGS_MAX)) {
        if (line.endsWith(told)) {
          return true;
        }
      }
      return false;
    }
  }
}
