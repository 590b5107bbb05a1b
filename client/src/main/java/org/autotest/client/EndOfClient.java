package org.autotest.client;

import java.util.Optional;
import org.autotest.client.crash.CoreDumps;
import org.autotest.client.harness.Harness;
import org.autotest.client.job.ClientJob;
import org.autotest.core.job.ClientStop;

/// What a client still does when it is told to stop, or its control file ends the Java machine: the
/// job is ended, who watches it is told all of it, and what was changed of the machine is put back.
/// The thread that would do it otherwise is not waited for.
final class EndOfClient {
  private final CoreDumps dumps;
  private final Harness harness;
  private final Thread jobThread = Thread.currentThread();
  private volatile Optional<ClientJob> job = Optional.empty();

  private EndOfClient(CoreDumps dumps, Harness harness) {
    this.dumps = dumps;
    this.harness = harness;
  }

  /// From now on the end is taken care of.
  ///
  /// @param dumps are closed
  /// @param harness is ended
  static EndOfClient awaited(CoreDumps dumps, Harness harness) {
    EndOfClient end = new EndOfClient(dumps, harness);
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(end::come));
    return end;
  }

  /// Before that, a job is to be stopped which runs in the thread that called [#awaited].
  void first(ClientJob running) {
    job = Optional.of(running);
  }

  private void come() {
    try {
      job.ifPresent(running -> running.stop(jobThread, ClientStop.REASON));
    } finally {
      dumps.close();
      harness.end();
    }
  }
}
