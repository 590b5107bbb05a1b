package org.autotest.dispatcher;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A port that leads to another one, or for a while to none: then connections are cut, and new ones
/// end at once.
final class TcpSwitch implements AutoCloseable {
  private static final int NOWHERE = 0;

  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile int target;

  /// Leads to a port of this machine.
  TcpSwitch(int target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.startVirtualThread(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /// Cuts every connection and lets none through.
  void cut() throws IOException {
    target = NOWHERE;
    for (Socket socket : open) {
      socket.close();
    }
  }

  /// Leads to a port of this machine from now on.
  void leadTo(int port) {
    target = port;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        if (target == NOWHERE) {
          client.close();
        } else {
          Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
          client.setTcpNoDelay(true);
          server.setTcpNoDelay(true);
          open.add(client);
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
    cut();
  }
}
