package org.autotest.web.page;

import java.util.Optional;
import org.autotest.store.access.Caller;

/// What stands around every page.
///
/// @param title of the browser's tab, without the product's name
/// @param room the one to mark in the navigation; empty outside of all
/// @param visitor who looks; empty before the login
/// @param theme how colours are chosen
/// @param notice what has just been done, to be told once; empty when nothing
/// @param liveTopic what to watch for changes, as `/live` understands it; empty when the page
///   stands
/// @param assets where scripts and styles are
public record Frame(
    String title,
    Optional<Room> room,
    Optional<Visitor> visitor,
    Theme theme,
    Optional<String> notice,
    Optional<String> liveTopic,
    Assets assets) {

  /// Somebody who is logged in.
  ///
  /// @param csrf goes into every form; a form without it is refused
  public record Visitor(String login, int accessLevel, String csrf) {
    public boolean isAdmin() {
      return accessLevel >= 1;
    }

    public boolean isRoot() {
      return accessLevel >= Caller.ROOT;
    }
  }

  /// Chosen by the visitor, kept in a cookie.
  public enum Theme {
    /// As the system prefers.
    AUTO,
    LIGHT,
    DARK;

    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }

    /// What the switch shows.
    public String glyph() {
      return switch (this) {
        case AUTO -> "◑";
        case LIGHT -> "☀";
        case DARK -> "☾";
      };
    }

    /// What the switch leads to.
    public Theme next() {
      return switch (this) {
        case AUTO -> LIGHT;
        case LIGHT -> DARK;
        case DARK -> AUTO;
      };
    }

    /// [#AUTO] for anything unknown.
    public static Theme ofWord(String word) {
      for (Theme theme : values()) {
        if (theme.word().equals(word)) {
          return theme;
        }
      }
      return AUTO;
    }
  }
}
