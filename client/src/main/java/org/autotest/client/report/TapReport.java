package org.autotest.client.report;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.autotest.core.statuslog.StatusCode;

/// TAP files: `status.tap` of the job and of each test, `keyval.tap` beside each keyval file,
/// `meta.yml`, which lists them, and all of them in `tap.tar.gz`.
///
/// ```
/// 1..3
/// ok 1 - sleeptest
/// not ok 2 - dbench the disk is full
/// ok 3 - job
/// ```
final class TapReport {
  private static final int KEYVAL_BYTES_MAX = 1 << 20;
  private static final long TAR_SECONDS = 60;

  private final RunRecord run;
  private final List<String> written = new ArrayList<>();

  TapReport(RunRecord run) {
    this.run = run;
  }

  /// Writes them into the results directory.
  void write() throws IOException {
    Map<String, List<Operation>> byTest = new LinkedHashMap<>();
    for (Operation operation : run.operations()) {
      operation
          .subdir()
          .filter(subdir -> Files.isDirectory(run.results().resolve(subdir)))
          .ifPresent(
              subdir -> byTest.computeIfAbsent(subdir, _ -> new ArrayList<>()).add(operation));
    }
    for (Map.Entry<String, List<Operation>> test : byTest.entrySet()) {
      file(test.getKey() + "/status.tap", plan(test.getValue(), List.of()));
      keyvals(test.getKey() + "/keyval");
      keyvals(test.getKey() + "/results/keyval");
    }
    file("status.tap", plan(run.operations(), List.of(run.job())));
    StringBuilder meta = new StringBuilder("file_order:\n");
    written.forEach(path -> meta.append("  - ").append(path).append('\n'));
    Files.writeString(run.results().resolve("meta.yml"), meta);
    pack();
  }

  private static String plan(List<Operation> operations, List<Operation> job) {
    StringBuilder text = new StringBuilder("1..");
    text.append(operations.size() + job.size()).append('\n');
    int number = 0;
    for (Operation operation : operations) {
      append(text, ++number, operation, operation.title());
    }
    for (Operation whole : job) {
      append(text, ++number, whole, "job");
    }
    return text.toString();
  }

  private static void append(StringBuilder text, int number, Operation operation, String title) {
    text.append(operation.isFailure() ? "not ok " : "ok ").append(number).append(" - ");
    // A # begins a directive.
    text.append(title.replace("#", "\\#"));
    if (operation.code() == StatusCode.TEST_NA) {
      text.append(" # SKIP ").append(operation.reason());
    } else if (operation.code() != StatusCode.GOOD && !operation.reason().isEmpty()) {
      text.append(' ').append(operation.reason().replace("#", "\\#"));
    }
    text.append('\n');
  }

  /// A YAML block for each record.
  private void keyvals(String path) throws IOException {
    String text = ResultText.head(run.results().resolve(path), KEYVAL_BYTES_MAX);
    if (text.isEmpty()) {
      return;
    }
    StringBuilder tap = new StringBuilder();
    StringBuilder block = new StringBuilder();
    int records = 0;
    for (String line : (text + "\n\n").split("\n", -1)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        block.append("  ").append(line.substring(0, equals).replace("{", "_").replace("}", ""));
        block.append(": ").append(quoted(line.substring(equals + 1))).append('\n');
      } else if (!block.isEmpty()) {
        tap.append("ok ").append(++records).append(" - ").append(path).append('\n');
        tap.append("  ---\n").append(block).append("  ...\n");
        block.setLength(0);
      }
    }
    file(path + ".tap", "1.." + records + "\n" + tap);
  }

  private static String quoted(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  private void file(String path, String text) throws IOException {
    Files.writeString(run.results().resolve(path), "TAP version 13\n" + text);
    written.add(path);
  }

  private void pack() throws IOException {
    List<String> command = new ArrayList<>(List.of("tar", "-czf", "tap.tar.gz", "meta.yml"));
    command.addAll(written);
    try {
      Process tar =
          new ProcessBuilder(command)
              .directory(run.results().toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!tar.waitFor(TAR_SECONDS, TimeUnit.SECONDS) || tar.exitValue() != 0) {
        tar.destroyForcibly();
        throw new IOException("tar could not pack tap.tar.gz");
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }
}
