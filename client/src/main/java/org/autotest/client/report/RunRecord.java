package org.autotest.client.report;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
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
  static RunRecord read(Path results) throws IOException {
    Reader reader = new Reader();
    StatusLogReader.readFile(
        results.resolve("status"),
        StatusLogReader.Growth.DONE,
        item -> {
          if (item instanceof StatusLogReader.Item.Entry entry) {
            reader.accept(entry.line());
          }
        });
    return reader.record(results);
  }

  /// The tests: what has a directory, or never came to have one.
  List<Operation> tests() {
    return operations.stream()
        .filter(one -> one.subdir().isPresent() || one.code() == StatusCode.ERROR)
        .toList();
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

    private final Deque<Open> open = new ArrayDeque<>();
    private final List<Operation> operations = new ArrayList<>();
    private Optional<Operation> job = Optional.empty();
    private Optional<Instant> last = Optional.empty();

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

    RunRecord record(Path results) {
      while (!open.isEmpty()) {
        Open cut = open.pop();
        close(cut, StatusCode.ABORT, "it did not end", cut.start);
      }
      Operation none =
          new Operation(
              0, Optional.empty(), "", StatusCode.ABORT, "the job did not begin", last, last, "");
      return new RunRecord(results, job.orElse(none), operations);
    }

    private void close(Open one, StatusCode code, String message, StatusLine end) {
      String reason = message.isEmpty() ? one.result.map(StatusLine::message).orElse("") : message;
      Operation operation =
          new Operation(
              one.start.indent(),
              one.start.subdir(),
              one.start.operation().orElse(""),
              code,
              reason,
              one.start.timestamp(),
              last,
              end.fields().getOrDefault(StatusLine.LOCALTIME, ""));
      if (operation.subdir().isEmpty() && operation.name().isEmpty()) {
        job = Optional.of(operation);
      } else {
        operations.add(operation);
      }
    }
  }
}
