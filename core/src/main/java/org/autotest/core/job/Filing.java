package org.autotest.core.job;

import java.util.Optional;

/// What becomes of a request for a job.
///
/// @param template it is kept to make jobs from and never runs itself
/// @param source the template or the earlier job that the request was made from
/// @param force it is taken although no host can ever take it as the lab is now
public record Filing(boolean template, Optional<JobId> source, boolean force) {
  /// A job to run, made from nothing.
  public static final Filing NEW = new Filing(false, Optional.empty(), false);

  /// A template, made from nothing.
  public static final Filing TEMPLATE = new Filing(true, Optional.empty(), false);

  /// A job to run that nobody stands by to mend: it waits for hosts that cannot take it tonight.
  public static Filing recurring(JobId source) {
    return new Filing(false, Optional.of(source), true);
  }
}
