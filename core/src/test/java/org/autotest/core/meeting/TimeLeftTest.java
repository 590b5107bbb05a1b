package org.autotest.core.meeting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.autotest.core.meeting.Network.Line;
import org.junit.jupiter.api.Test;

/// What is said on a real connection has one end.
class TimeLeftTest {
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

  @Test
  void one_that_does_not_read_is_written_to_until_the_end_and_no_longer() throws Exception {
    InetAddress here = InetAddress.getLoopbackAddress();
    try (ServerSocket server = new ServerSocket();
        Socket socket = new Socket()) {
      server.setReceiveBufferSize(4096);
      server.bind(new InetSocketAddress(here, 0));
      socket.setSendBufferSize(4096);
      socket.connect(server.getLocalSocketAddress());
      Line line = new SocketLine(socket);
      try (Socket deaf = server.accept()) {
        String answer =
            TimeLeft.talk(
                line,
                TimeLeft.in(60_000),
                () -> {
                  deaf.getOutputStream().write('a');
                  return Character.toString(line.in().read());
                });
        assertThat(answer).isEqualTo("a");

        assertThatThrownBy(
                () ->
                    TimeLeft.talk(
                        line,
                        TimeLeft.in(300),
                        () -> {
                          line.out().write(new byte[4 << 20]);
                          return true;
                        }))
            .isInstanceOf(InterruptedIOException.class)
            .hasMessage("the time is over");
        assertThat(socket.isClosed()).isTrue();
      }
    }
  }
}
