package org.autotest.core.subresult;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.autotest.core.statuslog.StatusCode;
import org.jspecify.annotations.Nullable;

/// One level of a TAP document while it is being read: its plan, its results, and what its last
/// result still waits for.
final class TapFrame {
  private static final int LINES_MAX = 12;

  final int column;

  private final boolean isOfProgram;
  private final SubResultBudget budget;
  private final List<SubResult> done = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final List<SubResult> pending = new ArrayList<>();
  private final List<String> pendingProblems = new ArrayList<>();
  private final List<String> pendingDoubts = new ArrayList<>();
  private String subtestName = "";
  private @Nullable Draft last;
  private long planned = -1;
  private long seen;
  private boolean isPlannedAgain;
  private Optional<String> bailedOut = Optional.empty();

  /// A result whose reason may still follow.
  private static final class Draft {
    final String name;
    final StatusCode status;
    final List<SubResult> children;
    final StringBuilder reason = new StringBuilder();
    Optional<Duration> duration;

    Draft(String name, StatusCode status, Optional<Duration> duration, List<SubResult> children) {
      this.name = name;
      this.status = status;
      this.duration = duration;
      this.children = children;
    }
  }

  /// A level.
  ///
  /// @param isOfProgram whether a runner prints it of a program whose exit status it tells in the
  ///   next result of the level around
  TapFrame(int column, boolean isOfProgram, SubResultBudget budget) {
    this.column = column;
    this.isOfProgram = isOfProgram;
    this.budget = budget;
  }

  /// How the results inside of the next one are called, should it never come.
  void subtestName(String name) {
    subtestName = name;
  }

  /// A line that may explain the result before it, or the one after it.
  void note(String text) {
    if (notes.size() >= LINES_MAX) {
      notes.removeFirst();
    }
    notes.add(text.substring(0, Math.min(text.length(), 500)));
  }

  /// A line of the block below the last result.
  void detail(String text) {
    Draft draft = last;
    if (draft == null) {
      return;
    }
    String line = text.strip();
    if (line.startsWith("duration_ms:")) {
      draft.duration = TapLine.seconds(line.substring(12), 1e-3).or(() -> draft.duration);
    } else if (draft.reason.length() < SubResultBudget.REASON_CHARS_MAX && !line.isEmpty()) {
      draft.reason.append(draft.reason.isEmpty() ? "" : "\n").append(line);
    }
  }

  /// Whether a block of details may follow.
  boolean hasResult() {
    return last != null;
  }

  /// The next result.
  ///
  /// @param notesAreNext whether what stood before explains this result and not the one before it
  void result(TapLine.Result line, boolean notesAreNext, List<String> problems) {
    Draft before = last;
    if (!notesAreNext && before != null) {
      explain(before);
    }
    settle();
    seen = isPlannedAgain ? 1 : seen + 1;
    isPlannedAgain = false;
    StatusCode status = status(line);
    String name = budget.name(line.name().isEmpty() ? nameOf(line.number()) : line.name());
    if (status.isFailure()) {
      pendingProblems.addAll(pendingDoubts);
    }
    for (String problem : pendingProblems) {
      problems.add(name + ": " + problem);
    }
    pendingProblems.clear();
    pendingDoubts.clear();
    Draft draft = new Draft(name, status, line.duration(), List.copyOf(pending));
    pending.clear();
    subtestName = "";
    String note = TapLine.TIME.matcher(line.note()).replaceFirst("").strip();
    draft.reason.append(line.directive().equals("timeout") ? ("timed out " + note).strip() : note);
    if (status == StatusCode.GOOD && line.directive().equals("todo")) {
      draft.reason.insert(0, "passed, though it was expected to fail: ");
    }
    explain(draft);
    notes.clear();
    last = draft;
  }

  /// Takes what a deeper level holds; the next result here is about it.
  void child(TapFrame deeper, boolean notesAreNext) {
    pending.addAll(deeper.results(notesAreNext));
    // A program that prints a plan, and then no TAP: how it ended says more.
    boolean isDoubtful = deeper.isOfProgram && (deeper.seen == 0 || deeper.bailedOut.isPresent());
    deeper.problem().ifPresent(isDoubtful ? pendingDoubts::add : pendingProblems::add);
  }

  /// The program of this level gave up.
  void bailOut(TapLine.BailOut line) {
    bailedOut = Optional.of(line.problem());
  }

  /// A plan, before or after its results. A program that forks prints its own once more, from a
  /// buffer of the child; only a result that follows tells that it was that of another document.
  ///
  /// @return what was wrong with an earlier one
  Optional<String> plan(TapLine.Plan plan) {
    if (seen > 0 && seen == planned && planned == plan.count()) {
      isPlannedAgain = true;
      return Optional.empty();
    }
    Optional<String> problem = planned >= 0 && seen > 0 ? restart() : Optional.empty();
    planned = plan.count();
    if (planned == 0 && seen == 0 && done.isEmpty() && last == null) {
      String name = subtestName.isEmpty() ? "all" : subtestName;
      skipped(budget.name(name), plan.note());
    }
    return problem;
  }

  /// Another document follows on the same level.
  ///
  /// @return what was wrong with the one before
  Optional<String> restart() {
    settle();
    Optional<String> problem = problem();
    planned = -1;
    seen = 0;
    isPlannedAgain = false;
    return problem;
  }

  /// What is wrong with the plan; empty when all is there.
  Optional<String> problem() {
    if (bailedOut.isPresent()) {
      return bailedOut;
    }
    return planned < 0 || planned == seen
        ? Optional.empty()
        : Optional.of("%d results were planned, %d came".formatted(planned, seen));
  }

  /// All results of this level, the last one included. Nothing may follow.
  ///
  /// @param notesAreNext as for [#result]
  List<SubResult> results(boolean notesAreNext) {
    Draft draft = last;
    if (draft != null && (!notesAreNext || draft.reason.isEmpty())) {
      explain(draft);
    }
    settle();
    if (!pending.isEmpty() || !pendingProblems.isEmpty() || !pendingDoubts.isEmpty()) {
      String why = "it ended without a result of its own";
      String name = budget.name(subtestName.isEmpty() ? "subtest" : subtestName);
      done.add(new SubResult(name, StatusCode.ERROR, why, Optional.empty(), pending));
      pending.clear();
      pendingProblems.clear();
      pendingDoubts.clear();
    }
    return done;
  }

  private void skipped(String name, String note) {
    if (budget.admit(StatusCode.TEST_NA)) {
      done.add(SubResult.of(name, StatusCode.TEST_NA, budget.reason(note), Optional.empty()));
    }
  }

  private void settle() {
    Draft draft = last;
    if (draft == null) {
      return;
    }
    last = null;
    if (!draft.children.isEmpty() || budget.admit(draft.status)) {
      boolean isPassed = draft.status == StatusCode.GOOD;
      String reason = isPassed && draft.reason.length() > 200 ? "" : draft.reason.toString();
      done.add(
          new SubResult(
              draft.name, draft.status, budget.reason(reason), draft.duration, draft.children));
    }
  }

  /// Gives a failure the lines around it. That of a group is told by what is in it.
  private void explain(Draft draft) {
    if (!draft.status.isFailure() || !draft.children.isEmpty()) {
      return;
    }
    for (String note : notes) {
      // A runner announces each program by the name of its result.
      if (!note.isBlank() && !note.equals(draft.name)) {
        draft.reason.append(draft.reason.isEmpty() ? "" : "\n").append(note);
      }
    }
    notes.clear();
  }

  private String nameOf(String number) {
    return number.isEmpty() ? Long.toString(seen) : number;
  }

  private static StatusCode status(TapLine.Result line) {
    return switch (line.directive()) {
      case "skip" -> StatusCode.TEST_NA;
      case "todo", "xfail" -> line.ok() ? StatusCode.GOOD : StatusCode.BUG;
      case "error" -> line.ok() ? StatusCode.GOOD : StatusCode.ERROR;
      default -> line.ok() ? StatusCode.GOOD : StatusCode.FAIL;
    };
  }
}
