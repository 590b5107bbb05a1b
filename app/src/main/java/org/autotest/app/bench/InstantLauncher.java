package org.autotest.app.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.autotest.core.job.ExecutionId;
import org.autotest.core.results.Pidfile;
import org.autotest.dispatcher.launch.LaunchFailed;
import org.autotest.dispatcher.launch.Launcher;
import org.autotest.store.lab.LabExecution.ProcessRef;

/// Starts no process: each execution ends well in the moment in which it is started. Notes when.
final class InstantLauncher implements Launcher {
  private final Map<Long, Long> startedAt = new ConcurrentHashMap<>();
  private final AtomicLong nextPid = new AtomicLong(1_000_000);

  @Override
  public ProcessRef launch(Launch launch) {
    long now = System.nanoTime();
    ProcessRef process = new ProcessRef(nextPid.getAndIncrement(), 1, "bench");
    try {
      Pidfile.write(
          launch.directory().resolve(Pidfile.AUTOSERV), new Pidfile.Ended(process.pid(), 0, 0));
    } catch (IOException failure) {
      throw new LaunchFailed("an execution of the bench", failure.toString(), failure);
    }
    // The last two parts are 17-owner/host1.
    String tag = launch.directory().getName(launch.directory().getNameCount() - 2).toString();
    startedAt.putIfAbsent(Long.parseLong(tag.substring(0, tag.indexOf('-'))), now);
    return process;
  }

  /// When the job was first started, by [System#nanoTime]; empty while it was not.
  Optional<Long> startedAt(long job) {
    return Optional.ofNullable(startedAt.get(job));
  }

  /// How many jobs were started.
  int started() {
    return startedAt.size();
  }

  @Override
  public Optional<ProcessRef> claim(ExecutionId execution, Path directory) {
    return Optional.empty();
  }

  @Override
  public boolean isAlive(ProcessRef process) {
    return false;
  }

  @Override
  public void onGone(ProcessRef process, Runnable gone) {
    gone.run();
  }

  @Override
  public void terminate(ProcessRef process) {}

  @Override
  public void kill(ProcessRef process) {}
}
