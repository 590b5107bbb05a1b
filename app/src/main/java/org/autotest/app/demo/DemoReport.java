package org.autotest.app.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.JobId;
import org.autotest.core.statuslog.StatusCode;
import org.autotest.store.views.EntryView;
import org.autotest.store.views.TestView;
import tools.jackson.databind.json.JsonMapper;

/// How the first job went, for scripts.
///
/// @param status of the job: the status of its entries, or of the first that did not complete
/// @param tests in the order in which they were recorded
/// @param resultsDir the job's directory in the results repository
/// @param secondsToFirstPass from the start of the program until the job had passed and its results
///   were in the database; negative when it did not pass
record DemoReport(
    JobId job,
    String status,
    List<TestView> tests,
    String resultsDir,
    String url,
    double secondsToFirstPass) {

  /// Whether every entry completed and every test passed on every host.
  static boolean isAsExpected(List<EntryView> entries, List<TestView> tests) {
    return entries.size() == DemoJob.HOSTS.size()
        && entries.stream().allMatch(entry -> entry.status() == EntryStatus.COMPLETED)
        && DemoJob.HOSTS.stream()
            .allMatch(
                host ->
                    DemoJob.TESTS.stream()
                        .allMatch(
                            name ->
                                tests.stream()
                                    .anyMatch(
                                        test ->
                                            test.test().equals(name)
                                                && test.host().equals(host)
                                                && test.status() == StatusCode.GOOD)));
  }

  static String status(List<EntryView> entries) {
    return entries.stream()
        .map(EntryView::status)
        .filter(status -> status != EntryStatus.COMPLETED)
        .findFirst()
        .orElse(EntryStatus.COMPLETED)
        .word();
  }

  /// One line.
  String asJson() {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("job", job.value());
    report.put("status", status);
    report.put(
        "tests",
        tests.stream()
            .map(
                test -> {
                  Map<String, String> row = new LinkedHashMap<>();
                  row.put("name", test.test());
                  row.put("host", test.host());
                  row.put("status", test.status().name());
                  return row;
                })
            .toList());
    report.put("results_dir", resultsDir);
    report.put("url", url);
    report.put("seconds_to_first_pass", secondsToFirstPass);
    return JsonMapper.shared().writeValueAsString(report);
  }
}
