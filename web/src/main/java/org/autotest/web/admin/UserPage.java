package org.autotest.web.admin;

import java.util.List;
import java.util.Optional;
import org.autotest.web.page.Filled;
import org.autotest.web.page.TimeText;

/// One user, with forms; already worded.
///
/// @param path this page
/// @param level in a word: user, admin, root
/// @param groups ACL groups, with their pages
/// @param preferences empty for who may not see them
/// @param tokens of the visitor; empty for another user
/// @param isOwn whether it is the visitor
/// @param mayRule whether the visitor may change the level, and delete the user
public record UserPage(
    String login,
    String path,
    String level,
    List<Link> groups,
    Optional<Preferences> preferences,
    List<Token> tokens,
    boolean isOwn,
    boolean mayRule,
    Filled form) {
  /// A name that leads somewhere.
  public record Link(String name, String href) {}

  /// One of several values.
  public record Choice(String value, String text, boolean isChosen) {}

  /// What a user prefers.
  ///
  /// @param email empty text: nowhere
  public record Preferences(
      List<Choice> rebootBefore,
      List<Choice> rebootAfter,
      boolean showExperimental,
      String email,
      List<Choice> droneSets) {}

  /// A session or a program that acts for the visitor.
  ///
  /// @param isCurrent whether it is this very session
  public record Token(
      String name,
      TimeText created,
      Optional<TimeText> expires,
      Optional<TimeText> lastUsed,
      boolean isCurrent) {}

  /// The levels that can be given.
  public List<Choice> levels() {
    return List.of(
        new Choice("0", "user", level.equals("user")),
        new Choice("1", "admin: changes what all share", level.equals("admin")),
        new Choice("100", "root: everything", level.equals("root")));
  }
}
