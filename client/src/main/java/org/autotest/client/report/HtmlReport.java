package org.autotest.client.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.autotest.core.sign.Sign;
import org.autotest.core.statuslog.StatusCode;

/// `job_report.html`: the job for people, in one page that needs nothing but itself. The verdict
/// first, then the tests, each failed one with its reason and the end of its log, then the machine.
final class HtmlReport {
  private static final int LOG_LINES_MAX = 40;
  private static final int KEYVAL_BYTES_MAX = 64 * 1024;
  private static final int FACT_BYTES_MAX = 4096;

  private final RunRecord run;
  private final String tag;
  private final StringBuilder page = new StringBuilder(16 * 1024);

  HtmlReport(RunRecord run, String tag) {
    this.run = run;
    this.tag = tag;
  }

  /// Writes it into the results directory.
  void write() throws IOException {
    Files.writeString(run.results().resolve("job_report.html"), text());
  }

  /// The page.
  String text() {
    String verdict = verdict();
    page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.append(
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
    text(verdict).append(" · ");
    text(tag).append("</title>\n<style>\n").append(ReportStyle.CSS);
    page.append("</style>\n</head>\n<body>\n<main>\n<p class=\"soft\">Job ");
    text(tag).append(" on ");
    text(fact("hostname")).append(time(run.job().started())).append(", ");
    page.append(duration(run.job().seconds())).append("</p>\n<h1>");
    sign(Sign.ofTest(run.job().isFailure() ? run.job().code() : worst(), Optional.empty()));
    page.append(' ');
    text(verdict).append("</h1>\n");
    if (!run.job().message().isEmpty()) {
      page.append("<pre>");
      text(run.job().message()).append("</pre>\n");
    }
    table();
    run.operations().stream().filter(HtmlReport::isWorthReading).forEach(this::detail);
    measurements();
    machine();
    return page.append("</main>\n</body>\n</html>\n").toString();
  }

  private String verdict() {
    List<Operation> tests = run.tests();
    if (run.job().isFailure()) {
      return "The job was aborted";
    }
    if (tests.isEmpty()) {
      return "The job ran no tests";
    }
    int failed = run.failed();
    String all = tests.size() == 1 ? "The test" : "All " + tests.size() + " tests";
    return failed == 0
        ? all + (worst().isFailure() ? " ended" : " passed")
        : failed + " of " + tests.size() + (tests.size() == 1 ? " test failed" : " tests failed");
  }

  private StatusCode worst() {
    StatusCode worst = StatusCode.GOOD;
    for (Operation test : run.tests()) {
      if (test.isFailure() || !worst.isFailure()) {
        worst = test.code().worse(worst);
      }
    }
    return worst == StatusCode.TEST_NA ? StatusCode.GOOD : worst;
  }

  private void table() {
    if (run.operations().isEmpty()) {
      return;
    }
    page.append("<table>\n<thead><tr><th scope=\"col\">Status</th><th scope=\"col\">Test</th>");
    page.append(
        "<th scope=\"col\" class=\"number\">Time</th><th scope=\"col\">Reason</th></tr></thead>\n<tbody>\n");
    for (Operation test : run.operations()) {
      page.append("<tr><td>");
      sign(test.madeNoCheck() ? Sign.WARNED : Sign.ofTest(test.code(), Optional.empty()));
      page.append(' ').append(test.code()).append(test.madeNoCheck() ? ", no checks" : "");
      page.append("</td><td>");
      test.subdir()
          .filter(subdir -> Files.isDirectory(run.results().resolve(subdir)))
          .ifPresentOrElse(subdir -> link(subdir + "/", test.title()), () -> text(test.title()));
      page.append("</td><td class=\"number\">")
          .append(test.duration().isEmpty() ? duration(test.seconds()) : test.duration() + " s")
          .append("</td><td>");
      text(test.reason()).append("</td></tr>\n");
    }
    page.append("</tbody>\n</table>\n");
  }

  private static boolean isWorthReading(Operation test) {
    return test.subdir().isPresent()
        && test.code() != StatusCode.GOOD
        && test.code() != StatusCode.TEST_NA;
  }

  private void detail(Operation test) {
    String subdir = test.subdir().orElse("");
    page.append("<section>\n<h2>");
    text(test.title()).append("</h2>\n<pre>");
    text(test.message()).append("</pre>\n");
    List<String> log = ResultText.log(run, test, LOG_LINES_MAX);
    if (!log.isEmpty()) {
      page.append("<details open><summary>The end of ");
      link(subdir + "/" + ResultText.logFile(subdir), "its log");
      page.append("</summary><pre>");
      text(String.join("\n", log)).append("</pre></details>\n");
    }
    page.append("</section>\n");
  }

  private void measurements() {
    boolean first = true;
    for (Operation test : run.tests()) {
      String keyvals =
          test.subdir()
              .map(subdir -> run.results().resolve(subdir).resolve("results/keyval"))
              .map(file -> ResultText.head(file, KEYVAL_BYTES_MAX))
              .orElse("");
      if (keyvals.contains("{perf}=")) {
        page.append(first ? "<h2>Measurements</h2>\n" : "").append("<details><summary>");
        text(test.title()).append("</summary><pre>");
        text(keyvals.replace("{perf}=", " = ").replace("{attr}=", " = ").strip());
        page.append("</pre></details>\n");
        first = false;
      }
    }
  }

  private void machine() {
    page.append("<h2>Machine</h2>\n<dl>\n");
    for (String name : List.of("uname", "uptime", "cmdline", "gcc_--version")) {
      String fact = fact(name);
      if (!fact.isEmpty()) {
        page.append("<dt>").append(name.replaceFirst("_.*", "")).append("</dt><dd>");
        text(fact).append("</dd>\n");
      }
    }
    page.append("</dl>\n<p>More in ");
    link("sysinfo/", "sysinfo");
    page.append(", the log in ");
    link("debug/", "debug");
    page.append(", the same for programs in ");
    link("status.json", "status.json");
    page.append(".</p>\n");
  }

  /// The first line of a file of the job's system information.
  private String fact(String name) {
    Path file = run.results().resolve("sysinfo").resolve(name);
    return ResultText.head(file, FACT_BYTES_MAX).lines().findFirst().orElse("");
  }

  private void sign(Sign sign) {
    page.append("<span class=\"sign ").append(sign.word().replace(' ', '-')).append("\">");
    page.append(sign.glyph()).append("</span>");
  }

  private void link(String path, String words) {
    page.append("<a href=\"");
    for (byte b : path.getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
      boolean plain = Character.isLetterOrDigit(b) || "/._-~".indexOf(b) >= 0;
      page.append(plain && b > 0 ? Character.toString(b) : "%%%02X".formatted(b & 0xff));
    }
    page.append("\">");
    text(words).append("</a>");
  }

  private StringBuilder text(String text) {
    return page.append(ResultText.escaped(text));
  }

  private static String time(Optional<Instant> started) {
    return started
        .map(at -> ", " + at.toString().replace('T', ' ').replace("Z", " UTC"))
        .orElse("");
  }

  private static String duration(long seconds) {
    return seconds < 60 ? seconds + " s" : seconds / 60 + " m " + seconds % 60 + " s";
  }
}
