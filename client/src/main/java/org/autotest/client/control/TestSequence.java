package org.autotest.client.control;

import java.util.List;
import java.util.Map;
import org.autotest.client.api.Arg;
import org.autotest.client.api.Job;
import org.autotest.client.api.JobError;
import org.autotest.client.worker.Raises;
import org.autotest.core.bridge.RaisedException;
import org.autotest.core.control.PlainCall;

/// A job of tests, one after another, that needs no program to tell them: a single test without a
/// control file, or a Python control file that only calls tests.
public final class TestSequence implements ControlProgram {
  private final Job job;
  private final List<PlainCall> calls;

  public TestSequence(Job job, List<PlainCall> calls) {
    this.job = job;
    this.calls = List.copyOf(calls);
  }

  @Override
  public boolean execute(boolean resumed) throws RaisedException {
    try {
      for (PlainCall call : calls) {
        job.runTest(call.test(), args(call));
      }
      return false;
    } catch (JobError ended) {
      throw new RaisedException(Raises.of(ended));
    }
  }

  private static Arg[] args(PlainCall call) {
    return call.arguments().entrySet().stream()
        .map((Map.Entry<String, ?> argument) -> new Arg(argument.getKey(), argument.getValue()))
        .toArray(Arg[]::new);
  }

  @Override
  public StepScope step(Step step) {
    return StepScope.NONE;
  }

  @Override
  public String firstStep() {
    return "step_init";
  }

  @Override
  public void kill() {}

  @Override
  public void close() {}
}
