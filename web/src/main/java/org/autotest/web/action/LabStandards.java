package org.autotest.web.action;

import java.time.Duration;
import org.autotest.core.host.Protection;
import org.autotest.core.job.JobOptions;

/// What whoever asks for something gets who says nothing.
///
/// @param timeout of a job, from its creation; whole hours
/// @param maxRuntime of an entry, from its start; whole hours
/// @param protection of a host
/// @param looksAgain whether hosts in Repair Failed are verified again without being asked, so that
///   jobs may wait for them
public record LabStandards(
    Duration timeout, Duration maxRuntime, Protection protection, boolean looksAgain) {
  /// Those of a lab that sets none.
  public static final LabStandards USUAL =
      new LabStandards(
          JobOptions.DEFAULTS.timeout(),
          JobOptions.DEFAULTS.maxRuntime(),
          Protection.NO_PROTECTION,
          true);
}
