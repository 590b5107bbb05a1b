package org.autotest.autoserv.host;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

/// Leaves out of a stream what comes before a line of its own, the mark: the login shell of a
/// machine may print what it likes before the command that it is given.
///
/// The command prints the mark, see [#before]; it is random, so that no shell prints it by
/// accident.
final class AfterMark {
  private static final byte[] NOTHING = {};

  private final byte[] mark;
  private byte[] end = NOTHING;
  private boolean found;

  /// Begins with nothing found.
  ///
  /// @param word of the mark, from [#word]
  AfterMark(String word) {
    this.mark = ("\n" + word + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  /// A new mark's word.
  static String word() {
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /// What a script begins with that prints the mark on both of its outputs; on the same line, so
  /// that a shell that complains counts the lines of the script. What a shell traces holds no mark.
  static String before(String word) {
    return "printf '\\n%1$s\\n'; printf '\\n%1$s\\n' >&2; ".formatted(word);
  }

  boolean isFound() {
    return found;
  }

  /// What of the next bytes comes after the mark, nothing while that has not come.
  byte[] of(byte[] bytes, int length) {
    if (found) {
      return Arrays.copyOf(bytes, length);
    }
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    joined.write(end, 0, end.length);
    joined.write(bytes, 0, length);
    byte[] seen = joined.toByteArray();
    for (int i = 0; i + mark.length <= seen.length; i++) {
      if (Arrays.equals(seen, i, i + mark.length, mark, 0, mark.length)) {
        found = true;
        end = NOTHING;
        return Arrays.copyOfRange(seen, i + mark.length, seen.length);
      }
    }
    end = Arrays.copyOfRange(seen, Math.max(0, seen.length - mark.length + 1), seen.length);
    return NOTHING;
  }
}
