package org.autotest.web.admin;

import java.util.List;
import java.util.Optional;
import org.autotest.web.page.TimeText;

/// What keepers look after, already worded.
///
/// @param state whether the lab works, line by line
/// @param tokens of the visitor
public record AdminPage(
    List<Fact> state, List<User> users, List<Label> labels, List<Test> tests, List<Token> tokens) {

  /// A term and what stands for it.
  public record Fact(String term, String text) {}

  /// Somebody who may log in.
  public record User(String login, String level, String jobs) {}

  /// A label.
  public record Label(String name, String kind, String hosts, String href) {}

  /// A test of the catalogue.
  public record Test(String name, String description, String runsOn, String time, String results) {}

  /// A session or a program that acts for the visitor.
  public record Token(
      String name, TimeText created, Optional<TimeText> expires, Optional<TimeText> lastUsed) {}
}
