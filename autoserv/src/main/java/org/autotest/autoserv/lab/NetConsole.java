package org.autotest.autoserv.lab;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A console whose kernel sends what it says over the network (`netconsole`) to a port of this
/// machine, one for each machine.
final class NetConsole implements ConsoleSource {
  static final String WORD = "netconsole";

  private static final int PACKET_BYTES = 65_536;

  private final int port;
  private @Nullable DatagramSocket socket;
  private boolean closed;

  private NetConsole(int port) {
    this.port = port;
  }

  /// Of `netconsole PORT`.
  static NetConsole of(List<String> words) {
    if (words.size() != 2) {
      throw new LabProblem(
          "reading a console: '%s' is not 'netconsole PORT'".formatted(String.join(" ", words)));
    }
    return new NetConsole(TcpConsole.port(words.get(1)));
  }

  @Override
  public String read(Sink sink) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[PACKET_BYTES], PACKET_BYTES);
    try (DatagramSocket opened = new DatagramSocket(null)) {
      listen(opened);
      opened.bind(new InetSocketAddress(port));
      while (true) {
        packet.setLength(PACKET_BYTES);
        opened.receive(packet);
        sink.take(packet.getData(), packet.getLength());
      }
    }
  }

  private synchronized void listen(DatagramSocket opened) {
    socket = opened;
    if (closed) {
      opened.close();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (socket != null) {
      socket.close();
    }
  }
}
