package org.autotest.web.access;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.BadRequest.Kind;
import org.autotest.store.users.TokenStore;
import org.autotest.store.views.AccountViews;
import org.autotest.store.views.AccountViews.Account;

/// Logs people in and out, and knows again who was logged in. A session of a browser and a token of
/// a program are the same thing: a secret whose hash is in the database, so that both survive a
/// restart and either can be revoked.
public final class Sessions {
  private static final int SECRET_CHARS_MAX = 200;
  private static final Duration NOTE_EVERY = Duration.ofMinutes(1);
  private static final int NOTED_MAX = 10_000;

  private final AccountViews accounts;
  private final TokenStore tokens;
  private final InstantSource clock;
  private final Secrets secrets = new Secrets();
  private final Passwords passwords = new Passwords();
  private final LoginThrottle throttle;
  private final Map<String, Instant> lastNoted = new ConcurrentHashMap<>();

  public Sessions(AccountViews accounts, TokenStore tokens, InstantSource clock) {
    this.accounts = accounts;
    this.tokens = tokens;
    this.clock = clock;
    this.throttle = new LoginThrottle(clock);
  }

  /// Somebody known, with the secret that proves it.
  public record Session(Account account, String secret) {
    /// What forms of this session carry.
    public String formToken() {
      return Secrets.formToken(secret);
    }
  }

  /// Somebody whose password was right.
  ///
  /// @param passwordHash what it was compared with
  record Proof(Account account, String passwordHash) {}

  /// Exchanges a password for a session.
  ///
  /// @param address of who asks, for slowing down guesses
  /// @param name what to call the token in lists
  /// @param length how long it lasts; empty: until revoked
  /// @throws BadRequest when user or password is wrong, without saying which
  /// @throws TooManyAttempts when it comes too early after wrong ones
  public Session logIn(
      String login, String password, String address, String name, Optional<Duration> length) {
    return begin(prove(login, password, address), name, length);
  }

  /// Compares a password, as [#logIn] does.
  Proof prove(String login, String password, String address) {
    Optional<AccountViews.Credential> credential = accounts.credential(login);
    Optional<String> hash = credential.map(AccountViews.Credential::passwordHash);
    // The database finds a user by other spellings too, which must not count as other users.
    String counted = credential.map(found -> found.account().login()).orElse(login);
    boolean right = throttle.attempt(counted, address, () -> passwords.matches(hash, password));
    if (!right || credential.isEmpty()) {
      throw BadRequest.of(
          Kind.UNAUTHENTICATED,
          "password",
          "user name or password is wrong; an admin can set a new one with: autotest user passwd");
    }
    return new Proof(credential.get().account(), hash.orElseThrow());
  }

  /// Begins a session.
  ///
  /// @throws BadRequest when the password was changed meanwhile
  Session begin(Proof proof, String name, Optional<Duration> length) {
    Account account = proof.account();
    String secret = secrets.token();
    // Names of tokens are unique for each user; two logins may carry the same one.
    String unique = "%s %s".formatted(name, Secrets.hash(secret).substring(0, 8));
    tokens.keepProven(
        account.login(),
        unique,
        Secrets.hash(secret),
        length.map(clock.instant()::plus),
        proof.passwordHash());
    return new Session(account, secret);
  }

  /// Whom a secret stands for; empty when it is unknown, revoked or has run out.
  public Optional<Session> find(String secret) {
    if (secret.isEmpty() || secret.length() > SECRET_CHARS_MAX) {
      return Optional.empty();
    }
    String hash = Secrets.hash(secret);
    Optional<Session> found = accounts.byToken(hash).map(account -> new Session(account, secret));
    if (found.isPresent()) {
      noteUse(hash);
    }
    return found;
  }

  /// At most once a minute for each secret; which is not worth a write for each request.
  private void noteUse(String hash) {
    Instant now = clock.instant();
    Instant before = lastNoted.get(hash);
    if (before == null || before.plus(NOTE_EVERY).isBefore(now)) {
      if (lastNoted.size() > NOTED_MAX) {
        lastNoted.clear();
      }
      lastNoted.put(hash, now);
      tokens.used(hash);
    }
  }

  /// Makes a secret worthless.
  public void end(Session session) {
    tokens.forget(Secrets.hash(session.secret));
  }
}
