package org.autotest.autoserv.results;

import java.time.Instant;

/// One member of a tar archive.
///
/// @param name as in the archive: nothing is checked
/// @param size bytes of content that follow
/// @param link target of a link, else empty; nothing is checked
/// @param executable whether the owner may execute it
public record TarEntry(
    String name, Type type, long size, String link, boolean executable, Instant modified) {
  /// What the member is.
  public enum Type {
    FILE,
    DIRECTORY,
    SYMLINK,
    /// Another name of an earlier member, which `link` names; has no content here.
    HARDLINK,
    /// A device, a FIFO, or something unknown.
    OTHER
  }
}
