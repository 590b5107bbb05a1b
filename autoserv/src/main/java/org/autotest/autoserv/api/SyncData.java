package org.autotest.autoserv.api;

import java.time.Duration;
import java.util.Map;
import org.autotest.core.meeting.MeetingFailed;
import org.jspecify.annotations.Nullable;

/// Exchange of data between the server and machines of a job: each gives its own and gets
/// everybody's. Clients take part with `job.syncData`, or `autotest.client.shared.syncdata`.
public interface SyncData {
  /// The port of the master, unless told otherwise.
  int DEFAULT_PORT = 13234;

  /// Gives data, and waits for those of all others.
  ///
  /// @param session names the exchange; the same at all members
  /// @param data text, a number, a truth value, null, or a list or map of such; of all together at
  ///   most 1 MiB of JSON
  /// @param limit how long to wait
  /// @return what each member gave, by their names, in their order
  /// @throws MeetingFailed when they do not all come in time, name other members, or give too much
  Map<String, @Nullable Object> exchange(String session, @Nullable Object data, Duration limit);
}
