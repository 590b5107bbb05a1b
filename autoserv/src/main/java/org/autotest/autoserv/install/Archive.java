package org.autotest.autoserv.install;

import java.nio.file.Path;

/// A `.tar.gz` that shall be unpacked on machines below `versions/` or `tests/`.
///
/// @param kind `versions` for the client itself, `tests` for tests
/// @param version names the content: equal versions are equal contents
/// @param file may be made only when it has to be sent
public record Archive(String kind, String version, Source file) {
  /// Where the bytes come from.
  @FunctionalInterface
  public interface Source {
    /// The file; made now if need be.
    Path get();
  }

  public Archive {
    if (!version.matches("[0-9a-f]{16}")) {
      throw new IllegalArgumentException("'%s' is no version of an archive".formatted(version));
    }
  }

  /// Its directory, relative to the install directory.
  public String path() {
    return kind + "/" + version;
  }
}
