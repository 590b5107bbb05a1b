package org.autotest.autoserv.lab;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A console whose kernel sends what it says over the network (`netconsole`) to a port of this
/// machine, one for each machine. Anybody may send there: where the lab names the machine too, what
/// comes from other addresses is dropped.
final class NetConsole implements ConsoleSource {
  static final String WORD = "netconsole";

  private static final int PACKET_BYTES = 65_536;

  private final int port;
  private final Optional<String> sender;
  private @Nullable DatagramSocket socket;
  private boolean closed;

  private NetConsole(int port, Optional<String> sender) {
    this.port = port;
    this.sender = sender;
  }

  /// Of `netconsole PORT` or `netconsole PORT SENDER`, a name or an address.
  static NetConsole of(List<String> words) {
    if (words.size() != 2 && words.size() != 3) {
      throw new LabProblem(
          "reading a console: '%s' is not 'netconsole PORT [SENDER]'"
              .formatted(String.join(" ", words)));
    }
    return new NetConsole(
        TcpConsole.port(words.get(1)),
        words.size() == 3 ? Optional.of(words.get(2)) : Optional.empty());
  }

  @Override
  public String read(Sink sink) throws IOException, InterruptedException {
    Optional<Set<InetAddress>> senders = senders();
    DatagramPacket packet = new DatagramPacket(new byte[PACKET_BYTES], PACKET_BYTES);
    try (DatagramSocket opened = new DatagramSocket(null)) {
      listen(opened);
      opened.bind(new InetSocketAddress(port));
      while (true) {
        packet.setLength(PACKET_BYTES);
        opened.receive(packet);
        if (senders.isEmpty() || senders.get().contains(packet.getAddress())) {
          sink.take(packet.getData(), packet.getLength());
        }
      }
    }
  }

  /// Empty for anybody.
  private Optional<Set<InetAddress>> senders() throws IOException {
    if (sender.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Set.of(InetAddress.getAllByName(sender.get())));
    } catch (UnknownHostException unknown) {
      throw new IOException("the name %s has no address".formatted(sender.get()), unknown);
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
