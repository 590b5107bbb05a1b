package org.autotest.core.meeting;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.autotest.core.bridge.JsonReader;
import org.autotest.core.bridge.JsonWriter;
import org.autotest.core.failure.Blame;
import org.autotest.core.failure.MalformedInput;
import org.autotest.core.meeting.Network.Line;
import org.jspecify.annotations.Nullable;

/// A message of an exchange: four bytes of length, big end first, then JSON.
final class ExchangeMessage {
  /// Small, because values take up to twenty times as much memory as their JSON, and a client has
  /// 64 MiB.
  static final int BYTES_MAX = 1 << 20;

  /// What is read of a longer one, unseen, so that who sent it hears the answer.
  private static final int SKIPPED_BYTES_MAX = 64 << 20;

  private ExchangeMessage() {}

  /// The JSON of a message.
  ///
  /// @param source whose it is, for the failure
  /// @throws MalformedInput when it is too long
  static byte[] of(String source, Object message) {
    byte[] text = JsonWriter.write(message).getBytes(StandardCharsets.UTF_8);
    if (text.length > BYTES_MAX) {
      throw tooLong(source, text.length);
    }
    return text;
  }

  /// Sends what [#of] made.
  static void send(Line line, byte[] text) throws IOException {
    DataOutputStream out = new DataOutputStream(line.out());
    out.writeInt(text.length);
    out.write(text);
    out.flush();
  }

  /// The value of the next message.
  ///
  /// @param source whose it is, for the failure
  /// @throws MalformedInput when it is too long, or no JSON
  static @Nullable Object receive(String source, Line line) throws IOException {
    DataInputStream in = new DataInputStream(line.in());
    int length = in.readInt();
    if (length < 0 || length > SKIPPED_BYTES_MAX) {
      throw new IOException("%d bytes are no length of a message".formatted(length));
    }
    if (length > BYTES_MAX) {
      in.skipNBytes(length);
      throw tooLong(source, length);
    }
    byte[] text = in.readNBytes(length);
    if (text.length < length) {
      throw new IOException("it went away after %d of %d bytes".formatted(text.length, length));
    }
    return JsonReader.parse(new String(text, StandardCharsets.UTF_8));
  }

  private static MalformedInput tooLong(String source, int length) {
    return new MalformedInput(
        Blame.SUBMITTER, source, 0, "%d bytes, more than %d".formatted(length, BYTES_MAX));
  }
}
