package org.autotest.core.tko;

import static org.autotest.core.statuslog.StatusCode.ABORT;
import static org.autotest.core.statuslog.StatusCode.FAIL;
import static org.autotest.core.statuslog.StatusCode.GOOD;
import static org.autotest.core.statuslog.StatusCode.NOSTATUS;
import static org.autotest.core.statuslog.StatusCode.TEST_NA;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.statuslog.StatusCode;
import org.autotest.core.statuslog.StatusLine;
import org.autotest.core.statuslog.StatusWord;
import org.jspecify.annotations.Nullable;

/// Makes rows of status lines: version 1 of the original's parser as a state machine.
///
/// Groups nest. What nests directly in a run of the client, or directly in the log, is a row; what
/// nests deeper only adds its status and its reasons to that row; but a sub-result of a test is
/// always a row, and adds nothing.
final class StatusLogInterpreter {
  /// The reason of a row whose END is missing though the log goes on outside of it.
  static final String END_MISSING = "its END is missing from the status log";

  /// An open group.
  private static final class Level {
    final @Nullable RowDraft row;
    Optional<String> subdir;
    StatusCode status = NOSTATUS;

    /// Whether what is in it says nothing about the groups around it.
    boolean isolated;

    Level(@Nullable RowDraft row, Optional<String> subdir) {
      this.row = row;
      this.subdir = subdir;
    }
  }

  private final List<RowDraft> rows = new ArrayList<>();
  private final Deque<Level> levels = new ArrayDeque<>();
  private final Level ground = new Level(null, Optional.empty());

  /// Levels below which rows nest: 0 on the server, the level of the client job inside of one.
  private int base;

  private int clientJobs;
  private int boots;
  private Kernel kernel = Kernel.UNKNOWN;
  private StatusCode current = NOSTATUS;
  private String currentReason = "";
  private Optional<Instant> lastTime = Optional.empty();
  private Optional<String> jobAbortReason = Optional.empty();

  /// Takes the next entry of the log.
  ///
  /// @return what is wrong with it; empty for an entry that was understood
  Optional<String> accept(StatusLine line) {
    line.timestamp().ifPresent(time -> lastTime = Optional.of(time));
    boolean end = line.word() instanceof StatusWord.End;
    // A remark may be of somebody beside the writer, such as who aborts the job: the groups go on.
    boolean remark = line.word() instanceof StatusWord.Info;
    while (!remark && line.indent() < levels.size() - (end ? 1 : 0)) {
      close(end && !line.reason().isEmpty() ? line.reason() : END_MISSING, line.timestamp());
    }
    if (line.indent() > levels.size() - (end ? 1 : 0)) {
      return Optional.of(
          end && levels.isEmpty()
              ? "END without a START"
              : "nested deeper than the %d open groups".formatted(levels.size()));
    }
    switch (line.word()) {
      case StatusWord.Start() -> start(line);
      case StatusWord.Info() -> info(line);
      case StatusWord.Result(var code) -> result(line, code);
      case StatusWord.End(var code) -> end(line, code);
    }
    return Optional.empty();
  }

  /// Closes what the log left open.
  ///
  /// @param why the reason of the rows that are cut
  void closeAll(String why) {
    while (!levels.isEmpty()) {
      close(why, lastTime);
    }
  }

  /// In the order in which they began, without the one about the run of autoserv.
  List<RowDraft> rows() {
    return rows;
  }

  /// The kernel told of last.
  Kernel kernel() {
    return kernel;
  }

  /// Why the run of autoserv ended early, as an INFO line told.
  Optional<String> jobAbortReason() {
    return jobAbortReason;
  }

  private void start(StatusLine line) {
    boolean isolated = levels.size() > base && isSubResult(line);
    if (levels.size() > base && !isolated) {
      levels.push(new Level(null, line.subdir()));
      return;
    }
    boolean client = line.operation().isEmpty() && line.subdir().isEmpty();
    RowDraft row =
        client
            ? draft(RowDraft.Kind.CLIENT_JOB, TestRow.CLIENT_JOB + clientJobs++, line)
            : draft(RowDraft.Kind.GROUP, line.operation().or(line::subdir).orElseThrow(), line);
    row.started = line.timestamp();
    row.addReason(client ? "" : line.reason(), NOSTATUS);
    rows.add(row);
    Level level = new Level(row, line.subdir());
    level.isolated = isolated;
    levels.push(level);
    if (client) {
      base = levels.size();
    }
    forgetCurrent();
  }

  /// One of a test, which has counted it already.
  private static boolean isSubResult(StatusLine line) {
    return line.fields().containsKey(StatusLine.SUBTEST_OF) && line.operation().isPresent();
  }

  private void info(StatusLine line) {
    kernelIn(line.fields()).ifPresent(found -> kernel = found);
    Optional.ofNullable(line.fields().get("job_abort_reason"))
        .ifPresent(reason -> jobAbortReason = Optional.of(reason));
  }

  private void result(StatusLine line, StatusCode code) {
    Level top = top();
    boolean inGroup = levels.size() > base;
    if (inGroup && line.subdir().isPresent()) {
      top.subdir = line.subdir();
    }
    top.status = top.status.worse(code);
    String reason = line.reason();
    if (code.compareTo(current) <= 0 && !reason.isEmpty()) {
      if (inGroup) {
        runningRow().addReason(reason, code);
      } else {
        currentReason = reason;
      }
    }
    current = top.status;
    if (!inGroup && (line.operation().isPresent() || line.subdir().isPresent())) {
      loneLine(line);
    }
  }

  private void loneLine(StatusLine line) {
    String name = line.operation().or(line::subdir).orElseThrow();
    RowDraft row = draft(RowDraft.Kind.LONE_LINE, name, line);
    row.status = current;
    row.finished = line.timestamp();
    row.setReason(line.reason());
    rows.add(row);
    forgetCurrent();
  }

  private void end(StatusLine line, StatusCode code) {
    Level level = pop(code);
    boolean reboot = line.operation().filter(TestRow.REBOOT::equals).isPresent();
    if (reboot && code.compareTo(FAIL) > 0) {
      kernelIn(line.fields()).ifPresent(found -> kernel = found);
    }
    RowDraft row = level.row;
    if (row == null) {
      return;
    }
    if (row.kind == RowDraft.Kind.GROUP) {
      row.name = line.operation().or(line::subdir).orElse(row.name);
    }
    row.setReason(currentReason.isEmpty() ? line.reason() : currentReason);
    finish(level, row, line.subdir(), line.timestamp());
    if (isSubResult(line)) {
      row.startedBefore(line.fields().getOrDefault(StatusLine.DURATION, ""));
    }
  }

  /// Closes the innermost group, for which there is no END.
  private void close(String why, Optional<Instant> at) {
    Level level = pop(ABORT);
    RowDraft row = level.row;
    if (row != null) {
      row.cut = true;
      row.setReasonOfCut(why);
      finish(level, row, row.subdir, at);
    }
  }

  private Level pop(StatusCode code) {
    Level level = levels.pop();
    if (level.row != null && level.row.kind == RowDraft.Kind.CLIENT_JOB) {
      base = levels.size();
    }
    level.status = level.status.worse(code);
    Level parent = top();
    if (level.isolated) {
      current = parent.status;
      return level;
    }
    if (parent.subdir.isEmpty()) {
      parent.subdir = level.subdir;
    }
    if (levels.size() > base) {
      parent.status = parent.status.worse(level.status);
    }
    current = parent.status;
    return level;
  }

  private void finish(Level level, RowDraft row, Optional<String> subdir, Optional<Instant> at) {
    row.status = level.status;
    row.finished = at;
    row.kernel = kernel;
    if (row.kind == RowDraft.Kind.CLIENT_JOB) {
      boolean stands = row.status == ABORT || row.status == TEST_NA;
      row.status = stands ? row.status : GOOD;
    } else {
      row.subdir = subdir.or(() -> level.subdir);
      if (row.name.equals(TestRow.REBOOT) && row.subdir.isEmpty()) {
        row.name = TestRow.BOOT + boots++;
      }
    }
    forgetCurrent();
    if (level.isolated) {
      current = top().status;
    }
  }

  private void forgetCurrent() {
    current = NOSTATUS;
    currentReason = "";
  }

  private RowDraft draft(RowDraft.Kind kind, String name, StatusLine line) {
    return new RowDraft(kind, base == 0, name, line.subdir(), Optional.empty(), kernel);
  }

  private Level top() {
    return levels.isEmpty() ? ground : levels.peek();
  }

  /// The row that the open groups add to; only asked for inside of one.
  private RowDraft runningRow() {
    return levels.stream()
        .map(level -> level.row)
        .filter(row -> row != null && row.kind == RowDraft.Kind.GROUP)
        .findFirst()
        .orElseThrow();
  }

  private static Optional<Kernel> kernelIn(Map<String, String> fields) {
    String base = fields.get("kernel");
    if (base == null || base.isBlank()) {
      return Optional.empty();
    }
    List<Kernel.Patch> patches = new ArrayList<>();
    for (int i = 0; fields.containsKey("patch" + i); i++) {
      patches.add(Kernel.Patch.parse(fields.getOrDefault("patch" + i, "")));
    }
    return Optional.of(new Kernel(base, patches));
  }
}
