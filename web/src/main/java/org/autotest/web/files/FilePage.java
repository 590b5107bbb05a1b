package org.autotest.web.files;

import java.util.List;
import java.util.Optional;
import org.autotest.web.page.TimeText;

/// A directory of the results, or the end of a file, already worded.
///
/// @param crumbs the way down from the root
/// @param items content of a directory; empty for a file
/// @param log empty for a directory
public record FilePage(
    String name, List<Crumb> crumbs, List<Entry> items, String leftOut, Optional<Log> log) {

  /// A directory on the way.
  public record Crumb(String name, String href) {}

  /// Something in the directory.
  ///
  /// @param href empty for what is not opened: links, devices
  public record Entry(
      String name, String kind, Optional<String> href, String size, TimeText modified) {}

  /// A file.
  ///
  /// @param note what is not shown of it; may be empty
  /// @param follow where the growing end is fetched from; empty when it has stopped growing
  /// @param endsAt offset of the first byte that is not shown
  public record Log(
      String text,
      String note,
      String raw,
      String size,
      TimeText modified,
      Optional<String> follow,
      long endsAt) {}
}
