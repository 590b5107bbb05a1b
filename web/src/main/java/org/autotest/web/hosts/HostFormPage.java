package org.autotest.web.hosts;

import java.util.List;
import java.util.Map;

/// The form for a host, new or not, with what was typed and what is wrong with it.
///
/// @param host name of the host that is changed; empty text for a new one
/// @param values what stands in the fields, by name
/// @param problems what is wrong, by name
/// @param labels names of all labels, to choose from
public record HostFormPage(
    String host,
    Map<String, String> values,
    Map<String, String> problems,
    List<Label> labels,
    List<Choice> protections) {

  /// A label that can be chosen.
  public record Label(String name, String note, boolean isChosen) {}

  /// One of some words.
  public record Choice(String value, boolean isChosen) {}

  public boolean isNew() {
    return host.isEmpty();
  }

  /// What stands in a field; empty text at first.
  public String value(String name) {
    return values.getOrDefault(name, "");
  }

  /// What is wrong with a field, or null when nothing is.
  public @org.jspecify.annotations.Nullable String problem(String name) {
    return problems.get(name);
  }
}
