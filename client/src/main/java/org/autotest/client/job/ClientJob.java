package org.autotest.client.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.autotest.client.bridge.BridgeServer;
import org.autotest.client.bridge.Call;
import org.autotest.client.control.ControlProgram;
import org.autotest.client.control.Step;
import org.autotest.client.crash.CoreDumps;
import org.autotest.client.harness.Harness;
import org.autotest.client.harness.StandaloneHarness;
import org.autotest.client.log.LogLevel;
import org.autotest.client.log.LogSink;
import org.autotest.client.report.Reports;
import org.autotest.client.sysinfo.SysInfo;
import org.autotest.client.test.TestProcessLost;
import org.autotest.client.worker.TestOpener;
import org.autotest.core.bridge.Raise;
import org.autotest.core.bridge.RaisedException;
import org.autotest.core.bridge.Values;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.job.ClientStop;
import org.autotest.core.statuslog.StatusCode;
import org.jspecify.annotations.Nullable;

/// A job on this machine: carries out a control file, from its START to its END.
public final class ClientJob implements AutoCloseable {
  private static final Optional<String> NONE = Optional.empty();
  private static final String BOOTS = "_boots";

  private final JobParts parts;
  private final Branch trunk;
  private final boolean resumed;
  private final ControlFactory controls;
  private final CountDownLatch finished = new CountDownLatch(1);
  private volatile @Nullable ControlProgram control;

  /// Makes the control file runnable, once the job is there.
  public interface ControlFactory {
    /// Opens it.
    ///
    /// @param job what a Java control file sees
    /// @param calls serves what a worker asks
    ControlProgram open(
        org.autotest.client.api.Job job, org.autotest.client.bridge.CallHandler calls);
  }

  private ClientJob(JobParts parts, Branch trunk, ControlFactory controls) {
    this.parts = parts;
    this.trunk = trunk;
    this.resumed = parts.settings().resumed();
    this.controls = controls;
  }

  /// A job that can run.
  ///
  /// @param state the job's; of a resumed one, with its steps
  /// @param opener stays the caller's, like `bridge` and `coreDumps`
  /// @param log of the job
  public static ClientJob open(
      JobSettings settings,
      JobState state,
      SysInfo sysinfo,
      TestOpener opener,
      BridgeServer bridge,
      CoreDumps coreDumps,
      LogSink log,
      ControlFactory controls)
      throws IOException {
    JobParts parts = new JobParts(settings, state, sysinfo, opener, bridge, coreDumps, log);
    Branch trunk =
        Branch.trunk(
            parts.settings().paths().results(),
            parts.settings().time(),
            parts.settings().harness(),
            parts.log(),
            settings.resumed() ? OpenEntries.in(settings.paths().results()) : List.of());
    return new ClientJob(parts, trunk, controls);
  }

  /// Runs it to its end, or to a pause.
  ///
  /// @return the exit status: 0 ended, 1 aborted, 5 paused, or what the control file chose
  /// @throws ResultsNotWritten when the results cannot be written
  public int run() {
    try {
      begin();
      Ending ending = carryOut();
      parts.opener().letGo();
      return ending.paused() ? pause(ending) : end(ending);
    } catch (IOException full) {
      throw ResultsNotWritten.to(parts.settings().paths().results(), full);
    } finally {
      finished.countDown();
    }
  }

  /// Ends the job from another thread: its tests are ended, its entries closed. Returns when that
  /// is done; does nothing when the job is over.
  ///
  /// @param jobThread the thread in [#run]
  public void stop(Thread jobThread, String reason) {
    if (finished.getCount() == 0) {
      return;
    }
    boolean exiting = isExiting(jobThread);
    parts.stop(exiting ? "the control file ended the client" : reason);
    ControlProgram running = control;
    if (running != null && !exiting) {
      running.kill();
    }
    try {
      if (exiting || !finished.await(ClientStop.OWN_END.toSeconds(), TimeUnit.SECONDS)) {
        end(Ending.aborted(parts.stopReason().orElse(reason)));
      }
    } catch (InterruptedException | IOException cannot) {
      parts.log().log(LogLevel.ERROR, "stopping the job: " + cannot);
    }
  }

  @Override
  public void close() {
    ControlProgram opened = control;
    if (opened != null) {
      opened.close();
    }
    parts.close();
  }

  private void begin() throws IOException {
    Path results = parts.settings().paths().results();
    new PageCache(parts).drop(PageCache.AROUND_TESTS);
    long boots = Values.number(parts.state().get(JobState.CLIENT, BOOTS).orElse(null), 0);
    parts.restoreSysinfo();
    parts
        .sysinfo()
        .collectAtBoot(results.resolve(boots == 0 ? "sysinfo" : "sysinfo/boot." + (boots - 1)));
    parts.state().set(JobState.CLIENT, BOOTS, boots + 1);
    if (!resumed) {
      Files.copy(
          parts.settings().control(),
          results.resolve("control"),
          StandardCopyOption.REPLACE_EXISTING);
      parts.steps().makeEmpty();
      rememberHarness();
    }
    if (trunk.depth() == 0) {
      trunk.start(NONE, NONE, Map.of());
    }
    if (resumed) {
      reportCrash();
    }
  }

  /// So that a job that goes on tells the same one.
  private void rememberHarness() throws IOException {
    Harness harness = parts.settings().harness();
    if (!(harness instanceof StandaloneHarness)) {
      parts.state().set(JobState.CLIENT, JobState.HARNESS, harness.name());
      parts.state().set(JobState.CLIENT, JobState.HARNESS_ARGS, harness.args());
    }
  }

  /// Something was at work when the machine, or the client, went down: a test, or else a step,
  /// which is lost. The control file itself is carried out again.
  private void reportCrash() throws IOException {
    TestMark mark = new TestMark(parts.state());
    Optional<TestMark.Noted> test = mark.left();
    Optional<String> step = parts.steps().stepAtWork();
    if (test.isPresent()) {
      trunk.endAfterCrash(Optional.of(test.get().subdir()), Optional.of(test.get().operation()));
    } else if (step.isPresent() || parts.steps().isBeginning()) {
      trunk.endAfterCrash(NONE, NONE);
    }
    if (step.isPresent() && test.isEmpty()) {
      trunk.result(StatusCode.FAIL, NONE, step, Branch.UNEXPECTED_REBOOT);
    }
    mark.end();
    if (step.isPresent()) {
      parts.steps().endWork();
    }
  }

  private Ending carryOut() throws IOException {
    JavaJob job = new JavaJob(parts, trunk);
    try {
      ControlProgram opened = controls.open(job, new JobCalls(parts, trunk, null));
      control = opened;
      new JobCalls(parts, trunk, null).addProfilersOfServer();
      execute(opened);
      for (Optional<Step> step = parts.steps().takeFirst();
          step.isPresent();
          step = parts.steps().takeFirst()) {
        parts.requireNotStopped();
        carryOut(opened, step.get());
      }
      return Ending.normal();
    } catch (RaisedException raised) {
      return Ending.of(raised.raise());
    } catch (TestProcessLost lost) {
      return parts
          .stopReason()
          .map(Ending::aborted)
          .orElseGet(
              () ->
                  Ending.lost("the control file's process ended: " + lost.how(), lost.exitValue()));
    } catch (ResultsNotWritten full) {
      throw full;
    } catch (AutotestException cannot) {
      return Ending.aborted(parts.stopReason().orElse(cannot.problem()));
    }
  }

  private void execute(ControlProgram opened) throws RaisedException, IOException {
    parts.steps().atTop();
    boolean again = resumed && !parts.steps().isBeginning();
    if (resumed && !again) {
      parts.steps().makeEmpty();
    }
    try {
      boolean hasFirst = opened.execute(again);
      if (hasFirst && !again) {
        parts.steps().begin(opened.firstStep());
      }
    } catch (RaisedException raised) {
      recordNotApplicable(raised, parts.settings().control().toString());
    }
  }

  private void carryOut(ControlProgram opened, Step step) throws RaisedException, IOException {
    try {
      if (step.name().equals(Reboots.VERIFY) || step.name().equals(Reboots.END)) {
        Call call = new Call(step.name(), step.args(), step.kwargs());
        new MachineCalls(parts, trunk).handle(call);
      } else {
        parts.steps().open(step, opened.step(step), opened.firstStep());
      }
    } catch (RaisedException raised) {
      recordNotApplicable(raised, step.name());
    }
  }

  /// A step that does not apply here is skipped; any other exception goes on.
  private void recordNotApplicable(RaisedException raised, String operation)
      throws RaisedException {
    Raise raise = raised.raise();
    if (!raise.is("TestNAError")) {
      throw raised;
    }
    trunk.result(StatusCode.TEST_NA, NONE, Optional.of(operation), raise.message());
  }

  private int pause(Ending ending) throws IOException {
    parts.steps().endWork();
    parts.sysinfo().awaitBoot();
    parts.log().log(LogLevel.INFO, "the job pauses; --continue goes on");
    return ending.exitStatus();
  }

  private synchronized int end(Ending ending) throws IOException {
    parts.sysinfo().awaitBoot();
    if (!ending.command().isEmpty()) {
      trunk.result(ending.code(), NONE, Optional.of(ending.command()), ending.reason());
    }
    int leftOpen = trunk.abortOpenGroups(1);
    boolean unbalanced = leftOpen > 0 && ending.code() == StatusCode.GOOD;
    Ending last =
        unbalanced
            ? Ending.aborted("the control file left %d group(s) open".formatted(leftOpen))
            : ending;
    if (trunk.depth() > 0) {
      trunk.end(last.code(), NONE, NONE, last.reason());
    }
    parts.reboots().forgetResumption();
    Path state = parts.state().file();
    Path results = parts.settings().paths().results();
    parts.state().moveTo(results.resolve(state.getFileName()));
    boolean written = writeReports(results);
    parts.profilers().close();
    parts.sysinfo().close();
    return written || last.exitStatus() != 0 ? last.exitStatus() : Ending.ABORTED;
  }

  /// @return false when what somebody waits for could not be written
  private boolean writeReports(Path results) {
    JobSettings settings = parts.settings();
    String hostname = settings.hostname().isEmpty() ? SysInfo.hostname() : settings.hostname();
    return new Reports(
            settings.tag(), hostname, settings.reporting().tap(), settings.reporting().junit())
        .write(results, trunk.timings(), settings.time().clock(), parts.log());
  }

  private static boolean isExiting(Thread thread) {
    for (StackTraceElement frame : thread.getStackTrace()) {
      if (frame.getClassName().equals("java.lang.Shutdown")) {
        return true;
      }
    }
    return false;
  }
}
