package org.autotest.client.test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.client.api.JobError;
import org.autotest.client.api.SubResultCounts;
import org.autotest.client.api.TestError;
import org.autotest.client.api.TestJob;
import org.autotest.core.bridge.Raise;
import org.autotest.core.bridge.RaisedException;
import org.autotest.core.bridge.Values;
import org.autotest.core.statuslog.StatusCode;
import org.jspecify.annotations.Nullable;

/// The job as a Java test sees it: every question goes over the bridge.
final class RemoteJob implements TestJob {
  private final TestContext context;

  RemoteJob(TestContext context) {
    this.context = context;
  }

  @Override
  public void record(
      StatusCode code, String operation, String message, Map<String, String> fields) {
    call("job.record", code.name(), null, operation, message, fields);
  }

  void subResult(String name, StatusCode status, String reason, Optional<Duration> took) {
    Double seconds = took.map(time -> time.toNanos() / 1e9).orElse(null);
    call("test.sub_result", name, status.name(), reason, seconds);
  }

  SubResultCounts readSubResults(Path file) {
    Map<String, @Nullable Object> found =
        Values.map(call("test.read_sub_results", file.toString(), null));
    return new SubResultCounts(
        Values.number(found.get("total"), 0),
        Values.number(found.get("passed"), 0),
        Values.number(found.get("failed"), 0),
        Values.number(found.get("skipped"), 0),
        texts(found.get("failed_names")),
        texts(found.get("problems")));
  }

  private static List<String> texts(@Nullable Object value) {
    return Values.list(value).stream().map(String::valueOf).toList();
  }

  @Override
  public void setState(String name, @Nullable Object value) {
    call("job.set_state", name, value);
  }

  @Override
  public @Nullable Object getState(String name) {
    try {
      return context.call("job.get_state", name);
    } catch (RaisedException raised) {
      if (raised.raise().is("KeyError")) {
        return null;
      }
      throw failure(raised.raise());
    }
  }

  @Override
  public Path resultDirectory() {
    return Path.of(Values.text(Values.map(call("job.describe")).get("resultdir"), ""));
  }

  private @Nullable Object call(String name, @Nullable Object... args) {
    try {
      return context.call(name, args);
    } catch (RaisedException raised) {
      throw failure(raised.raise());
    }
  }

  private static RuntimeException failure(Raise raise) {
    return raise.is("JobError")
        ? new JobError(raise.message())
        : new TestError(raise.type() + ": " + raise.message());
  }
}
