package org.autotest.client.python;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A bridge that takes connections and says nothing.
final class Listener implements AutoCloseable {
  private final Path path;
  private final ServerSocketChannel channel;
  private final List<SocketChannel> taken = new ArrayList<>();

  private Listener(Path path, ServerSocketChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  static Listener in(Path directory) throws IOException {
    Path path = Files.createTempDirectory(directory, "b").resolve("s");
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    channel.bind(UnixDomainSocketAddress.of(path));
    return new Listener(path, channel);
  }

  Path path() {
    return path;
  }

  /// Waits for one more worker.
  void accept() throws IOException {
    taken.add(channel.accept());
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel worker : taken) {
      worker.close();
    }
    channel.close();
  }
}
