package org.autotest.client.bridge;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The place of one worker at the bridge. Its first connection is handed to whoever waits for it;
/// further ones (`branch`) are served by threads of their own.
public final class Seat implements AutoCloseable {
  private final String token;
  private final CallHandler handler;
  private final Runnable leave;
  private final CompletableFuture<BridgeConnection> first = new CompletableFuture<>();
  private final List<BridgeConnection> open = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  Seat(String token, CallHandler handler, Runnable leave) {
    this.token = token;
    this.handler = handler;
    this.leave = leave;
  }

  /// What the worker finds in `AUTOTEST_BRIDGE_TOKEN`.
  public String token() {
    return token;
  }

  /// Waits for the worker's first connection.
  ///
  /// @throws ConnectionLost when it did not come in time, or will not come
  public BridgeConnection await(Duration limit) throws InterruptedException {
    try {
      return first.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      throw new ConnectionLost(
          "the worker did not come to the bridge in %d s".formatted(limit.toSeconds()), late);
    } catch (ExecutionException gone) {
      throw new ConnectionLost("the worker is gone before it came to the bridge", gone);
    }
  }

  /// Tells a waiting [#await] that the worker will not come; does nothing when it has come.
  public void giveUp() {
    first.completeExceptionally(new ConnectionLost("the worker is gone"));
  }

  /// Ends all its connections; a worker exits by that.
  @Override
  public void close() {
    closed = true;
    leave.run();
    giveUp();
    open.forEach(BridgeConnection::close);
  }

  void take(LineChannel channel, boolean branch) {
    BridgeConnection connection = new BridgeConnection(channel, handler);
    open.add(connection);
    if (closed) {
      connection.close();
    } else if (branch) {
      connection.serve();
      open.remove(connection);
    } else if (!first.complete(connection)) {
      connection.close();
      open.remove(connection);
    }
  }
}
