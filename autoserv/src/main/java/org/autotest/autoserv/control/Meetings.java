package org.autotest.autoserv.control;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.autotest.autoserv.api.Barrier;
import org.autotest.autoserv.api.SyncData;
import org.autotest.core.meeting.BarrierMember;
import org.autotest.core.meeting.DataExchange;
import org.jspecify.annotations.Nullable;

/// Where a control file meets clients of its job.
final class Meetings {
  private Meetings() {}

  /// The server's side of a barrier, see [Barrier].
  static Barrier barrier(String host, String tag, Duration limit, int port) {
    BarrierMember member = new BarrierMember(new SocketNetwork(), host, tag, limit, port);
    return new Barrier() {
      @Override
      public void rendezvous(String... members) {
        meet(members, false);
      }

      @Override
      public void giveUp(String... members) {
        meet(members, true);
      }

      private void meet(String[] members, boolean givesUp) {
        apart(
            () -> {
              member.meet(Arrays.asList(members), givesUp);
              return true;
            });
      }
    };
  }

  /// The server's side of an exchange, see [SyncData].
  static SyncData syncData(String master, String host, List<String> hosts, int port) {
    DataExchange exchange = new DataExchange(new SocketNetwork(), master, host, hosts, port);
    return (session, data, limit) ->
        Meetings.<Map<String, @Nullable Object>>apart(
            () -> exchange.exchange(session, ServerState.plain(data), limit));
  }

  /// On a virtual thread, because only there an interrupt ends what waits for a socket.
  private static <T> T apart(Callable<T> meeting) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<T> met = threads.submit(meeting);
      try {
        return met.get();
      } catch (InterruptedException stop) {
        threads.shutdownNow();
        throw new Stopped();
      }
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof IllegalArgumentException wrong) {
        // Thrown anew, so that the line of the control file is among its frames.
        throw new IllegalArgumentException(wrong.getMessage(), wrong);
      }
      if (failed.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw new IllegalStateException(failed.getCause());
    }
  }
}
