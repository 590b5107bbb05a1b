package org.autotest.client.meeting;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.autotest.client.api.JobError;
import org.autotest.client.api.SyncData;
import org.autotest.core.meeting.DataExchange;
import org.autotest.core.meeting.MeetingFailed;
import org.jspecify.annotations.Nullable;

/// This host's side of an exchange of data.
public final class HostSyncData implements SyncData {
  private final DataExchange exchange;

  /// This host's side.
  ///
  /// @param master one of the hosts, by the name that reaches it
  /// @param host this host's name
  /// @param hosts all of them
  public HostSyncData(String master, String host, List<String> hosts, int port) {
    this.exchange = new DataExchange(new SocketNetwork(), master, host, hosts, port);
  }

  @Override
  public Map<String, @Nullable Object> exchange(
      String session, @Nullable Object data, Duration limit) {
    try {
      return exchange.exchange(session, data, limit);
    } catch (MeetingFailed failed) {
      throw new JobError(failed.problem());
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new JobError("session %s: the job is being stopped".formatted(session));
    }
  }
}
