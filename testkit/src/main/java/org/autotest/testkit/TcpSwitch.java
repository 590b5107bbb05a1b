package org.autotest.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A port that leads to another one, or for a while to none: then connections are cut, and new ones
/// end at once; or it is silent: it takes connections and says nothing.
public final class TcpSwitch implements AutoCloseable {
  private static final int NOWHERE = 0;
  private static final int SILENCE = -1;

  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger silences = new AtomicInteger();
  private volatile int target;

  /// Leads to a port of this machine.
  public TcpSwitch(int target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.startVirtualThread(this::accept);
  }

  /// One that is silent until it leads somewhere.
  public static TcpSwitch silent() throws IOException {
    return new TcpSwitch(SILENCE);
  }

  /// Where it listens.
  public int port() {
    return listener.getLocalPort();
  }

  /// Connections that were taken and got no answer.
  public int silences() {
    return silences.get();
  }

  /// Cuts every connection and lets none through.
  public void cut() throws IOException {
    target = NOWHERE;
    for (Socket socket : open) {
      socket.close();
    }
  }

  /// Leads to a port of this machine from now on.
  public void leadTo(int port) {
    target = port;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        lead(listener.accept());
      } catch (IOException refused) {
        // The next one may come through.
      }
    }
  }

  private void lead(Socket client) throws IOException {
    int to = target;
    if (to == NOWHERE) {
      client.close();
      return;
    }
    open.add(client);
    if (to == SILENCE) {
      silences.incrementAndGet();
      return;
    }
    Socket server = new Socket(InetAddress.getLoopbackAddress(), to);
    client.setTcpNoDelay(true);
    server.setTcpNoDelay(true);
    open.add(server);
    Thread.startVirtualThread(() -> copy(client, server));
    Thread.startVirtualThread(() -> copy(server, client));
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
