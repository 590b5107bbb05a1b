package org.autotest.store.notices;

import java.time.Instant;
import java.util.Optional;
import org.autotest.core.job.JobId;

/// Somebody who is to be told something, or was (`afe_notices`).
///
/// @param about what is told
/// @param recipient an address of e-mail, or of the web
/// @param attempts so far
/// @param dueAt when it is tried next; empty once it was sent or given up
/// @param problem why the last attempt failed
public record Notice(
    long id,
    About about,
    Kind kind,
    String recipient,
    int attempts,
    Optional<Instant> dueAt,
    Optional<Instant> sentAt,
    Optional<String> problem) {

  /// What somebody is told.
  public sealed interface About {
    /// A job is over.
    record JobOver(JobId job) implements About {}

    /// Something else, in words.
    record InWords(String subject, String text) implements About {}
  }

  /// What it is about, as in a line of a log: `job 17`.
  public String aboutInWords() {
    return switch (about) {
      case About.JobOver(JobId job) -> "job " + job;
      case About.InWords(String subject, _) -> "letter '%s'".formatted(subject);
    };
  }

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
