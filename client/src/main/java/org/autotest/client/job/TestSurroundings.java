package org.autotest.client.job;

import java.nio.file.Path;
import org.autotest.client.api.ProfiledTest;
import org.autotest.client.log.LogLevel;
import org.autotest.client.sysinfo.TestSysInfo;
import org.autotest.client.test.Surroundings;
import org.autotest.client.test.TestProfilers;
import org.autotest.client.test.TestSpec;
import org.autotest.core.bridge.RaisedException;

/// What a job does around one of its tests.
final class TestSurroundings implements Surroundings {
  private final JobParts parts;
  private final Branch branch;
  private final TestSysInfo sysinfo;
  private final String subdir;
  private final SessionProfilers profilers;
  private final PageCache pageCache;

  TestSurroundings(JobParts parts, Branch branch, TestSpec spec) {
    this.parts = parts;
    this.branch = branch;
    Path results = parts.settings().paths().results();
    this.subdir = results.relativize(spec.directories().output()).toString();
    this.sysinfo = parts.sysinfo().forTest(spec.directories().output());
    this.profilers =
        new SessionProfilers(parts, branch, parts.profilers().session(profiled(spec), parts.log()));
    this.pageCache = new PageCache(parts);
  }

  private static ProfiledTest profiled(TestSpec spec) {
    TestSpec.TestDirectories directories = spec.directories();
    return new ProfiledTest(
        spec.taggedName(),
        directories.profiling(),
        spec.source().directory(),
        directories.src(),
        directories.tmp(),
        0);
  }

  @Override
  public TestProfilers profilers() {
    return profilers;
  }

  @Override
  public void beforeTest() {
    parts.sysinfo().awaitBoot();
    sysinfo.beforeTest();
  }

  @Override
  public void beforeIteration(int iteration) {
    pageCache.drop(PageCache.BETWEEN_ITERATIONS);
    parts.log().log(LogLevel.DEBUG, "iteration", iteration, subdir);
    sysinfo.beforeIteration(iteration);
  }

  @Override
  public void afterIteration(int iteration) {
    sysinfo.afterIteration(iteration);
  }

  @Override
  public void afterTest() {
    sysinfo.afterTest();
    // Beside others it would take from them what they have just read.
    if (branch.isTrunk()) {
      pageCache.drop(PageCache.AROUND_TESTS);
    }
  }

  @Override
  public void networkIsUnstable(boolean unstable) {
    try {
      Warnings.record(branch, "NETWORK", unstable);
    } catch (RaisedException cannot) {
      parts.log().log(LogLevel.WARNING, String.valueOf(cannot.getMessage()));
    }
  }
}
