package org.autotest.autoserv.results;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Names of files that somebody else chose, made fit for our disk.
final class SafeNames {
  private static final int COMPONENT_BYTES_MAX = 255;
  private static final int COMPONENTS_MAX = 64;

  private SafeNames() {}

  /// A relative name without `.` components; control characters become `?`, and what the file
  /// system's encoding may not know becomes `_`.
  ///
  /// @return empty for a name that is absolute, climbs, or is too long; empty text for the
  ///   directory itself
  static Optional<String> clean(String name) {
    if (name.startsWith("/")) {
      return Optional.empty();
    }
    List<String> components = new ArrayList<>();
    for (String component : name.split("/+", -1)) {
      if (component.equals("..")
          || component.getBytes(StandardCharsets.UTF_8).length > COMPONENT_BYTES_MAX) {
        return Optional.empty();
      }
      if (!component.isEmpty() && !component.equals(".")) {
        components.add(printable(component));
      }
    }
    return components.size() > COMPONENTS_MAX
        ? Optional.empty()
        : Optional.of(String.join("/", components));
  }

  /// Whether a symbolic link named `name` with the target `link` points to something below the
  /// directory that `name` is relative to. A `..` after another name is refused: that name could be
  /// a link itself, and lead up from elsewhere.
  static boolean staysInside(String name, String link) {
    if (link.isEmpty() || link.startsWith("/") || !link.equals(printable(link))) {
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
    String clean = printable(name.replaceFirst("^(\\./)+", ""));
    return clean.length() <= 120 ? clean : clean.substring(0, 120) + "…";
  }

  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?").replaceAll("[^\\x20-\\x7e]", "_");
  }
}
