package org.autotest.web.admin;

import java.util.List;
import java.util.Optional;
import org.autotest.web.page.TimeText;

/// What keepers look after, already worded.
///
/// @param state whether the lab works, line by line
/// @param rounds what dispatchers decided last, newest first
/// @param events what happened last, newest first
public record AdminPage(
    List<Fact> state, List<Round> rounds, List<Event> events, List<Test> tests) {

  /// A turn of a dispatcher's loop in which it decided something.
  ///
  /// @param took for example `12.4 ms`
  /// @param decided for example `hosts taken: 2, runs started: 1`
  /// @param more how many decisions are not among those that are shown; empty text for none
  public record Round(
      TimeText at,
      String dispatcher,
      String took,
      String decided,
      List<Decision> decisions,
      String more) {}

  /// One decision.
  ///
  /// @param what for example `hosts taken: 2`
  /// @param job its name and its page; empty when it is about none
  /// @param host empty when it is about none, or about several
  public record Decision(String what, Optional<Subject> job, Optional<Subject> host, String why) {}

  /// Something that has a page.
  public record Subject(String name, String page) {}

  /// One change that the dispatcher, or somebody, made.
  ///
  /// @param what for example `job 17 on host1: Pending → Starting`
  public record Event(TimeText at, String what, String why) {}

  /// A term and what stands for it.
  public record Fact(String term, String text) {}

  /// A test of the catalogue.
  public record Test(String name, String description, String runsOn, String time, String results) {}
}
