package org.autotest.client.job;

import java.util.Optional;
import org.autotest.client.profiler.ProfilerSession;
import org.autotest.client.test.TestProfilers;
import org.autotest.core.statuslog.StatusCode;

/// The profilers of a job as one of its tests has them.
record SessionProfilers(JobParts parts, Branch branch, ProfilerSession session)
    implements TestProfilers {
  @Override
  public boolean present() {
    return session.present();
  }

  @Override
  public boolean only() {
    return parts.properties().profilesOnly();
  }

  @Override
  public boolean active() {
    return session.active();
  }

  @Override
  public void start(int iteration) {
    session.start(iteration);
  }

  @Override
  public void stop() {
    session.stop();
  }

  @Override
  public void report(int iteration) {
    session.report(iteration);
  }

  @Override
  public void tellNoneAdded() {
    branch.result(
        StatusCode.WARN,
        Optional.empty(),
        Optional.empty(),
        "No profilers have been added but profile_only is set - nothing will be run");
  }
}
