package org.autotest.web.access;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// Slows down who guesses passwords. After five wrong ones in a row for one user name from one
/// address, or thirty for the name or from the address alone, each further attempt has to wait,
/// twice as long each time, up to fifteen minutes. So nobody can shut a user out from elsewhere
/// with a few attempts, and a proxy in front does not make one user's mistakes everybody's. A right
/// password clears the name; all is forgotten a quarter of an hour after the last wrong one.
final class LoginThrottle {
  private static final int FREE_ATTEMPTS = 5;
  private static final int FREE_ATTEMPTS_APART = 30;
  private static final Duration FIRST_WAIT = Duration.ofSeconds(2);
  private static final Duration MEMORY = Duration.ofMinutes(15);
  private static final int REMEMBERED_MAX = 10_000;

  private final InstantSource clock;
  private final Map<String, Failures> byKey = new LinkedHashMap<>();

  LoginThrottle(InstantSource clock) {
    this.clock = clock;
  }

  private record Failures(int count, Instant last) {
    Instant nextAttempt(int free) {
      if (count < free) {
        return last;
      }
      Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(count - free, 20));
      return last.plus(wait.compareTo(MEMORY) < 0 ? wait : MEMORY);
    }
  }

  /// Refuses an attempt that comes too early.
  ///
  /// @param address of who asks
  /// @throws TooManyAttempts saying how long to wait
  synchronized void check(String login, String address) {
    Instant now = clock.instant();
    check(login, both(login, address), FREE_ATTEMPTS, now);
    check(login, name(login), FREE_ATTEMPTS_APART, now);
    check(login, from(address), FREE_ATTEMPTS_APART, now);
  }

  private void check(String login, String key, int free, Instant now) {
    Failures failures = byKey.get(key);
    if (failures != null && failures.nextAttempt(free).isAfter(now)) {
      throw new TooManyAttempts(login, Duration.between(now, failures.nextAttempt(free)));
    }
  }

  /// Notes a wrong password.
  synchronized void failed(String login, String address) {
    Instant now = clock.instant();
    forgetOld(now);
    for (String key : new String[] {both(login, address), name(login), from(address)}) {
      Failures before = byKey.remove(key);
      byKey.put(key, new Failures(before == null ? 1 : before.count + 1, now));
    }
  }

  /// Notes a right password.
  synchronized void succeeded(String login, String address) {
    byKey.remove(both(login, address));
    byKey.remove(name(login));
  }

  /// Entries stand in the order of their last failure.
  private void forgetOld(Instant now) {
    Iterator<Failures> oldest = byKey.values().iterator();
    while (oldest.hasNext()) {
      Failures failures = oldest.next();
      boolean old = failures.last.plus(MEMORY).isBefore(now);
      if (!old && byKey.size() <= REMEMBERED_MAX) {
        break;
      }
      oldest.remove();
    }
  }

  private static String both(String login, String address) {
    return name(login) + " " + from(address);
  }

  private static String name(String login) {
    return "login " + login.toLowerCase(Locale.ROOT);
  }

  private static String from(String address) {
    return "from " + address;
  }
}
