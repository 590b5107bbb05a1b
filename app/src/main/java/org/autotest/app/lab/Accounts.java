package org.autotest.app.lab;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import org.autotest.core.failure.BadRequest;
import org.autotest.store.Database;
import org.autotest.store.access.Caller;
import org.autotest.store.users.TokenStore;
import org.autotest.store.users.UserEdit;
import org.autotest.store.users.UserStore;
import org.autotest.web.access.Passwords;

/// Accounts, as the person at the server makes them: in the name of Autotest itself, which is root.
public final class Accounts {
  /// Without letters and digits that look alike.
  private static final String LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

  private static final int PASSWORD_LETTERS = 16;
  private static final int TOKEN_BYTES = 32;

  private final UserStore users;
  private final TokenStore tokens;
  private final SecureRandom random = new SecureRandom();

  public Accounts(Database database) {
    this.users = new UserStore(database);
    this.tokens = new TokenStore(database);
  }

  /// What a user may do.
  public enum Level {
    /// Works with their own jobs and the hosts of their groups.
    USER(0),
    /// Also changes what all share.
    ADMIN(Caller.ADMIN),
    /// Everything.
    ROOT(Caller.ROOT);

    private final int number;

    Level(int number) {
      this.number = number;
    }

    /// As the database has it.
    public int number() {
      return number;
    }
  }

  /// Makes an account.
  ///
  /// @throws BadRequest when there is one of that name already, or the name cannot be one
  public void add(String login, Level level, String password) {
    users.create(Caller.SYSTEM, login, level.number, Optional.of(Passwords.hash(password)));
  }

  /// Sets a password; sessions and tokens of the user end.
  ///
  /// @throws BadRequest when there is no such user
  public void setPassword(String login, String password) {
    users.setPassword(Caller.SYSTEM, login, Passwords.hash(password));
  }

  /// Changes what a user may do and prefers.
  ///
  /// @throws BadRequest when there is no such user, it is the last root user, or a value is wrong
  public void modify(String login, UserEdit edit) {
    users.modify(Caller.SYSTEM, login, edit);
  }

  /// Deletes a user; their jobs stay.
  ///
  /// @throws BadRequest when there is no such user, it is the last root user, or something of
  ///   theirs is still to come
  public void delete(String login) {
    users.delete(Caller.SYSTEM, login);
  }

  /// Makes a token for programs, valid until it is revoked.
  ///
  /// @param name what the user calls it; unused so far
  /// @return the token itself, which is stored nowhere
  /// @throws BadRequest when there is no such user, or they have a token of that name
  public String newToken(String login, String name) {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    // A first letter that is a dash would make it an option of atest.
    String token = HexFormat.of().formatHex(bytes);
    tokens.keep(login, name, sha256(token), Optional.empty());
    return token;
  }

  /// Makes a token in place of the one that has the name now, if there is one.
  ///
  /// @return the token itself, which is stored nowhere
  /// @throws BadRequest when there is no such user
  public String replaceToken(String login, String name) {
    try {
      tokens.forgetNamed(login, name);
    } catch (BadRequest none) {
      if (none.kind() != BadRequest.Kind.NOT_FOUND) {
        throw none;
      }
    }
    return newToken(login, name);
  }

  /// A password that can be read aloud; some 93 bits.
  public String newPassword() {
    StringBuilder password = new StringBuilder();
    for (int i = 0; i < PASSWORD_LETTERS; i++) {
      password.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return password.toString();
  }

  private static String sha256(String token) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
