package org.autotest.client.bridge;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.autotest.client.files.Unguessable;
import org.autotest.client.process.Presence;
import org.autotest.client.process.ProcessNotStarted;
import org.autotest.core.bridge.JsonReader;
import org.autotest.core.bridge.Values;
import org.autotest.core.failure.Blame;
import org.autotest.core.failure.MalformedInput;
import org.jspecify.annotations.Nullable;

/// Listens for workers and brings each to the seat that expects it.
///
/// What the Java runtime sets up before the first socket takes as long as half of its start, so
/// that it is done beside other things, and not at all in a job that has no workers.
public final class BridgeServer implements AutoCloseable {
  /// The path of a socket may have at most 106 bytes in Java, of which the rest of it needs 23.
  private static final int PARENT_MAX = 106 - 16 - "/bridge".length();

  private final Path directory;
  private final Path socket;
  private final Map<String, Seat> seats = new ConcurrentHashMap<>();
  private final CompletableFuture<ServerSocketChannel> listener = new CompletableFuture<>();
  private boolean begun;

  private BridgeServer(Path directory) {
    this.directory = directory;
    this.socket = directory.resolve("bridge");
  }

  /// Makes one in a private directory of its own; it listens once somebody has a seat.
  ///
  /// @param parent of that directory, when the socket's path is not too long there; else it is
  ///   below the one for temporary files
  public static BridgeServer open(Path parent) throws IOException {
    return new BridgeServer(directory(parent));
  }

  private static Path directory(Path parent) throws IOException {
    String prefix = Presence.prefix("bridge");
    int longest = parent.resolve(prefix).toString().getBytes(StandardCharsets.UTF_8).length;
    return Unguessable.directory(
        longest <= PARENT_MAX ? parent : Path.of(System.getProperty("java.io.tmpdir", "/tmp")),
        prefix);
  }

  /// The path that workers find in `AUTOTEST_BRIDGE`; known before it listens.
  public Path socket() {
    return socket;
  }

  /// Waits until it listens; a worker that came before would find nobody.
  ///
  /// @throws ProcessNotStarted when it cannot listen
  public void awaitListening() {
    listen();
    try {
      listener.join();
    } catch (CompletionException cannot) {
      Throwable why = Objects.requireNonNullElse(cannot.getCause(), cannot);
      throw new ProcessNotStarted(
          Blame.HOST, "listening at %s: %s".formatted(socket, why.getMessage()), why);
    }
  }

  private synchronized void listen() {
    if (!begun && !listener.isDone()) {
      begun = true;
      try {
        Thread.ofPlatform().daemon().name("bridge").start(this::acceptAll);
      } catch (OutOfMemoryError noThread) {
        listener.completeExceptionally(noThread);
      }
    }
  }

  /// Makes a place for a worker that is about to be started.
  ///
  /// @param handler serves the worker's calls
  public Seat seat(CallHandler handler) {
    listen();
    String token = Unguessable.text();
    Seat seat = new Seat(token, handler, () -> seats.remove(token));
    seats.put(token, seat);
    return seat;
  }

  @Override
  public void close() {
    neverBegin();
    listener.thenAccept(BridgeServer::close).exceptionally(_ -> null).join();
    try {
      Files.deleteIfExists(socket);
      Files.deleteIfExists(directory);
    } catch (IOException leftBehind) {
      // An empty directory below /tmp is all that can stay.
    }
    seats.values().forEach(Seat::close);
  }

  /// What does not listen yet will not.
  private synchronized void neverBegin() {
    if (!begun) {
      listener.completeExceptionally(new ClosedChannelException());
    }
  }

  private static void close(ServerSocketChannel channel) {
    try {
      channel.close();
    } catch (IOException alreadyGone) {
      // Nothing is lost: nobody comes any more.
    }
  }

  private void acceptAll() {
    try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.bind(UnixDomainSocketAddress.of(socket));
      listener.complete(channel);
      while (channel.isOpen()) {
        SocketChannel worker = channel.accept();
        Thread.ofPlatform().daemon().name("bridge-hello").start(() -> greet(worker));
      }
    } catch (IOException | RuntimeException | Error cannot) {
      // Closed, when it has listened. Somebody may wait for it to listen, whatever keeps it from
      // it.
      listener.completeExceptionally(cannot);
    }
  }

  private void greet(SocketChannel worker) {
    LineChannel channel = new LineChannel(worker);
    try {
      String line = channel.readLine();
      Map<String, @Nullable Object> hello =
          line == null ? Map.of() : Values.map(JsonReader.parse(line));
      Seat seat = seats.get(Values.text(hello.get("token"), ""));
      if (seat == null) {
        channel.close();
      } else {
        seat.take(channel, "branch".equals(hello.get("role")));
      }
    } catch (IOException | MalformedInput stranger) {
      channel.close();
    }
  }
}
