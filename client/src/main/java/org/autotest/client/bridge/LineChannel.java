package org.autotest.client.bridge;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A socket on which lines travel. One thread may read while another writes.
final class LineChannel implements AutoCloseable {
  private static final int LINE_BYTES_MAX = 16 * 1024 * 1024;

  private final SocketChannel socket;
  private final ByteBuffer input = ByteBuffer.allocate(16 * 1024).flip();
  private final Object writing = new Object();

  LineChannel(SocketChannel socket) {
    this.socket = socket;
  }

  /// The next line without its end; null at the end of the stream, a cut line is dropped.
  @Nullable String readLine() throws IOException {
    ByteArrayOutputStream line = null;
    while (true) {
      int start = input.position();
      while (input.hasRemaining()) {
        if (input.get() == '\n') {
          int length = input.position() - 1 - start;
          if (line == null) {
            return new String(input.array(), start, length, StandardCharsets.UTF_8);
          }
          line.write(input.array(), start, length);
          return line.toString(StandardCharsets.UTF_8);
        }
      }
      if (line == null) {
        line = new ByteArrayOutputStream();
      }
      line.write(input.array(), start, input.position() - start);
      if (line.size() > LINE_BYTES_MAX) {
        throw new IOException("a message is longer than " + LINE_BYTES_MAX + " bytes");
      }
      input.clear();
      int count = socket.read(input);
      input.flip();
      if (count < 0) {
        return null;
      }
    }
  }

  void writeLine(String line) throws IOException {
    if (line.length() > LINE_BYTES_MAX) {
      throw new IOException("a message is longer than " + LINE_BYTES_MAX + " bytes");
    }
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    synchronized (writing) {
      while (bytes.hasRemaining()) {
        socket.write(bytes);
      }
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException alreadyGone) {
      // Nothing is lost: the other side sees the end either way.
    }
  }
}
