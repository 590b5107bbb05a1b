package org.autotest.web.page;

import java.util.List;

/// Something could not be shown, and what to do now.
///
/// @param heading in words: `There is no job 17`
/// @param ways where one may want to go
public record ErrorPage(int status, String heading, String more, List<Way> ways) {
  /// A link.
  public record Way(String words, String href) {}
}
