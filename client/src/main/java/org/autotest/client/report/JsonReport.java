package org.autotest.client.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.bridge.JsonWriter;
import org.jspecify.annotations.Nullable;

/// `status.json`: the job for programs.
///
/// ```json
/// {"job":{"status_code":"GOOD",…},"job_passed":true,"operations":[{"subdir":"sleeptest",…,"made_no_check":false},
///  {"operation":"pyunit.test_a",…,"subtest_of":"pyunit"}],
///  "operations_executed":1,"operations_passed":1,"operations_failed":0,"operations_pass_rate":100.0,
///  "sysinfo":{"uname":"Linux …"},"results_dir":"/…","report_generation_time":1700000000}
/// ```
///
/// The counts are those of tests and groups; sub-results count in the status of their test.
final class JsonReport {
  private static final int TEXT_BYTES_MAX = 32 * 1024;
  private static final Map<String, String> SYSINFO =
      Map.of(
          "uname", "uname",
          "gcc", "gcc_--version",
          "meminfo", "meminfo",
          "cpuinfo", "cpuinfo",
          "df", "df",
          "dmidecode", "dmidecode",
          "hostname", "hostname",
          "modules", "modules");

  private JsonReport() {}

  /// Writes it into the results directory.
  static void write(RunRecord run, Instant now) throws IOException {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("job", described(run.job()));
    json.put("job_passed", !run.job().isFailure());
    List<@Nullable Object> operations = new ArrayList<>();
    run.operations().forEach(operation -> operations.add(described(operation)));
    json.put("operations", operations);
    List<Operation> counted = new ArrayList<>(run.tests());
    counted.addAll(run.of(Operation.Role.GROUP));
    long executed = counted.size();
    long failed = counted.stream().filter(Operation::isFailure).count();
    json.put("operations_executed", executed);
    json.put("operations_passed", executed - failed);
    json.put("operations_failed", failed);
    json.put("operations_pass_rate", rate(executed - failed, executed));
    json.put("sysinfo", sysinfo(run.results().resolve("sysinfo")));
    json.put("results_dir", run.results().toString());
    json.put("report_generation_time", now.getEpochSecond());
    Files.writeString(run.results().resolve("status.json"), JsonWriter.write(json) + "\n");
  }

  /// In percent, with one decimal.
  private static double rate(long part, long whole) {
    return whole == 0 ? 100.0 : Math.round(part * 1000.0 / whole) / 10.0;
  }

  private static Map<String, @Nullable Object> described(Operation operation) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("subdir", operation.subdir().orElse(null));
    json.put("operation", operation.name());
    json.put("start", epoch(operation.started()));
    json.put("end", epoch(operation.ended()));
    json.put("duration", operation.seconds());
    json.put("localtime", operation.localtime());
    json.put("message", operation.message());
    json.put("status_code", operation.code().name());
    json.put("made_no_check", operation.madeNoCheck());
    if (operation.role() == Operation.Role.SUB_RESULT) {
      json.put("subtest_of", operation.subtestOf());
    }
    return json;
  }

  private static @Nullable Long epoch(Optional<Instant> instant) {
    return instant.map(Instant::getEpochSecond).orElse(null);
  }

  private static Map<String, @Nullable Object> sysinfo(Path directory) {
    Map<String, @Nullable Object> texts = new LinkedHashMap<>();
    SYSINFO.forEach(
        (name, file) -> {
          String text = ResultText.head(directory.resolve(file), TEXT_BYTES_MAX);
          if (!text.isEmpty()) {
            texts.put(name, text);
          }
        });
    return texts;
  }
}
