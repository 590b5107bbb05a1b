package org.autotest.client.process;

import java.util.List;
import org.autotest.client.log.LogLevel;
import org.autotest.client.log.LogSink;

/// Ends what is left of a test, or of a control file, that is over.
public final class Leftovers {
  private Leftovers() {}

  /// Ends it, and says in the log what it was.
  public static void end(ProcessGroup group, LogSink log) {
    List<String> ended = group.endLeftovers();
    if (!ended.isEmpty()) {
      log.log(LogLevel.WARNING, "processes that were left behind were ended: " + ended);
    }
  }
}
