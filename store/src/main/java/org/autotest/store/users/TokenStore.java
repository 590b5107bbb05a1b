package org.autotest.store.users;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.BadRequest.Kind;
import org.autotest.store.Database;
import org.autotest.store.access.Caller;
import org.autotest.store.access.Names;
import org.autotest.store.access.Problems;
import org.autotest.store.access.Unique;
import org.jdbi.v3.core.Handle;

/// Secrets that stand for a user: sessions of browsers, tokens of programs. Only hashes are stored.
public final class TokenStore {
  private static final int NAME_CHARS_MAX = 100;
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  /// Whoever changes the password waits, and ends the token that is kept meanwhile.
  private static final String STILL =
      """
      SELECT 1 FROM afe_credentials WHERE user_id = :user AND password_hash = :hash
      LOCK IN SHARE MODE
      """;

  private static final String INSERT =
      """
      INSERT INTO afe_api_tokens (user_id, name, token_sha256, created_at, expires_at)
      VALUES (:user, :name, :hash, :now, :expires)
      """;

  private static final String FORGET =
      """
      DELETE FROM afe_api_tokens WHERE token_sha256 = :hash
      """;

  private static final String FORGET_NAMED =
      """
      DELETE FROM afe_api_tokens WHERE user_id = :user AND name = :name
      """;

  private static final String USED =
      """
      UPDATE afe_api_tokens SET last_used_at = :now
      WHERE token_sha256 = :hash AND (last_used_at IS NULL OR last_used_at < :before)
      """;

  private static final String FORGET_EXPIRED =
      """
      DELETE FROM afe_api_tokens WHERE expires_at <= :now
      """;

  private static final long USE_NOTED_EVERY_SECONDS = 60;

  private final Database database;

  public TokenStore(Database database) {
    this.database = database;
  }

  /// Stores one for an existing user.
  ///
  /// @param login of the user
  /// @param name what the user calls it; no other token of the user has it
  /// @param sha256 lower-case hex
  /// @param expiresAt empty: valid until it is revoked
  /// @throws BadRequest when there is no such user, or the name is taken
  public void keep(String login, String name, String sha256, Optional<Instant> expiresAt) {
    keep(login, name, sha256, expiresAt, Optional.empty());
  }

  /// Likewise, for somebody whose password was compared with what was kept of it.
  ///
  /// @param passwordHash what it was compared with
  /// @throws BadRequest also when the password was changed meanwhile
  public void keepProven(
      String login, String name, String sha256, Optional<Instant> expiresAt, String passwordHash) {
    keep(login, name, sha256, expiresAt, Optional.of(passwordHash));
  }

  private void keep(
      String login,
      String name,
      String sha256,
      Optional<Instant> expiresAt,
      Optional<String> passwordHash) {
    requireHash(sha256);
    Problems problems = new Problems();
    String checked = Names.line(problems, "token_name", name);
    if (checked.length() > NAME_CHARS_MAX) {
      problems.add("token_name", "has more than %d characters".formatted(NAME_CHARS_MAX));
    }
    problems.throwIfAny();
    Unique.orRefuse(
        () ->
            database.transact(
                handle -> {
                  Caller caller = Caller.require(handle, login);
                  passwordHash.ifPresent(hash -> requireStill(handle, caller, hash));
                  return handle
                      .createUpdate(INSERT)
                      .bind("user", caller.id())
                      .bind("name", checked)
                      .bind("hash", sha256)
                      .bind("now", Database.now(handle))
                      .bind("expires", expiresAt.orElse(null))
                      .execute();
                }),
        () ->
            BadRequest.of(
                Kind.CONFLICT, "token_name", "there is a token '%s' already".formatted(checked)));
  }

  private static void requireStill(Handle handle, Caller caller, String passwordHash) {
    boolean still =
        handle
            .createQuery(STILL)
            .bind("user", caller.id())
            .bind("hash", passwordHash)
            .mapTo(Integer.class)
            .findOne()
            .isPresent();
    if (!still) {
      throw BadRequest.of(
          Kind.UNAUTHENTICATED, "password", "the password was changed meanwhile; log in again");
    }
  }

  /// Makes one worthless; does nothing when it is unknown.
  public void forget(String sha256) {
    database.transactVoid(handle -> handle.createUpdate(FORGET).bind("hash", sha256).execute());
  }

  /// Makes one of the caller's tokens worthless.
  ///
  /// @throws BadRequest when the caller has none of that name
  public void forgetNamed(String login, String name) {
    database.transactVoid(
        handle -> {
          int gone =
              handle
                  .createUpdate(FORGET_NAMED)
                  .bind("user", Caller.require(handle, login).id())
                  .bind("name", name)
                  .execute();
          if (gone == 0) {
            throw BadRequest.of(Kind.NOT_FOUND, "token_name", "no token '%s'".formatted(name));
          }
        });
  }

  /// Notes that one was used, at most once a minute.
  public void used(String sha256) {
    database.transactVoid(
        handle ->
            handle
                .createUpdate(USED)
                .bind("hash", sha256)
                .bind("now", Database.now(handle))
                .bind("before", Database.now(handle).minusSeconds(USE_NOTED_EVERY_SECONDS))
                .execute());
  }

  /// Deletes those that have run out. For upkeep.
  ///
  /// @return how many
  public int forgetExpired() {
    return database.transact(
        handle -> handle.createUpdate(FORGET_EXPIRED).bind("now", Database.now(handle)).execute());
  }

  private static void requireHash(String sha256) {
    if (!SHA256.matcher(sha256).matches()) {
      throw new IllegalArgumentException("a token is stored as the 64 hex digits of its SHA-256");
    }
  }
}
