package org.autotest.web.hosts;

import java.util.List;
import org.autotest.web.page.Filled;

/// The form for a host, new or not.
///
/// @param host name of the host that is changed; empty text for a new one
/// @param labels to choose from; also all that the host carries
/// @param had names of those that it carried when the form was first shown
public record HostFormPage(
    String host, Filled form, List<Label> labels, List<String> had, List<Choice> protections) {

  /// A label that can be chosen.
  public record Label(String name, String note, boolean isChosen) {}

  /// One of some words.
  public record Choice(String value, boolean isChosen) {}

  public boolean isNew() {
    return host.isEmpty();
  }
}
