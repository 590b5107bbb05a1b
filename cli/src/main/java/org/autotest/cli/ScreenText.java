package org.autotest.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// Text from a machine under test on its way to a terminal: nothing in it may speak to that. Line
/// ends and tabs stay, carriage returns and colours go, other control characters become `?`.
final class ScreenText extends OutputStream {
  private static final int SEQUENCE_CHARS_MAX = 32;
  private static final int CHUNK_BYTES = 8 * 1024;

  private final PrintStream out;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private final ByteBuffer bytes = ByteBuffer.allocate(CHUNK_BYTES);
  private final CharBuffer chars = CharBuffer.allocate(CHUNK_BYTES);

  /// What began with an escape and has not ended yet.
  private final StringBuilder sequence = new StringBuilder();

  ScreenText(PrintStream out) {
    this.out = out;
  }

  @Override
  public void write(int one) {
    bytes.put((byte) one);
    if (!bytes.hasRemaining()) {
      decode(false);
    }
  }

  /// Writes what is held back; for the end of the text.
  @Override
  public void flush() {
    decode(true);
    sequence.chars().forEach(held -> out.print(printable((char) held)));
    sequence.setLength(0);
    out.flush();
  }

  /// Leaves the terminal open.
  @Override
  public void close() {
    flush();
  }

  private void decode(boolean last) {
    bytes.flip();
    decoder.decode(bytes, chars, last);
    bytes.compact();
    chars.flip();
    StringBuilder shown = new StringBuilder(chars.remaining());
    while (chars.hasRemaining()) {
      take(chars.get(), shown);
    }
    chars.clear();
    out.print(shown);
  }

  private void take(char c, StringBuilder shown) {
    if (sequence.isEmpty() && c != '\u001b') {
      if (c != '\r') {
        shown.append(printable(c));
      }
      return;
    }
    sequence.append(c);
    boolean colours = sequence.length() < 2 || sequence.charAt(1) == '[';
    boolean over = sequence.length() > 2 && c >= '@' && c <= '~';
    if (over && c == 'm') {
      sequence.setLength(0);
    } else if (!colours || over || sequence.length() > SEQUENCE_CHARS_MAX) {
      sequence.chars().forEach(held -> shown.append(printable((char) held)));
      sequence.setLength(0);
    }
  }

  private static char printable(char c) {
    boolean stays = c == '\n' || c == '\t';
    boolean speaks = Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
    return speaks && !stays ? '?' : c;
  }
}
