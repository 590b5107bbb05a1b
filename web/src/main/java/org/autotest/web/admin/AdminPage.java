package org.autotest.web.admin;

import java.util.List;
import java.util.Optional;
import org.autotest.web.page.TimeText;

/// What keepers look after, already worded.
///
/// @param state whether the lab works, line by line
/// @param decisions what the dispatcher did last, newest first
/// @param tokens of the visitor
/// @param email where letters to the visitor go; empty text: nowhere
public record AdminPage(
    List<Fact> state,
    List<Decision> decisions,
    List<User> users,
    List<Test> tests,
    List<Token> tokens,
    String email) {

  /// One change that the dispatcher, or somebody, made.
  ///
  /// @param what for example `job 17 on host1: Pending → Starting`
  public record Decision(TimeText at, String what, String why) {}

  /// A term and what stands for it.
  public record Fact(String term, String text) {}

  /// Somebody who may log in.
  public record User(String login, String level, String jobs) {}

  /// A test of the catalogue.
  public record Test(String name, String description, String runsOn, String time, String results) {}

  /// A session or a program that acts for the visitor.
  public record Token(
      String name, TimeText created, Optional<TimeText> expires, Optional<TimeText> lastUsed) {}
}
