package org.autotest.web.admin;

import java.util.List;
import org.autotest.web.page.TimeText;

/// What keepers look after, already worded.
///
/// @param state whether the lab works, line by line
/// @param decisions what the dispatcher did last, newest first
public record AdminPage(List<Fact> state, List<Decision> decisions, List<Test> tests) {

  /// One change that the dispatcher, or somebody, made.
  ///
  /// @param what for example `job 17 on host1: Pending → Starting`
  public record Decision(TimeText at, String what, String why) {}

  /// A term and what stands for it.
  public record Fact(String term, String text) {}

  /// A test of the catalogue.
  public record Test(String name, String description, String runsOn, String time, String results) {}
}
