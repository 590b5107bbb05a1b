package org.autotest.store;

import java.util.Arrays;
import java.util.Optional;

/// One line of the outbox: something that the dispatcher's picture of the lab must take notice of.
///
/// @param id grows; a change committed later may have a smaller one, see [LabChangeReader]
/// @param subject the id of the row that changed
public record LabChange(long id, Kind kind, long subject) {

  /// What changed. The word is in the database.
  public enum Kind {
    /// A job with all its entries: created.
    JOB("job"),
    /// One host queue entry.
    ENTRY("entry"),
    /// A host: its flags, status, labels, groups or attributes; or it was created or deleted.
    HOST("host"),
    /// A special task.
    TASK("task"),
    /// A label itself; changes of its hosts are told as `HOST`.
    LABEL("label"),
    /// An atomic group itself; changes of its labels are told as `LABEL`.
    ATOMIC_GROUP("atomic"),
    /// The users of an ACL group; changes of its hosts are told as `HOST`.
    ACL_GROUP("aclgroup"),
    /// A user: level or default drone set.
    USER("user"),
    /// What people decided about a drone, or about a drone set; the subject does not matter.
    DRONE("drone"),
    /// An execution; written by dispatchers and drones only.
    EXECUTION("execution");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /// The word in the database.
    public String word() {
      return word;
    }

    /// Empty for a word of a newer version.
    public static Optional<Kind> ofWord(String word) {
      return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
    }
  }
}
