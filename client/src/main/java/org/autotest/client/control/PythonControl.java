package org.autotest.client.control;

import java.nio.file.Path;
import java.util.List;
import org.autotest.client.worker.Worker;
import org.autotest.core.bridge.RaisedException;
import org.autotest.core.bridge.Values;

/// A Python control file, in a worker that lives as long as the job.
public final class PythonControl implements ControlProgram {
  private static final String FIRST_STEP = "step_init";

  private final Worker worker;
  private final Path file;
  private final List<String> args;

  /// A control file in a worker that was just started.
  ///
  /// @param args its global `args`
  public PythonControl(Worker worker, Path file, List<String> args) {
    this.worker = worker;
    this.file = file;
    this.args = List.copyOf(args);
  }

  @Override
  public boolean execute(boolean resumed) throws RaisedException {
    return Values.truth(
        Values.map(
                worker.call("the control file", "control.execute", List.of(file.toString(), args)))
            .get(FIRST_STEP));
  }

  @Override
  public StepScope step(Step step) throws RaisedException {
    return StepScope.ofJson(
        worker.call(
            "step " + step.name(),
            "control.step",
            List.of(step.ancestryJson(), step.name(), step.args(), step.kwargs())));
  }

  @Override
  public String firstStep() {
    return FIRST_STEP;
  }

  @Override
  public void kill() {
    worker.kill();
  }

  @Override
  public void close() {
    worker.close();
  }
}
