package org.autotest.autoserv.install;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.autotest.core.failure.Blame;
import org.autotest.core.files.Unreadable;

/// What a lab says to its clients: a `global_config.ini` for the install directory of each machine.
/// A file there that nobody sent is the machine's own and stays.
///
/// @param text the file; empty when the lab says nothing
/// @param version 16 hexadecimal digits, the same for the same text; empty when it says nothing
public record ClientConfiguration(String text, String version) {
  /// What the lab says nothing by.
  public static final ClientConfiguration NONE = new ClientConfiguration("", "");

  /// Begins the first line of a file that a lab sent; the version follows.
  private static final String MARK = "# Sent by the lab, which replaces it: ";

  /// The sections that clients read. Others may hold passwords of the server.
  private static final Set<String> SECTIONS = Set.of("COMMON", "CLIENT", "PACKAGES");

  /// It is sent as a word of a command line.
  private static final int BYTES_MAX = 16 * 1024;

  /// Takes the clients' sections of a file.
  ///
  /// @throws InstallFailure when it cannot be read, or they are larger than 16 KiB
  public static ClientConfiguration read(Path file) {
    String sections;
    try {
      sections = sections(Files.readAllLines(file));
    } catch (IOException unreadable) {
      throw new InstallFailure(
          Blame.LAB, Unreadable.told("reading the clients' configuration", file, unreadable));
    }
    byte[] bytes = sections.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > BYTES_MAX) {
      throw wrong(
          file,
          "its sections COMMON, CLIENT and PACKAGES have %d bytes, and %d are allowed"
              .formatted(bytes.length, BYTES_MAX));
    }
    String version = HexFormat.of().formatHex(Archives.digest().digest(bytes), 0, 8);
    return new ClientConfiguration(MARK + version + "\n" + sections, version);
  }

  private static String sections(List<String> lines) {
    StringBuilder kept = new StringBuilder();
    boolean isKept = false;
    for (String line : lines) {
      String bare = line.strip();
      if (bare.startsWith("[") && bare.indexOf(']') > 0) {
        isKept = SECTIONS.contains(bare.substring(1, bare.indexOf(']')));
      }
      if (isKept) {
        kept.append(line).append('\n');
      }
    }
    return kept.toString();
  }

  private static InstallFailure wrong(Path file, String why) {
    return new InstallFailure(
        Blame.LAB, "reading the clients' configuration %s: %s".formatted(file, why));
  }
}
