package org.autotest.web.access;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import java.util.Optional;

/// Passwords as bcrypt hashes. Of a password longer than 72 bytes the SHA-512 is taken first.
public final class Passwords {
  /// Longest one; each attempt costs time that grows with it.
  public static final int CHARS_MAX = 200;

  private static final int COST = 11;
  private static final BCrypt.Version VERSION = BCrypt.Version.VERSION_2B;

  private final String nobodysHash = hash("nobody has this password");

  /// About a tenth of a second of work.
  ///
  /// @return what is stored: 60 ASCII characters
  public static String hash(String password) {
    return BCrypt.with(VERSION, LongPasswordStrategies.hashSha512(VERSION))
        .hashToString(COST, password.toCharArray());
  }

  /// Whether the password is right: a tenth of a second of work, also when there is nobody to
  /// compare with, so that the time tells nothing about who exists.
  public boolean matches(Optional<String> storedHash, String password) {
    boolean right =
        BCrypt.verifyer(VERSION, LongPasswordStrategies.hashSha512(VERSION))
            .verify(password.toCharArray(), storedHash.orElse(nobodysHash))
            .verified;
    return right && storedHash.isPresent();
  }
}
