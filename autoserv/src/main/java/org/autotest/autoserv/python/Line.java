package org.autotest.autoserv.python;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.autotest.core.bridge.JsonReader;
import org.autotest.core.bridge.JsonWriter;
import org.autotest.core.bridge.Values;
import org.jspecify.annotations.Nullable;

/// One connection of a control file: messages of JSON, one a line. One thread at a time.
final class Line implements AutoCloseable {
  private static final int MESSAGE_BYTES_MAX = 16 * 1024 * 1024;

  private final SocketChannel socket;
  private final InputStream in;

  Line(SocketChannel socket) {
    this.socket = socket;
    this.in = new BufferedInputStream(Channels.newInputStream(socket));
  }

  /// The next message; null at the end of the stream.
  ///
  /// @throws IOException when the connection broke, or a message is too long
  @Nullable Map<String, @Nullable Object> read() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        return null;
      }
      if (line.size() >= MESSAGE_BYTES_MAX) {
        throw new IOException("a message is longer than " + MESSAGE_BYTES_MAX + " bytes");
      }
      line.write(b);
    }
    return Values.map(JsonReader.parse(line.toString(StandardCharsets.UTF_8)));
  }

  /// Answers a call.
  ///
  /// @param key `return` or `raise`
  void answer(long id, String key, @Nullable Object value) throws IOException {
    Map<String, @Nullable Object> message = new LinkedHashMap<>();
    message.put("id", id);
    message.put(key, value);
    byte[] text = (JsonWriter.write(message) + "\n").getBytes(StandardCharsets.US_ASCII);
    ByteBuffer bytes = ByteBuffer.wrap(text);
    while (bytes.hasRemaining()) {
      socket.write(bytes);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException gone) {
      // The other side sees the end either way.
    }
  }
}
