package org.autotest.autoserv.python;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.autotest.autoserv.api.Arg;
import org.autotest.autoserv.control.ServerJob;
import org.autotest.core.bridge.Values;
import org.autotest.core.statuslog.StatusWord;
import org.jspecify.annotations.Nullable;

/// The calls `job.…`.
final class JobCalls {
  private final ServerJob job;
  private final Map<String, ? extends @Nullable Object> facts;
  private final Branches branches;
  private final Judge judge;

  /// Calls about one job.
  ///
  /// @param facts what does not change
  JobCalls(
      ServerJob job,
      Map<String, ? extends @Nullable Object> facts,
      Branches branches,
      Judge judge) {
    this.job = job;
    this.facts = facts;
    this.branches = branches;
    this.judge = judge;
  }

  Map<String, Handler> handlers() {
    Map<String, Handler> all = new HashMap<>();
    all.put("job.describe", (_, _) -> describe());
    all.put("job.status", this::status);
    all.put("job.tests_failed", (_, _) -> job.current().status().trail().testsFailed());
    all.put("job.run_java_test", this::runTest);
    all.put("job.branch", (asked, _) -> branches.begin(asked.text(0)));
    all.put("job.branch_failed", this::branchFailed);
    all.put("job.branches_end", this::branchesEnd);
    return all;
  }

  private Map<String, @Nullable Object> describe() {
    Map<String, @Nullable Object> all = new TreeMap<>(facts);
    all.put("resultdir", job.resultDirectory().toString());
    return all;
  }

  private @Nullable Object status(Asked asked, int line) {
    job.current()
        .status()
        .record(word(asked.text(0)), asked.text(1), asked.text(2), asked.texts(4), asked.text(3));
    return null;
  }

  private Object runTest(Asked asked, int line) {
    Arg[] args =
        Values.map(asked.value(1)).entrySet().stream()
            .map(entry -> Arg.arg(entry.getKey(), Objects.requireNonNullElse(entry.getValue(), "")))
            .toArray(Arg[]::new);
    return job.runTest(asked.text(0), args);
  }

  private @Nullable Object branchFailed(Asked asked, int line) {
    branches.failed(asked.text(0), judge.failure(asked, 1));
    return null;
  }

  /// Tokens, names, exit statuses, and whether a failure is to be raised.
  private @Nullable Object branchesEnd(Asked asked, int line) {
    List<String> tokens = Values.list(asked.value(0)).stream().map(String::valueOf).toList();
    List<String> names = Values.list(asked.value(1)).stream().map(String::valueOf).toList();
    List<Long> statuses =
        Values.list(asked.value(2)).stream().map(value -> Values.number(value, -1)).toList();
    if (names.size() != tokens.size() || statuses.size() != tokens.size()) {
      throw new IllegalArgumentException("as many names and statuses as tokens are wanted");
    }
    Map<String, Exception> failures = branches.end(tokens, names, statuses);
    if (asked.truth(3)) {
      Branches.refuse(failures, tokens.size());
    }
    return null;
  }

  private static StatusWord word(String text) {
    return StatusWord.parse(text)
        .orElseThrow(() -> new IllegalArgumentException("'%s' is no status".formatted(text)));
  }
}
