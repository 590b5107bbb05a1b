package org.autotest.web.action;

import java.time.Duration;
import java.util.Optional;
import org.autotest.core.host.Protection;
import org.autotest.core.job.JobOptions;

/// What whoever asks for something gets who says nothing.
///
/// @param timeout of a job, from its creation; whole hours
/// @param maxRuntime of an entry, from its start; whole hours
/// @param protection of a host
/// @param looksAgainAfter how long after a host was given up it is verified without being asked, so
///   that jobs that live longer may wait for it; empty: never
public record LabStandards(
    Duration timeout,
    Duration maxRuntime,
    Protection protection,
    Optional<Duration> looksAgainAfter) {
  /// Those of a lab that sets none.
  public static final LabStandards USUAL =
      new LabStandards(
          JobOptions.DEFAULTS.timeout(),
          JobOptions.DEFAULTS.maxRuntime(),
          Protection.NO_PROTECTION,
          Optional.of(Duration.ofHours(1)));
}
