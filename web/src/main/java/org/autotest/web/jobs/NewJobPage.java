package org.autotest.web.jobs;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.web.page.BlameText;

/// The form for a new job, with what was typed and what is wrong with it.
///
/// @param values what stands in the fields, by argument name
/// @param problems what is wrong, by argument name; a problem that belongs to no field is under
///   empty text
/// @param blame whose failure it is when there are problems
/// @param isSound whether it was checked and nothing speaks against it
/// @param tests of the catalogue
/// @param hosts to choose from, not locked and with a right of the visitor's; at most
///   [#HOSTS_SHOWN]
/// @param moreHosts whether there may be others, to be typed
/// @param preview the control file that the chosen tests make; empty unless asked for
/// @param key makes sending the form twice harmless
public record NewJobPage(
    Map<String, String> values,
    Map<String, String> problems,
    BlameText blame,
    boolean isSound,
    List<Test> tests,
    List<Host> hosts,
    boolean moreHosts,
    Optional<String> preview,
    List<Choice> priorities,
    List<Choice> types,
    List<Choice> rebootsBefore,
    List<Choice> rebootsAfter,
    String key) {
  /// Most hosts offered as boxes to tick; others are typed.
  public static final int HOSTS_SHOWN = 60;

  /// A test that can be chosen.
  public record Test(String name, String description, String note, boolean isChosen) {}

  /// A host that can be chosen.
  ///
  /// @param note where it stands, when that is not Ready
  public record Host(String name, String note, boolean isChosen) {}

  /// One of some words.
  public record Choice(String value, String words, boolean isChosen) {}

  /// What stands in a field; empty text at first.
  public String value(String name) {
    return values.getOrDefault(name, "");
  }

  /// What is wrong with a field, or null when nothing is.
  public @org.jspecify.annotations.Nullable String problem(String name) {
    return problems.get(name);
  }
}
