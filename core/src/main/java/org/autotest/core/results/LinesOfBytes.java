package org.autotest.core.results;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/// Text of files that several programs have written, each in its own encoding.
final class LinesOfBytes {
  private LinesOfBytes() {}

  /// Each line as UTF-8; one that is no UTF-8 as ISO 8859-1, so that no byte of it is lost.
  static String text(byte[] bytes) {
    CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
    try {
      return utf8.decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException somewhere) {
      return lineByLine(bytes, utf8);
    }
  }

  private static String lineByLine(byte[] bytes, CharsetDecoder utf8) {
    StringBuilder text = new StringBuilder();
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n' || i == bytes.length - 1) {
        text.append(line(bytes, start, i + 1 - start, utf8));
        start = i + 1;
      }
    }
    return text.toString();
  }

  private static CharSequence line(byte[] bytes, int start, int length, CharsetDecoder utf8) {
    try {
      return utf8.decode(ByteBuffer.wrap(bytes, start, length));
    } catch (CharacterCodingException notUtf8) {
      return new String(bytes, start, length, StandardCharsets.ISO_8859_1);
    }
  }
}
