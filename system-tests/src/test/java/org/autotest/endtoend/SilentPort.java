package org.autotest.endtoend;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A port of this machine that takes connections and says nothing, until it leads to another.
final class SilentPort implements AutoCloseable {
  private static final int NOWHERE = 0;

  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile int target = NOWHERE;
  private final AtomicInteger silences = new AtomicInteger();

  SilentPort() throws IOException {
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.startVirtualThread(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /// Connections that were taken and got no answer.
  int silences() {
    return silences.get();
  }

  /// New connections lead to a port of this machine from now on.
  void leadTo(int port) {
    target = port;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        open.add(client);
        if (target == NOWHERE) {
          silences.incrementAndGet();
        } else {
          Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
          open.add(server);
          Thread.startVirtualThread(() -> copy(client, server));
          Thread.startVirtualThread(() -> copy(server, client));
        }
      } catch (IOException refused) {
        // The next one may come through.
      }
    }
  }

  private void copy(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException cut) {
      open.remove(to);
    }
    open.remove(from);
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
