package org.autotest.web.access;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.BadRequest.Kind;
import org.autotest.store.Database;
import org.autotest.store.users.TokenStore;
import org.autotest.store.users.UserStore;
import org.autotest.store.views.AccountViews;
import org.autotest.web.access.Sessions.Session;

/// What somebody does with their own password, sessions and tokens.
public final class OwnAccount {
  private static final int PASSWORD_LETTERS_LEAST = 8;
  private static final int HELD_MAX = 500;

  private final Sessions sessions;
  private final UserStore users;
  private final TokenStore tokens;
  private final AccountViews accounts;

  public OwnAccount(Sessions sessions, Database database) {
    this.sessions = sessions;
    this.users = new UserStore(database);
    this.tokens = new TokenStore(database);
    this.accounts = new AccountViews(database);
  }

  /// A change of a password.
  ///
  /// @param present the one that proves who asks
  /// @param next at least 8 characters
  public record NewPassword(String present, String next) {}

  /// Changes a password. All sessions and tokens end.
  ///
  /// @param address of who asks, for slowing down guesses
  /// @param name what to call the new token in lists
  /// @param length how long it lasts; empty: until revoked
  /// @return a new session
  /// @throws BadRequest when the present password is wrong, or the new one too short
  /// @throws TooManyAttempts when it comes too early after wrong ones
  public Session changePassword(
      String login, NewPassword change, String address, String name, Optional<Duration> length) {
    if (change.next.length() < PASSWORD_LETTERS_LEAST) {
      throw BadRequest.invalid(
          "new_password", "at least %d characters are wanted".formatted(PASSWORD_LETTERS_LEAST));
    }
    Sessions.Proof proof;
    try {
      proof = sessions.prove(login, change.present, address);
    } catch (BadRequest refused) {
      throw refused.kind() == Kind.UNAUTHENTICATED
          ? BadRequest.invalid("password", "is not the one that you have")
          : refused;
    }
    String hash = Passwords.hash(change.next);
    users.setPassword(login, login, hash);
    return sessions.begin(new Sessions.Proof(proof.account(), hash), name, length);
  }

  /// Sessions and tokens of who asks, newest first, at most 500.
  public List<AccountViews.Token> held(Session session) {
    return accounts.tokens(session.account().login(), Secrets.hash(session.secret()), HELD_MAX);
  }

  /// Makes one of them worthless.
  ///
  /// @throws BadRequest when there is none of that name
  public void revoke(String login, String name) {
    tokens.forgetNamed(login, name);
  }
}
