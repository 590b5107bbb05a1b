package org.autotest.client.profiler;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.autotest.client.api.ProfiledTest;
import org.autotest.client.api.TestProfiler;
import org.autotest.client.log.LogLevel;
import org.autotest.client.log.LogSink;

/// The profilers of a job beside one test. Whatever a profiler throws is logged, and the others go
/// on.
public final class ProfilerSession {
  /// Profilers for one test, by name.
  record Made(Map<String, TestProfiler> profilers) {}

  private interface Act {
    void on(TestProfiler profiler) throws Exception;
  }

  private final Profilers job;
  private ProfiledTest test;
  private final LogSink log;
  private final Map<String, TestProfiler> running = new LinkedHashMap<>();
  private final Map<String, TestProfiler> stopped = new LinkedHashMap<>();

  ProfilerSession(Profilers job, ProfiledTest test, LogSink log) {
    this.job = job;
    this.test = test;
    this.log = log;
  }

  /// Whether there are any.
  public boolean present() {
    return !job.names().isEmpty();
  }

  /// Whether they run.
  public synchronized boolean active() {
    return !running.isEmpty();
  }

  /// Starts them all, for an iteration.
  public synchronized void start(int iteration) {
    test = test.in(iteration);
    job.began(this);
    running.putAll(job.make().profilers());
    each(running, "starting", profiler -> profiler.start(test));
  }

  /// Stops those that run.
  public synchronized void stop() {
    if (running.isEmpty()) {
      return;
    }
    each(running, "stopping", profiler -> profiler.stop(test));
    stopped.putAll(running);
    running.clear();
    job.ended(this);
  }

  /// Lets those that were stopped report, and puts their files into a directory of their own.
  public synchronized void report(int iteration) {
    if (stopped.isEmpty()) {
      return;
    }
    each(stopped, "the report of", profiler -> profiler.report(test));
    stopped.clear();
    try {
      gather(test.profilingDir().resolve("iteration." + iteration));
    } catch (IOException full) {
      log.log(LogLevel.WARNING, "keeping what profilers wrote: " + full);
    }
  }

  private void gather(Path target) throws IOException {
    Files.createDirectories(target);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(test.profilingDir())) {
      for (Path file : files) {
        if (!file.getFileName().toString().matches("iteration\\.\\d+")) {
          Files.move(file, target.resolve(file.getFileName().toString()));
        }
      }
    }
  }

  @SuppressWarnings("CatchAndPrintStackTrace") // Nothing is printed; authors may throw anything.
  private void each(Map<String, TestProfiler> some, String what, Act act) {
    some.forEach(
        (name, profiler) -> {
          try {
            act.on(profiler);
          } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
          } catch (Exception trouble) {
            log.log(LogLevel.WARNING, "%s profiler %s: %s".formatted(what, name, trouble));
          }
        });
  }
}
