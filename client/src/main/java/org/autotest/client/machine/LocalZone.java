package org.autotest.client.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;

/// The time zone of a machine. Most machines in labs keep UTC, and saying so here saves the Java
/// runtime its database of all zones, a large part of the start of a short job.
public final class LocalZone {
  private static final Set<String> UTC =
      Set.of("UTC", "UTC0", "Etc/UTC", "Etc/UCT", "UCT", "Etc/Universal", "Universal", "Zulu");
  private static final String DATABASE = "/zoneinfo/";

  private LocalZone() {}

  /// By the variable `TZ`, else by the link `/etc/localtime`, as the C library does it.
  ///
  /// @param root the machine's root directory
  public static ZoneId of(Map<String, String> environment, Path root) {
    String variable = environment.get("TZ");
    String name = variable == null ? linked(root.resolve("etc/localtime")) : variable;
    String plain = name.startsWith(":") ? name.substring(1) : name;
    return UTC.contains(plain) ? ZoneOffset.UTC : ZoneId.systemDefault();
  }

  /// The zone that a link names; without one a machine keeps UTC.
  private static String linked(Path link) {
    try {
      String target = Files.readSymbolicLink(link).toString();
      int name = target.indexOf(DATABASE);
      return name < 0 ? "" : target.substring(name + DATABASE.length());
    } catch (IOException | UnsupportedOperationException noLink) {
      return Files.exists(link) ? "" : "UTC";
    }
  }
}
