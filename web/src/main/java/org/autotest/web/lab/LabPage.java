package org.autotest.web.lab;

import java.util.List;
import java.util.Optional;
import org.autotest.web.page.BlameText;
import org.autotest.web.page.Proportion;
import org.autotest.web.page.StatusText;
import org.autotest.web.page.TimeText;

/// The lab at a glance, already worded.
///
/// @param sentence what goes on, in one sentence
/// @param alarm what keeps the whole lab from working; empty when nothing does
/// @param isNew whether no job was ever submitted
public record LabPage(
    String sentence,
    Optional<String> alarm,
    boolean isNew,
    Hosts hosts,
    List<Running> running,
    String runningLeftOut,
    List<Failure> failures,
    List<Trouble> troubles,
    List<SickHost> sickHosts) {

  /// Hosts by status.
  public record Hosts(Proportion proportion, List<Count> counts, String total) {}

  /// How many hosts stand so.
  public record Count(StatusText status, String number, String href) {}

  /// An entry that has begun.
  public record Running(
      long job,
      String jobHref,
      String jobName,
      String host,
      String hostHref,
      StatusText status,
      Optional<TimeText> since) {}

  /// A test that failed lately.
  public record Failure(
      StatusText status,
      String test,
      String href,
      String host,
      String hostHref,
      Optional<Long> job,
      Optional<BlameText> blame,
      String reason,
      Optional<TimeText> at) {}

  /// An entry that failed outside its tests lately.
  public record Trouble(
      long job,
      String jobHref,
      String jobName,
      String host,
      Optional<BlameText> blame,
      String problem,
      Optional<TimeText> at) {}

  /// A host that needs a hand.
  public record SickHost(
      String host,
      String href,
      StatusText status,
      Optional<BlameText> blame,
      String why,
      Optional<TimeText> since) {}
}
