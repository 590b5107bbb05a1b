package org.autotest.client.control;

import java.util.List;
import org.autotest.client.api.Arg;
import org.autotest.client.api.Job;
import org.autotest.client.api.JobError;
import org.autotest.client.worker.Raises;
import org.autotest.core.bridge.RaisedException;

/// A job of one test, for a test that has no control file.
public final class SingleTest implements ControlProgram {
  private final Job job;
  private final String name;
  private final List<Arg> args;

  public SingleTest(Job job, String name, List<Arg> args) {
    this.job = job;
    this.name = name;
    this.args = List.copyOf(args);
  }

  @Override
  public boolean execute(boolean resumed) throws RaisedException {
    try {
      job.runTest(name, args.toArray(new Arg[0]));
      return false;
    } catch (JobError ended) {
      throw new RaisedException(Raises.of(ended));
    }
  }

  @Override
  public boolean step(Step step) {
    return false;
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
