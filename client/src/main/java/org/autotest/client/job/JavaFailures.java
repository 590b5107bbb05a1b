package org.autotest.client.job;

import java.io.IOException;
import org.autotest.client.api.JobError;
import org.autotest.client.api.JobPaused;
import org.autotest.client.api.TestError;
import org.autotest.client.worker.Raises;
import org.autotest.core.bridge.Raise;
import org.autotest.core.bridge.RaisedException;

/// Exceptions on their way between the job and authors of Java.
final class JavaFailures {
  private JavaFailures() {}

  /// Does something, with the exceptions that authors of Java know.
  static void doing(JobParts parts, Kernels.Work act) {
    try {
      act.run();
    } catch (RaisedException raised) {
      throw failure(raised.raise());
    } catch (IOException full) {
      throw ResultsNotWritten.to(parts.state().file(), full);
    }
  }

  /// Runs what an author wrote; whatever it throws becomes what the bridge would carry.
  @SuppressWarnings("CatchAndPrintStackTrace") // Nothing is printed; authors may throw anything.
  static void raising(Runnable body) throws RaisedException {
    try {
      body.run();
    } catch (JobPaused pause) {
      throw new RaisedException(Raise.of("JobContinue", ""));
    } catch (RuntimeException | Error thrown) {
      throw new RaisedException(Raises.of(thrown));
    }
  }

  /// What an author gets for what came back.
  static RuntimeException failure(Raise raise) {
    if (raise.is("JobContinue")) {
      return new JobPaused();
    }
    return raise.is("JobError") ? new JobError(raise.message()) : new TestError(raise.message());
  }
}
