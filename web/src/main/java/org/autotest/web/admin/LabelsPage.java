package org.autotest.web.admin;

import java.util.List;
import java.util.Optional;
import org.autotest.web.page.Filled;

/// The labels, with a form for a new one; already worded.
///
/// @param more where the next page is; empty on the last
/// @param form the one for a new label
public record LabelsPage(List<Label> labels, Optional<String> more, Filled form) {
  /// One label.
  ///
  /// @param href its page
  /// @param kind for example `platform, only if needed`
  /// @param hosts how many carry it, and where they are listed
  public record Label(
      String name, String href, String kind, String group, String hosts, String hostsHref) {}
}
