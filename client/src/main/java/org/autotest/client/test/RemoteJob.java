package org.autotest.client.test;

import java.nio.file.Path;
import java.util.Map;
import org.autotest.client.api.JobError;
import org.autotest.client.api.TestError;
import org.autotest.client.api.TestJob;
import org.autotest.client.bridge.Raise;
import org.autotest.client.bridge.RaisedException;
import org.autotest.client.bridge.Values;
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
