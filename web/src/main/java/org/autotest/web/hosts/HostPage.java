package org.autotest.web.hosts;

import java.util.List;
import java.util.Optional;
import org.autotest.web.page.BlameText;
import org.autotest.web.page.Filled;
import org.autotest.web.page.StatusText;
import org.autotest.web.page.TimeText;

/// One host, already worded.
///
/// @param verdict where it stands, in a sentence
/// @param isDeleted no longer in the inventory: nothing can be done with it
/// @param kept for whom it is reserved; empty: for nobody
/// @param lately how it has served in the last 30 days
/// @param lock empty when it is not locked
public record HostPage(
    String host,
    StatusText status,
    String verdict,
    String more,
    Optional<BlameText> blame,
    boolean isDeleted,
    Optional<Lock> lock,
    Optional<Kept> kept,
    List<String> labels,
    List<Fact> facts,
    List<Fact> lately,
    List<Fact> attributes,
    List<Ran> history,
    boolean withTasks,
    String historyToggle,
    Optional<String> older,
    List<Event> events,
    Wish wish) {

  /// Its forms for a lock and for a reservation.
  ///
  /// @param form what stands in them, and what is wrong with one that was refused
  /// @param isLock whether that for a lock is open
  /// @param isReservation whether that for a reservation is open
  public record Wish(Filled form, boolean isLock, boolean isReservation) {}

  /// Why it takes no work.
  public record Lock(String by, Optional<TimeText> at, String reason, Optional<TimeText> expires) {}

  /// For whom it is kept.
  ///
  /// @param said `reserved for ann until …`
  /// @param isMine whether the visitor has it
  /// @param byForce whether the visitor may release it although somebody else has it
  public record Kept(String said, boolean isMine, boolean byForce) {}

  /// A term and what stands for it.
  public record Fact(String term, String text) {}

  /// Something that ran here.
  ///
  /// @param href of the job; empty for a task of its own
  /// @param files its results; empty before there are any
  public record Ran(
      String kind,
      String name,
      Optional<String> href,
      String by,
      StatusText status,
      TimeText at,
      String lasted,
      Optional<BlameText> blame,
      String problem,
      Optional<String> files) {}

  /// Something that happened to it.
  public record Event(TimeText at, String what, String reason) {}
}
