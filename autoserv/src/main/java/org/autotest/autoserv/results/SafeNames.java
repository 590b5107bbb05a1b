package org.autotest.autoserv.results;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Names of files that somebody else chose, made fit for our disk: what a name here cannot or
/// should not hold is written as its bytes, so that different names stay different.
///
/// ```
/// größe        größe        where the disk's names are UTF-8, else gr%C3%B6%C3%9Fe
/// two\nlines   two%0Alines  also controls of other kinds, as those for the direction of writing
/// gr\xf6\xdfe  gr%F6%DFe    no UTF-8
/// ```
final class SafeNames {
  private static final int COMPONENT_BYTES_MAX = 255;
  private static final int COMPONENTS_MAX = 64;
  private static final int SHOWN_MAX = 120;

  /// Whether names on this disk may hold any letter; that goes by the locale.
  private static final boolean ANY_LETTER = isName("\u00e9\u4e00");

  private SafeNames() {}

  /// A name as bytes. Those above 127 are escaped in one that is no UTF-8.
  static String decoded(byte[] name) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(name)).toString();
    } catch (CharacterCodingException otherEncoding) {
      StringBuilder escaped = new StringBuilder();
      for (byte b : name) {
        escaped.append(b < 0 ? "%%%02X".formatted(b & 0xff) : (char) b);
      }
      return escaped.toString();
    }
  }

  /// A relative name without `.` components, fit for our disk.
  ///
  /// @return empty for a name that is absolute, climbs, or is too long; empty text for the
  ///   directory itself
  static Optional<String> clean(String name) {
    if (name.startsWith("/")) {
      return Optional.empty();
    }
    List<String> components = new ArrayList<>();
    for (String component : name.split("/+", -1)) {
      String fit = fit(component);
      if (component.equals("..")
          || fit.getBytes(StandardCharsets.UTF_8).length > COMPONENT_BYTES_MAX) {
        return Optional.empty();
      }
      if (!component.isEmpty() && !component.equals(".")) {
        components.add(fit);
      }
    }
    return components.size() > COMPONENTS_MAX
        ? Optional.empty()
        : Optional.of(String.join("/", components));
  }

  /// A name, of several components perhaps, as it is called here.
  static String fit(String name) {
    if (name.chars().allMatch(c -> c >= ' ' && c <= '~')) {
      return name;
    }
    StringBuilder fit = new StringBuilder();
    name.codePoints()
        .forEach(
            c -> {
              if (isPlain(c)) {
                fit.appendCodePoint(c);
              } else {
                escape(Character.toString(c), fit);
              }
            });
    return fit.toString();
  }

  /// Whether a symbolic link named `name` with the target `link` points to something below the
  /// directory that `name` is relative to. A `..` after another name is refused: that name could be
  /// a link itself, and lead up from elsewhere.
  static boolean staysInside(String name, String link) {
    if (link.isEmpty() || link.startsWith("/")) {
      return false;
    }
    int depth = name.split("/", -1).length - 1;
    boolean climbing = true;
    for (String component : link.split("/+", -1)) {
      boolean up = component.equals("..");
      climbing &= up;
      if (up && (!climbing || --depth < 0)) {
        return false;
      }
    }
    return true;
  }

  /// For messages: one line, at most 120 characters.
  static String shown(String name) {
    String clean = fit(name.replaceFirst("^(\\./)+", ""));
    return clean.length() <= SHOWN_MAX ? clean : clean.substring(0, SHOWN_MAX) + "…";
  }

  private static boolean isPlain(int c) {
    if (c <= '~') {
      return c >= ' ';
    }
    return ANY_LETTER
        && switch (Character.getType(c)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR,
              Character.PRIVATE_USE,
              Character.SURROGATE,
              Character.UNASSIGNED ->
              false;
          default -> true;
        };
  }

  private static void escape(String letter, StringBuilder to) {
    for (byte b : letter.getBytes(StandardCharsets.UTF_8)) {
      to.append("%%%02X".formatted(b & 0xff));
    }
  }

  private static boolean isName(String name) {
    try {
      return !Path.of(name).isAbsolute();
    } catch (InvalidPathException unmappable) {
      return false;
    }
  }
}
