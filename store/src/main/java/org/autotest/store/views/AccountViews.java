package org.autotest.store.views;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.autotest.store.Database;

/// Who somebody is. What it returns holds secrets only as hashes.
public final class AccountViews {
  private static final String CREDENTIAL =
      """
      SELECT u.login, u.access_level, c.password_hash
      FROM afe_users u JOIN afe_credentials c ON c.user_id = u.id
      WHERE u.login = :login
      """;

  private static final String BY_TOKEN =
      """
      SELECT u.login, u.access_level
      FROM afe_api_tokens t JOIN afe_users u ON u.id = t.user_id
      WHERE t.token_sha256 = :hash AND (t.expires_at IS NULL OR t.expires_at > :now)
      """;

  private static final String TOKENS =
      """
      SELECT t.name, t.created_at, t.expires_at, t.last_used_at, t.token_sha256 = :current AS is_current
      FROM afe_api_tokens t JOIN afe_users u ON u.id = t.user_id
      WHERE u.login = :login
      ORDER BY t.created_at DESC, t.id DESC
      LIMIT :limit
      """;

  private final Database database;

  public AccountViews(Database database) {
    this.database = database;
  }

  /// A user, as the database knows them now.
  ///
  /// @param login as it was registered, whatever case was asked for
  public record Account(String login, int accessLevel) {}

  /// A user with the hash that a password must match.
  ///
  /// @param passwordHash bcrypt
  public record Credential(Account account, String passwordHash) {}

  /// A token of a user, without its secret.
  ///
  /// @param lastUsedAt empty when it was never used
  /// @param isCurrent whether it is the one that was asked with
  public record Token(
      String name,
      Instant createdAt,
      Optional<Instant> expiresAt,
      Optional<Instant> lastUsedAt,
      boolean isCurrent) {}

  /// Empty for an unknown user and for one without a password.
  public Optional<Credential> credential(String login) {
    return database.read(
        handle ->
            handle
                .createQuery(CREDENTIAL)
                .bind("login", login)
                .map(
                    (row, _) ->
                        new Credential(
                            new Account(row.getString("login"), row.getInt("access_level")),
                            row.getString("password_hash")))
                .findOne());
  }

  /// Whom a token stands for; empty when it is unknown or has run out.
  ///
  /// @param sha256 of the token, in lower-case hex
  public Optional<Account> byToken(String sha256) {
    return database.read(
        handle ->
            handle
                .createQuery(BY_TOKEN)
                .bind("hash", sha256)
                .bind("now", database.now())
                .map((row, _) -> new Account(row.getString("login"), row.getInt("access_level")))
                .findOne());
  }

  /// Tokens of a user, newest first.
  ///
  /// @param current SHA-256 of the one that was asked with, in lower-case hex
  public List<Token> tokens(String login, String current, int limit) {
    return database.read(
        handle ->
            handle
                .createQuery(TOKENS)
                .bind("login", login)
                .bind("current", current)
                .bind("limit", limit)
                .map(
                    (row, _) ->
                        new Token(
                            row.getString("name"),
                            Rows.time(row, "created_at").orElse(Instant.EPOCH),
                            Rows.time(row, "expires_at"),
                            Rows.time(row, "last_used_at"),
                            row.getBoolean("is_current")))
                .list());
  }
}
