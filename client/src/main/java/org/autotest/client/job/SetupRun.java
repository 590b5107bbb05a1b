package org.autotest.client.job;

import java.util.List;
import java.util.Optional;
import org.autotest.client.bridge.BridgeServer;
import org.autotest.client.crash.CoreDumps;
import org.autotest.client.log.LogLevel;
import org.autotest.client.log.LogSink;
import org.autotest.client.machine.Programs;
import org.autotest.client.sysinfo.SysInfo;
import org.autotest.client.test.Outcome;
import org.autotest.client.worker.TestOpener;
import org.autotest.core.bridge.RaisedException;
import org.autotest.core.statuslog.StatusCode;

/// Builds what tests need before any job runs them: the phase `setup` of each, and nothing else.
public final class SetupRun implements AutoCloseable {
  private final CoreDumps coreDumps;
  private final JobParts parts;
  private final Branch branch;

  /// A run.
  ///
  /// @param settings its results directory takes what setups write there, and is the caller's to
  ///   delete
  /// @param opener stays the caller's, like `bridge`
  public SetupRun(
      JobSettings settings,
      JobState state,
      SysInfo sysinfo,
      TestOpener opener,
      BridgeServer bridge,
      LogSink log) {
    this.coreDumps =
        new CoreDumps(settings.machine(), new Programs(log), log, settings.paths().tmp());
    coreDumps.begin(Optional.of(false));
    this.parts = new JobParts(settings, state, sysinfo, opener, bridge, coreDumps, log);
    this.branch =
        Branch.trunk(
            settings.paths().results(), settings.time(), settings.harness(), log, List.of());
  }

  /// Sets them up one after the other; one that fails does not keep the others from it.
  ///
  /// @return whether all went well
  public boolean run(List<String> tests) {
    boolean good = true;
    for (String test : tests) {
      Optional<String> problem = setUp(test);
      problem.ifPresentOrElse(
          text -> parts.log().log(LogLevel.ERROR, "setting up %s: %s".formatted(test, text)),
          () -> parts.log().log(LogLevel.INFO, "setting up %s: done".formatted(test)));
      good &= problem.isEmpty();
    }
    return good;
  }

  /// What went wrong with one; empty when nothing did.
  private Optional<String> setUp(String test) {
    try {
      Outcome outcome = parts.runner().setUp(branch, test);
      return outcome.code() == StatusCode.GOOD
          ? Optional.empty()
          : Optional.of(outcome.code() + ": " + outcome.reason());
    } catch (RaisedException raised) {
      return Optional.of(raised.raise().unhandled());
    }
  }

  @Override
  public void close() {
    parts.close();
    coreDumps.close();
  }
}
