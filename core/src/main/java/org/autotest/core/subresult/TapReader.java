package org.autotest.core.subresult;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Reads TAP and KTAP line by line: the output of a program, or a file.
///
/// Levels are told by indentation, and by the `#` that kselftest puts before the lines of each
/// program it runs; the results of a level belong to the next result of the level around it. Time
/// stamps of the kernel's log are skipped. What stands between results is taken for the reason of a
/// failure: in KTAP of the one after it, else of the one before it.
///
/// Nothing that is read makes it fail. Not safe for use by several threads.
public final class TapReader {
  /// Levels that are told apart; what is deeper is text.
  static final int DEPTH_MAX = 32;

  private final SubResultBudget budget;
  private final Deque<TapFrame> frames = new ArrayDeque<>();
  private final List<String> problems = new ArrayList<>();
  private boolean kernel;
  private boolean sawAny;
  private boolean inDetails;
  private String subtestName = "";

  /// A reader at the beginning of a document.
  ///
  /// @param kernel whether it is KTAP; a version line tells too
  public TapReader(boolean kernel, SubResultBudget budget) {
    this.kernel = kernel;
    this.budget = budget;
    frames.push(new TapFrame(0, false, budget));
  }

  /// Takes the next line, without its newline.
  public void accept(String text) {
    TapLine.Placed placed = TapLine.read(text);
    if (inDetails && isStillDetails(placed)) {
      return;
    }
    switch (placed.line()) {
      case TapLine.Version version -> version(placed, version);
      case TapLine.Plan plan -> plan(placed, plan);
      case TapLine.Result result -> result(placed, result);
      case TapLine.BailOut bailOut -> bailOut(placed, bailOut);
      case TapLine.SubtestName(var name) -> subtestName = name;
      case TapLine.Comment(var comment) -> top().note(comment);
      case TapLine.Other(var other) -> other(placed, other);
    }
  }

  /// What was read.
  public SubResults end() {
    while (frames.size() > 1) {
      leave();
    }
    TapFrame outermost = frames.element();
    List<SubResult> results = outermost.results(kernel);
    outermost.problem().ifPresent(this::problem);
    if (!sawAny) {
      problem("there is no line of TAP");
    } else if (results.isEmpty() && problems.isEmpty() && budget.dropped().isEmpty()) {
      problem("there is no result");
    }
    return new SubResults(results, problems);
  }

  /// Whether any line was TAP so far.
  public boolean sawAny() {
    return sawAny;
  }

  private void version(TapLine.Placed placed, TapLine.Version version) {
    if (enter(placed, true)) {
      kernel |= version.kernel() || placed.commented();
      top().restart().ifPresent(this::problem);
    }
  }

  private void plan(TapLine.Placed placed, TapLine.Plan plan) {
    if (enter(placed, true)) {
      top().plan(plan).ifPresent(this::problem);
    }
  }

  private void result(TapLine.Placed placed, TapLine.Result result) {
    if (enter(placed, !placed.commented() && !result.number().isEmpty())) {
      List<String> wrong = new ArrayList<>();
      top().result(result, kernel, wrong);
      wrong.forEach(this::problem);
    }
  }

  /// One of a program that a runner runs ends that program only.
  private void bailOut(TapLine.Placed placed, TapLine.BailOut bailOut) {
    sawAny = true;
    if (placed.commented() && enter(placed, true)) {
      top().bailOut(bailOut);
      return;
    }
    problem(bailOut.problem());
  }

  private void other(TapLine.Placed placed, String text) {
    if (text.equals("---") && placed.column() > top().column && top().hasResult()) {
      inDetails = true;
    } else if (kernel && !text.isBlank()) {
      top().note(text);
    }
  }

  private boolean isStillDetails(TapLine.Placed placed) {
    boolean outside = placed.column() <= top().column;
    if (outside && !(placed.line() instanceof TapLine.Other)) {
      inDetails = false;
      return false;
    }
    if (placed.line() instanceof TapLine.Other(var text)) {
      if (text.equals("...")) {
        inDetails = false;
      } else {
        top().detail(text);
      }
    }
    return true;
  }

  /// Makes the level of a line the innermost one.
  ///
  /// @param opens whether a line of its kind begins a document
  /// @return whether the line stands on that level now; if not, it is text
  private boolean enter(TapLine.Placed placed, boolean opens) {
    int column = placed.column();
    boolean known = frames.stream().anyMatch(frame -> frame.column == column);
    if (!known && !(opens && frames.size() < DEPTH_MAX)) {
      return false;
    }
    while (top().column > column) {
      leave();
    }
    if (top().column < column) {
      top().subtestName(subtestName);
      frames.push(new TapFrame(column, placed.commented(), budget));
    }
    subtestName = "";
    sawAny = true;
    return true;
  }

  private void leave() {
    TapFrame deeper = frames.pop();
    top().child(deeper, kernel);
  }

  private TapFrame top() {
    return frames.element();
  }

  private void problem(String text) {
    if (problems.size() < SubResults.PROBLEMS_MAX) {
      problems.add(budget.reason(text));
    }
  }
}
