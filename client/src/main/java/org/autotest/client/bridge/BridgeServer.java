package org.autotest.client.bridge;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.autotest.client.files.Unguessable;
import org.autotest.client.process.Presence;
import org.autotest.core.bridge.JsonReader;
import org.autotest.core.bridge.Values;
import org.autotest.core.failure.MalformedInput;
import org.jspecify.annotations.Nullable;

/// Listens for workers and brings each to the seat that expects it.
public final class BridgeServer implements AutoCloseable {
  /// The path of a socket may have at most 106 bytes in Java, of which the rest of it needs 23.
  private static final int PARENT_MAX = 106 - 16 - "/bridge".length();

  private final Path directory;
  private final Path socket;
  private final ServerSocketChannel listener;
  private final Map<String, Seat> seats = new ConcurrentHashMap<>();

  private BridgeServer(Path directory, ServerSocketChannel listener) {
    this.directory = directory;
    this.socket = directory.resolve("bridge");
    this.listener = listener;
  }

  /// Starts to listen, in a private directory of its own.
  ///
  /// @param parent of that directory, when the socket's path is not too long there; else it is
  ///   below the one for temporary files
  public static BridgeServer open(Path parent) throws IOException {
    Path directory = directory(parent);
    ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(directory.resolve("bridge")));
    BridgeServer server = new BridgeServer(directory, listener);
    Thread.ofPlatform().daemon().name("bridge").start(server::acceptAll);
    return server;
  }

  private static Path directory(Path parent) throws IOException {
    String prefix = Presence.prefix("bridge");
    int longest = parent.resolve(prefix).toString().getBytes(StandardCharsets.UTF_8).length;
    return Unguessable.directory(
        longest <= PARENT_MAX ? parent : Path.of(System.getProperty("java.io.tmpdir", "/tmp")),
        prefix);
  }

  /// The path that workers find in `AUTOTEST_BRIDGE`.
  public Path socket() {
    return socket;
  }

  /// Makes a place for a worker that is about to be started.
  ///
  /// @param handler serves the worker's calls
  public Seat seat(CallHandler handler) {
    String token = Unguessable.text();
    Seat seat = new Seat(token, handler, () -> seats.remove(token));
    seats.put(token, seat);
    return seat;
  }

  @Override
  public void close() {
    try {
      listener.close();
      Files.deleteIfExists(socket);
      Files.deleteIfExists(directory);
    } catch (IOException leftBehind) {
      // An empty directory below /tmp is all that can stay.
    }
    seats.values().forEach(Seat::close);
  }

  private void acceptAll() {
    while (listener.isOpen()) {
      try {
        SocketChannel worker = listener.accept();
        Thread.ofPlatform().daemon().name("bridge-hello").start(() -> greet(worker));
      } catch (IOException closed) {
        return;
      }
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
