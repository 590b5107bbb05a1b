package org.autotest.autoserv.control;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.autotest.core.meeting.Network;

/// [Network] of sockets.
final class SocketNetwork implements Network {
  /// A connected socket.
  private record SocketLine(Socket socket) implements Line {
    @Override
    public void limitReads(int millis) throws IOException {
      socket.setSoTimeout(millis);
    }

    @Override
    public InputStream in() throws IOException {
      return socket.getInputStream();
    }

    @Override
    public OutputStream out() throws IOException {
      return socket.getOutputStream();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /// A listening socket.
  private record SocketListener(ServerSocket socket) implements Listener {
    @Override
    public Line accept(int millis) throws IOException {
      socket.setSoTimeout(millis);
      return new SocketLine(socket.accept());
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Override
  public Listener listen(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(port));
      return new SocketListener(socket);
    } catch (IOException taken) {
      socket.close();
      throw taken;
    }
  }

  @Override
  public Line connect(String host, int port, int millis) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(host, port), millis);
      return new SocketLine(socket);
    } catch (IOException away) {
      socket.close();
      throw away;
    }
  }
}
