package org.autotest.app.bench;

import org.autotest.core.job.ControlType;
import org.autotest.core.job.Job.ControlFileText;
import org.autotest.core.job.JobOptions;
import org.autotest.core.job.NewJob;
import org.autotest.core.job.RebootAfter;
import org.autotest.core.job.RebootBefore;

/// The job that benches submit: it does nothing, and nothing is done to hosts around it.
final class BenchJob {
  private BenchJob() {}

  static NewJob on(NewJob.Targets targets) {
    JobOptions standard = JobOptions.DEFAULTS;
    JobOptions quick =
        new JobOptions(
            standard.priority(),
            1,
            standard.timeout(),
            standard.maxRuntime(),
            false,
            RebootBefore.NEVER,
            RebootAfter.NEVER,
            true);
    return NewJob.of("bench", new ControlFileText(ControlType.CLIENT, "void main() {}\n"), targets)
        .with(NewJob.Wishes.of(quick));
  }
}
