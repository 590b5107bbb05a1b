package org.autotest.client.api;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Exchange of data between the hosts of a job: each gives its own and gets everybody's. Python
/// jobs take part with `autotest.client.shared.syncdata`.
public interface SyncData {
  /// The port of the master, unless told otherwise.
  int DEFAULT_PORT = 13234;

  /// Gives data, and waits for those of all others.
  ///
  /// @param session names the exchange; the same at all hosts
  /// @param data text, a number, a truth value, null, or a list or map of such; of all together at
  ///   most 1 MiB of JSON
  /// @param limit how long to wait
  /// @return what each host gave, by the names of the hosts, in their order
  /// @throws JobError when they do not all come in time, name other hosts, or give too much
  Map<String, @Nullable Object> exchange(String session, @Nullable Object data, Duration limit);
}
