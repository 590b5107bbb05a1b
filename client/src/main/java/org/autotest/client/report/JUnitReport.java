package org.autotest.client.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.autotest.client.test.Checks;
import org.autotest.core.statuslog.StatusCode;

/// The outcome of a job as JUnit XML, which every system that runs builds can read: FAIL is a
/// failure, ERROR and ABORT are errors, TEST_NA is skipped, everything else has passed. A job that
/// was aborted has an error of its own. The sub-results of a test are cases of the class of its
/// name.
final class JUnitReport {
  private static final int LOG_LINES_MAX = 100;

  private final RunRecord run;
  private final String tag;
  private final String hostname;

  JUnitReport(RunRecord run, String tag, String hostname) {
    this.run = run;
    this.tag = tag;
    this.hostname = hostname;
  }

  /// Writes it in one step; directories are made.
  void write(Path file) throws IOException {
    Path beside = beside(file);
    Files.createDirectories(beside.getParent());
    Files.writeString(beside, text(), StandardCharsets.UTF_8);
    Files.move(beside, file.toAbsolutePath(), StandardCopyOption.REPLACE_EXISTING);
  }

  /// Where it is until it is whole.
  static Path beside(Path file) {
    Path target = file.toAbsolutePath();
    return target.resolveSibling(target.getFileName() + ".new");
  }

  /// The document.
  String text() {
    List<Operation> tests = new ArrayList<>(run.tests());
    tests.addAll(run.of(Operation.Role.SUB_RESULT));
    boolean aborted = run.job().isFailure();
    long failures = count(tests, StatusCode.FAIL);
    long errors =
        count(tests, StatusCode.ERROR) + count(tests, StatusCode.ABORT) + (aborted ? 1 : 0);
    String counts =
        " tests=\"%d\" failures=\"%d\" errors=\"%d\" skipped=\"%d\" time=\"%s\""
            .formatted(
                tests.size() + (aborted ? 1 : 0),
                failures,
                errors,
                count(tests, StatusCode.TEST_NA),
                run.job().time());
    StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.append("<testsuites name=\"autotest\"").append(counts).append(">\n");
    xml.append("  <testsuite name=\"").append(ResultText.escaped(tag)).append('"').append(counts);
    xml.append(" timestamp=\"").append(time(run.job().started())).append('"');
    xml.append(" hostname=\"").append(ResultText.escaped(hostname)).append("\">\n");
    tests.forEach(test -> append(xml, test));
    if (aborted) {
      open(xml, "job", "the whole job", run.job().time());
      problem(xml, "error", run.job());
      xml.append("    </testcase>\n");
    }
    return xml.append("  </testsuite>\n</testsuites>\n").toString();
  }

  private void append(StringBuilder xml, Operation test) {
    open(xml, group(test), caseName(test), test.time());
    if (test.madeNoCheck()) {
      xml.append("      <properties><property name=\"checks\" value=\"0\"/></properties>\n");
      output(xml, List.of(test.title() + Checks.NONE));
    }
    switch (test.code()) {
      case FAIL -> problem(xml, "failure", test);
      case ERROR, ABORT -> problem(xml, "error", test);
      case TEST_NA ->
          xml.append("      <skipped message=\"")
              .append(ResultText.escaped(test.reason()))
              .append("\"/>\n");
      case WARN, BUG, ALERT -> output(xml, List.of(test.code() + ": " + test.message()));
      default -> {}
    }
    if (test.isFailure()) {
      output(xml, ResultText.log(run, test, LOG_LINES_MAX));
    }
    xml.append("    </testcase>\n");
  }

  private static String group(Operation test) {
    if (test.role() == Operation.Role.SUB_RESULT) {
      return test.subtestOf();
    }
    String base = test.name().replaceFirst("\\..*", "");
    return base.isEmpty() ? "test" : base;
  }

  private static String caseName(Operation test) {
    boolean isPart =
        test.role() == Operation.Role.SUB_RESULT && test.name().startsWith(test.subtestOf() + ".");
    return isPart ? test.name().substring(test.subtestOf().length() + 1) : test.title();
  }

  private static void open(StringBuilder xml, String group, String name, String seconds) {
    xml.append("    <testcase classname=\"").append(ResultText.escaped(group));
    xml.append("\" name=\"").append(ResultText.escaped(name));
    xml.append("\" time=\"").append(seconds).append("\">\n");
  }

  private static void problem(StringBuilder xml, String kind, Operation test) {
    xml.append("      <").append(kind).append(" type=\"").append(test.code());
    xml.append("\" message=\"").append(ResultText.escaped(test.reason())).append("\">");
    xml.append(ResultText.escaped(test.message())).append("</").append(kind).append(">\n");
  }

  private static void output(StringBuilder xml, List<String> lines) {
    if (!lines.isEmpty()) {
      xml.append("      <system-out>").append(ResultText.escaped(String.join("\n", lines)));
      xml.append("</system-out>\n");
    }
  }

  private static long count(List<Operation> tests, StatusCode code) {
    return tests.stream().filter(test -> test.code() == code).count();
  }

  private static String time(Optional<Instant> instant) {
    return instant.map(at -> at.truncatedTo(ChronoUnit.SECONDS).toString()).orElse("");
  }
}
