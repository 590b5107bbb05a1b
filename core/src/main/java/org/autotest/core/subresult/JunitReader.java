package org.autotest.core.subresult;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.failure.MalformedInput;
import org.autotest.core.statuslog.StatusCode;
import org.autotest.core.subresult.XmlReader.Event;
import org.jspecify.annotations.Nullable;

/// Reads JUnit XML. The test cases of one class, or of one suite when they name no class, make a
/// group, in the order in which they first came.
///
/// `failure` is FAIL, `error` is ERROR, `skipped` is TEST_NA, or BUG when pytest expected the
/// failure; a case that passed only when it was run again is WARN. A document that is broken gives
/// what stood before the fault, and the fault as a problem.
final class JunitReader {
  private final SubResultBudget budget;
  private final XmlReader xml;
  private final Map<String, List<SubResult>> groups = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();
  private final Deque<Suite> suites = new ArrayDeque<>();
  private @Nullable Case current;
  private @Nullable StringBuilder text;

  private static final class Suite {
    final String name;
    final long announced;
    long seen;

    Suite(String name, long announced) {
      this.name = name;
      this.announced = announced;
    }
  }

  private static final class Case {
    final Event.Start start;
    final String suite;
    StatusCode status = StatusCode.GOOD;
    final StringBuilder reason = new StringBuilder();

    Case(Event.Start start, String suite) {
      this.start = start;
      this.suite = suite;
    }
  }

  private JunitReader(String source, Reader in, SubResultBudget budget) {
    this.budget = budget;
    this.xml = new XmlReader(source, in);
  }

  /// Reads a document.
  ///
  /// @param source how messages name it
  static SubResults read(String source, Reader in, SubResultBudget budget) throws IOException {
    JunitReader reader = new JunitReader(source, in, budget);
    try {
      reader.readAll(source);
    } catch (MalformedInput broken) {
      reader.problems.add(budget.reason(broken.problem()));
    }
    SubResults read = reader.results();
    if (read.results().isEmpty() && read.problems().isEmpty() && budget.dropped().isEmpty()) {
      reader.problems.add(budget.reason(source + ": there is no result"));
      return reader.results();
    }
    return read;
  }

  private void readAll(String source) throws IOException {
    boolean first = true;
    for (Optional<Event> event = xml.next(); event.isPresent(); event = xml.next()) {
      switch (event.get()) {
        case Event.Start start -> {
          if (first && !start.name().equals("testsuites") && !start.name().equals("testsuite")) {
            problems.add(
                budget.reason(
                    "%s: it begins with <%s>, not with <testsuites>"
                        .formatted(source, start.name())));
            return;
          }
          first = false;
          start(start);
        }
        case Event.End(var name) -> end(name);
        case Event.Text(var piece) -> text(piece);
      }
    }
  }

  private void start(Event.Start start) {
    switch (start.name()) {
      case "testsuite" ->
          suites.push(
              new Suite(
                  start.get("name"), count(start.get("failures")) + count(start.get("errors"))));
      case "testcase" -> {
        Suite suite = suites.peek();
        current = new Case(start, suite == null ? "" : suite.name);
      }
      case "failure", "error", "skipped", "flakyFailure", "flakyError" -> verdict(start);
      default -> {}
    }
  }

  private void verdict(Event.Start start) {
    boolean isFailure = start.name().equals("failure") || start.name().equals("error");
    if (isFailure) {
      // A suite counts those of the suites in it too.
      suites.forEach(suite -> suite.seen++);
    }
    Case at = current;
    if (at == null) {
      return;
    }
    StatusCode status =
        switch (start.name()) {
          case "failure" -> StatusCode.FAIL;
          case "error" -> StatusCode.ERROR;
          case "skipped" ->
              start.get("type").equals("pytest.xfail") ? StatusCode.BUG : StatusCode.TEST_NA;
          default -> StatusCode.WARN;
        };
    boolean decides = at.status == StatusCode.GOOD || (isFailure && !at.status.isFailure());
    if (decides) {
      at.status = status;
      at.reason.setLength(0);
      at.reason.append(start.get("message"));
      text = new StringBuilder();
    }
  }

  private void text(String piece) {
    StringBuilder collecting = text;
    if (collecting != null && collecting.length() < SubResultBudget.REASON_CHARS_MAX) {
      collecting.append(piece);
    }
  }

  private void end(String name) {
    switch (name) {
      case "failure", "error", "skipped", "flakyFailure", "flakyError" -> explain();
      case "testcase" -> testcase();
      case "testsuite" -> {
        Suite suite = suites.poll();
        if (suite != null && suite.announced > suite.seen) {
          problem(
              "suite %s counts %d failures, and shows %d"
                  .formatted(suite.name, suite.announced, suite.seen));
        }
      }
      default -> {}
    }
  }

  private void explain() {
    StringBuilder collected = text;
    Case at = current;
    text = null;
    if (collected == null || at == null) {
      return;
    }
    String told = collected.toString().strip();
    if (!told.isEmpty() && !told.equals(at.reason.toString())) {
      boolean repeats = !at.reason.isEmpty() && told.startsWith(at.reason.toString());
      at.reason.replace(0, repeats ? at.reason.length() : 0, "");
      at.reason.append(at.reason.isEmpty() ? "" : "\n").append(told);
    }
  }

  private void testcase() {
    Case done = current;
    current = null;
    if (done == null) {
      return;
    }
    String status = done.start.get("status") + done.start.get("result");
    boolean notRun = status.contains("notrun") || status.contains("suppressed");
    if (notRun && done.status == StatusCode.GOOD) {
      done.status = StatusCode.TEST_NA;
      done.reason.append("not run");
    }
    if (!budget.admit(done.status)) {
      return;
    }
    String group = done.start.get("classname");
    groups
        .computeIfAbsent(budget.name(group.isEmpty() ? done.suite : group), _ -> new ArrayList<>())
        .add(
            SubResult.of(
                budget.name(done.start.get("name")),
                done.status,
                budget.reason(done.reason.toString()),
                TapLine.seconds(done.start.get("time"), 1.0)));
  }

  private void problem(String text) {
    if (problems.size() < SubResults.PROBLEMS_MAX) {
      problems.add(budget.reason(text));
    }
  }

  private SubResults results() {
    List<SubResult> results = new ArrayList<>();
    groups.forEach(
        (name, cases) -> {
          StatusCode worst =
              cases.stream().map(SubResult::status).reduce(StatusCode.GOOD, JunitReader::worseOf);
          results.add(new SubResult(name, worst, "", Optional.empty(), cases));
        });
    return new SubResults(results, problems);
  }

  /// A failure, then something suspicious, then the rest.
  private static StatusCode worseOf(StatusCode one, StatusCode other) {
    return Integer.compare(weight(other), weight(one)) > 0 ? other : one;
  }

  private static int weight(StatusCode code) {
    return code.isFailure() ? 2 : code == StatusCode.WARN ? 1 : 0;
  }

  private static long count(String text) {
    return text.matches("\\d{1,9}") ? Long.parseLong(text) : 0;
  }
}
