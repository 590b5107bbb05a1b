package org.autotest.store.notices;

import java.time.Instant;
import java.util.Optional;
import org.autotest.core.job.JobId;

/// Somebody who is to be told that a job is over, or was (`afe_notices`).
///
/// @param recipient an address of e-mail, or of the web
/// @param attempts so far
/// @param dueAt when it is tried next; empty once it was sent or given up
/// @param problem why the last attempt failed
public record Notice(
    long id,
    JobId job,
    Kind kind,
    String recipient,
    int attempts,
    Optional<Instant> dueAt,
    Optional<Instant> sentAt,
    Optional<String> problem) {

  /// How somebody is told.
  public enum Kind {
    MAIL("mail"),
    WEBHOOK("webhook");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /// As it stands in the database.
    public String word() {
      return word;
    }

    static Kind of(String word) {
      return word.equals(MAIL.word) ? MAIL : WEBHOOK;
    }
  }
}
