package org.autotest.core.tko;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.failure.Blame;
import org.autotest.core.statuslog.StatusCode;

/// One row of `tko_tests`: a test, a group, a reboot, or one of the two kinds of job.
///
/// @param name of the test; `SERVER_JOB`, `CLIENT_JOB.0` and `boot.0` stand for the run of
///   autoserv, a run of the client and a reboot
/// @param subdir below the job's directory; [#SERVER_JOB] has `----`, a reboot or a client job has
///   none
/// @param status `RUNNING` while the job is at work
/// @param reason one line, may be empty
/// @param started when its START was written; empty for a line that stands alone
/// @param finished empty while it runs, and when the log has no times
/// @param attributes the test's `keyval`, and the host's with `host-` before each key
/// @param blame who has to act; empty unless the status is a failure
public record TestRow(
    String name,
    Optional<String> subdir,
    StatusCode status,
    String reason,
    Optional<Instant> started,
    Optional<Instant> finished,
    Kernel kernel,
    Map<String, String> attributes,
    List<Iteration> iterations,
    Optional<Blame> blame) {

  /// The row about the run of autoserv; always the first.
  public static final String SERVER_JOB = "SERVER_JOB";

  /// With a number behind it, the row about a run of the client.
  public static final String CLIENT_JOB = "CLIENT_JOB.";

  /// With a number behind it, the row about a reboot.
  public static final String BOOT = "boot.";

  /// The name of the row of a reboot that runs.
  public static final String REBOOT = "reboot";

  public TestRow {
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    iterations = List.copyOf(iterations);
  }

  /// Whether the row tells about a run as a whole, and not about a test.
  public boolean isJobRow() {
    return name.equals(SERVER_JOB) || name.startsWith(CLIENT_JOB);
  }
}
