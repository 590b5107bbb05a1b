package org.autotest.store.notices;

import java.util.Arrays;
import java.util.List;
import org.autotest.core.job.JobId;
import org.autotest.store.Database;
import org.jdbi.v3.core.Handle;

/// Letters to users: mail that is not about the end of a job. They lie beside the notices of jobs
/// and are sent in the same way.
public final class Letters {
  private static final int SUBJECT_CHARS_MAX = 200;

  private static final String ADDRESS =
      """
      SELECT email FROM afe_users WHERE login = :login AND email <> ''
      """;

  private static final String ADDRESSES_OF_JOB =
      """
      SELECT email_list FROM afe_jobs WHERE id = :job
      """;

  private static final String ADD =
      """
      INSERT IGNORE INTO afe_notices
        (job_id, kind, recipient, created_at, due_at, subject, body, letter_key)
      VALUES (NULL, 'mail', :recipient, :now, :now, :subject, :body, :key)
      """;

  /// What is written.
  ///
  /// @param key what it tells, at most 100 characters: nobody gets two letters with one key
  /// @param subject cut to 200 characters
  /// @param text plain text
  public record Letter(String key, String subject, String text) {}

  private Letters() {}

  /// Writes to the address of a user. Without one nothing is written.
  public static void toUser(Handle handle, String login, Letter letter) {
    add(handle, address(handle, login), letter);
  }

  /// Writes to the address of a user; without one, to those that a job of the user names.
  public static void toOwner(Handle handle, String login, JobId job, Letter letter) {
    List<String> address = address(handle, login);
    add(handle, address.isEmpty() ? ofJob(handle, job) : address, letter);
  }

  /// Writes to addresses.
  static void to(Handle handle, List<String> recipients, Letter letter) {
    add(handle, recipients, letter);
  }

  private static List<String> address(Handle handle, String login) {
    return handle.createQuery(ADDRESS).bind("login", login).mapTo(String.class).list();
  }

  private static List<String> ofJob(Handle handle, JobId job) {
    return handle
        .createQuery(ADDRESSES_OF_JOB)
        .bind("job", job.value())
        .mapTo(String.class)
        .stream()
        .flatMap(list -> Arrays.stream(list.split("[\\s,;]+", -1)))
        .filter(address -> !address.isEmpty())
        .toList();
  }

  private static void add(Handle handle, List<String> recipients, Letter letter) {
    String subject = letter.subject();
    for (String recipient : recipients) {
      handle
          .createUpdate(ADD)
          .bind("recipient", recipient)
          .bind("now", Database.now(handle))
          .bind("subject", subject.substring(0, Math.min(subject.length(), SUBJECT_CHARS_MAX)))
          .bind("body", letter.text())
          .bind("key", letter.key())
          .execute();
    }
  }
}
