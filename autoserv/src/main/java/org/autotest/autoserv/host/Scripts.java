package org.autotest.autoserv.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// Shell scripts for machines, kept as resources beside the class that sends them.
public final class Scripts {
  private Scripts() {}

  /// The text of one.
  ///
  /// @param beside a class of the package that the script belongs to
  public static String load(Class<?> beside, String name) {
    try (InputStream in = beside.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new IllegalStateException("the jar is damaged", unreadable);
    }
  }
}
