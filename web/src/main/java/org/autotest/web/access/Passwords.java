package org.autotest.web.access;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/// Passwords as bcrypt hashes. Of a password longer than 72 bytes the SHA-512 is taken first.
public final class Passwords {
  private static final int COST = 11;
  private static final int AT_ONCE_MAX = 2;
  private static final BCrypt.Version VERSION = BCrypt.Version.VERSION_2B;

  private final Semaphore slots = new Semaphore(AT_ONCE_MAX);
  private final String nobodysHash = hash("nobody has this password");

  /// About a tenth of a second of work.
  ///
  /// @return what is stored: 60 ASCII characters
  public static String hash(String password) {
    return BCrypt.with(VERSION, LongPasswordStrategies.hashSha512(VERSION))
        .hashToString(COST, password.toCharArray());
  }

  /// Whether the password is right. Takes as long when there is nobody to compare with, so that the
  /// time tells nothing about who exists; no more than two comparisons run at once.
  public boolean matches(Optional<String> storedHash, String password) {
    slots.acquireUninterruptibly();
    try {
      boolean right =
          BCrypt.verifyer(VERSION, LongPasswordStrategies.hashSha512(VERSION))
              .verify(password.toCharArray(), storedHash.orElse(nobodysHash))
              .verified;
      return right && storedHash.isPresent();
    } finally {
      slots.release();
    }
  }
}
