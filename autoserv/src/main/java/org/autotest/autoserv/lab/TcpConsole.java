package org.autotest.autoserv.lab;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketOption;
import java.util.List;
import java.util.Map;

/// A console behind a port of a terminal server, of a telnet server, or of a virtual machine.
final class TcpConsole implements ConsoleSource {
  static final String WORD = "tcp";

  private static final int CONNECT_MILLIS = 10_000;

  /// A peer that says nothing is asked after 30 s of silence, and is gone after three questions, 10
  /// s apart. Whether a socket knows these options is up to the platform.
  private static final Map<String, Integer> ALIVE =
      Map.of("TCP_KEEPIDLE", 30, "TCP_KEEPINTERVAL", 10, "TCP_KEEPCOUNT", 3);

  private static final int TELNET_COMMAND = 0xff;
  private static final int TELNET_WILL = 251;

  private final String host;
  private final int port;
  private Socket socket = new Socket();
  private boolean closed;

  private TcpConsole(String host, int port) {
    this.host = host;
    this.port = port;
  }

  /// Of `tcp HOST PORT`; the host may be an IPv6 address, also in brackets.
  static TcpConsole of(List<String> words) {
    if (words.size() != 3) {
      throw new LabProblem(
          "reading a console: '%s' is not 'tcp HOST PORT'".formatted(String.join(" ", words)));
    }
    return new TcpConsole(words.get(1), port(words.get(2)));
  }

  /// A number of a port.
  ///
  /// @throws LabProblem for anything else
  static int port(String word) {
    if (!word.matches("[1-9][0-9]{0,4}") || Integer.parseInt(word) > 0xffff) {
      throw new LabProblem("reading a console: '%s' is no port".formatted(word));
    }
    return Integer.parseInt(word);
  }

  @Override
  public String read(Sink sink) throws IOException, InterruptedException {
    try (Socket opened = open()) {
      opened.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
      keepAlive(opened);
      InputStream from = opened.getInputStream();
      byte[] buffer = new byte[8192];
      int skipped = 0;
      for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
        int kept = 0;
        for (int i = 0; i < n; i++) {
          int value = buffer[i] & 0xff;
          if (skipped > 0) {
            // The second byte of a command; an option follows only where one is negotiated.
            skipped = skipped == 2 && value >= TELNET_WILL && value != TELNET_COMMAND ? 1 : 0;
          } else if (value == TELNET_COMMAND) {
            skipped = 2;
          } else {
            buffer[kept++] = buffer[i];
          }
        }
        sink.take(buffer, kept);
      }
      return "%s:%d has closed the connection".formatted(host, port);
    }
  }

  @SuppressWarnings("unchecked") // The type of an option says what its value is.
  private static void keepAlive(Socket opened) throws IOException {
    opened.setKeepAlive(true);
    for (SocketOption<?> option : opened.supportedOptions()) {
      Integer value = ALIVE.get(option.name());
      if (value != null && option.type() == Integer.class) {
        opened.setOption((SocketOption<Integer>) option, value);
      }
    }
  }

  private synchronized Socket open() throws IOException {
    socket = new Socket();
    if (closed) {
      socket.close();
    }
    return socket;
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    try {
      socket.close();
    } catch (IOException gone) {
      // Nothing more comes from it.
    }
  }
}
