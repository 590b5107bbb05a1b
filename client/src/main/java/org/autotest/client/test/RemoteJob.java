package org.autotest.client.test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.client.api.Arg;
import org.autotest.client.api.Barrier;
import org.autotest.client.api.JobError;
import org.autotest.client.api.SubResultCounts;
import org.autotest.client.api.SyncData;
import org.autotest.client.api.TestError;
import org.autotest.client.api.TestJob;
import org.autotest.client.meeting.HostBarrier;
import org.autotest.client.meeting.HostSyncData;
import org.autotest.core.bridge.Raise;
import org.autotest.core.bridge.RaisedException;
import org.autotest.core.bridge.Values;
import org.autotest.core.statuslog.StatusCode;
import org.jspecify.annotations.Nullable;

/// The job as a Java test sees it: every question goes over the bridge, but meetings with other
/// hosts, which the test attends by itself.
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
    return path("resultdir");
  }

  @Override
  public Path tmpDirectory() {
    return path("tmpdir");
  }

  /// Where the client is installed.
  Path clientDirectory() {
    return path("autodir");
  }

  @Override
  public List<String> args() {
    return texts(property("args"));
  }

  @Override
  public String tag() {
    return Values.text(property("tag"), "");
  }

  @Override
  public String user() {
    return Values.text(property("user"), "");
  }

  @Override
  public List<String> machines() {
    return texts(property("machines"));
  }

  private Path path(String property) {
    return Path.of(Values.text(property(property), ""));
  }

  private @Nullable Object property(String name) {
    return Values.map(call("job.describe")).get(name);
  }

  @Override
  public boolean runTest(String name, Arg... args) {
    return runTestDetail(name, args) == StatusCode.GOOD;
  }

  @Override
  public StatusCode runTestDetail(String name, Arg... args) {
    return StatusCode.valueOf(
        Values.text(named("job.run_test_detail", name, PlainValues.byName(args)), ""));
  }

  @Override
  public void addProfiler(String name, Arg... args) {
    named("job.profilers_add", name, PlainValues.byName(args));
  }

  @Override
  public void deleteProfiler(String name) {
    call("job.profilers_delete", name);
  }

  @Override
  public List<String> profilers() {
    return texts(call("job.profilers_list"));
  }

  @Override
  public void addSysinfoCommand(String command, boolean onEveryTest) {
    call("job.add_sysinfo_command", command, null, onEveryTest);
  }

  @Override
  public void addSysinfoLogfile(String path, boolean onEveryTest) {
    call("job.add_sysinfo_logfile", path, onEveryTest);
  }

  @Override
  public void addSysinfoDirectory(String path, boolean onEveryTest) {
    call("job.add_sysinfo_directory", path, onEveryTest);
  }

  @Override
  public Barrier barrier(String host, String tag, Duration limit, int port) {
    return new HostBarrier(host, tag, limit, port);
  }

  @Override
  public SyncData syncData(String master, String host, List<String> hosts, int port) {
    return new HostSyncData(master, host, hosts, port);
  }

  @Override
  public void setupDep(String... names) {
    call("job.setup_dep", List.of(names));
  }

  @Override
  public void requireGcc() {
    call("job.require_gcc");
  }

  @Override
  public void disableWarnings(String type) {
    call("job.disable_warnings", type);
  }

  @Override
  public void enableWarnings(String type) {
    call("job.enable_warnings", type);
  }

  private @Nullable Object call(String name, @Nullable Object... args) {
    try {
      return context.call(name, args);
    } catch (RaisedException raised) {
      throw failure(raised.raise());
    }
  }

  private @Nullable Object named(
      String call, String what, Map<String, @Nullable Object> arguments) {
    try {
      return context.callNamed(call, what, arguments);
    } catch (RaisedException raised) {
      throw failure(raised.raise());
    }
  }

  private static RuntimeException failure(Raise raise) {
    if (raise.is("JobError")) {
      return new JobError(raise.message());
    }
    return new TestError(
        raise.is("TestError") ? raise.message() : raise.type() + ": " + raise.message());
  }
}
