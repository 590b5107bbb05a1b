package org.autotest.store.views;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.autotest.core.host.HostId;
import org.autotest.core.host.HostStatus;
import org.autotest.core.host.Protection;
import org.autotest.core.job.JobId;
import org.autotest.core.schedule.Reserved;
import org.autotest.core.sign.Sign;

/// One host with the names of what it refers to.
///
/// @param platform the one label that is a platform
/// @param labels the other labels, in order
/// @param aclGroups in order
/// @param failure why it was given up; only while it is Repair Failed
/// @param runningJob the job whose entry holds it
/// @param reserved for whom it is kept at this moment
public record HostView(
    HostId id,
    String hostname,
    HostStatus status,
    Optional<Instant> statusSince,
    Optional<Lock> lock,
    Protection protection,
    boolean dirty,
    Optional<String> platform,
    List<String> labels,
    List<String> aclGroups,
    Optional<EntryView.Failure> failure,
    Optional<JobId> runningJob,
    Optional<Reserved> reserved) {

  /// Why and since when it takes no work.
  ///
  /// @param by login; empty when the user is gone
  /// @param expires when it ends by itself; empty: when somebody ends it
  public record Lock(
      Optional<String> by,
      Optional<Instant> at,
      Optional<String> reason,
      Optional<Instant> expires) {}

  public Sign sign() {
    return Sign.ofHost(status, lock.isPresent());
  }
}
