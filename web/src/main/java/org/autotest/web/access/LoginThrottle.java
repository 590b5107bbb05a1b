package org.autotest.web.access;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

/// Slows down who guesses passwords. After five wrong ones in a row for one user name from one
/// address each further attempt has to wait, twice as long each time, up to fifteen minutes; after
/// thirty for the name from anywhere, or from the address for any name, everybody has to who did
/// not log in with that name from that address before. So nobody can shut a user out from
/// elsewhere, and a proxy in front does not make one user's mistakes everybody's. A right password
/// clears the name; all is forgotten a quarter of an hour after the last wrong one. Addresses of
/// the sixth version count by their network.
final class LoginThrottle {
  private static final int FREE_ATTEMPTS = 5;
  private static final int FREE_ATTEMPTS_APART = 30;
  private static final Duration FIRST_WAIT = Duration.ofSeconds(2);
  private static final Duration MEMORY = Duration.ofMinutes(15);
  private static final int REMEMBERED_MAX = 10_000;
  private static final int AT_ONCE_MAX = 2;
  private static final int NETWORK_BYTES = 8;

  private final InstantSource clock;
  private final Semaphore slots = new Semaphore(AT_ONCE_MAX);
  private final Map<String, Failures> byKey = new LinkedHashMap<>();
  private final Set<String> atHome = new LinkedHashSet<>();

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

  /// Makes an attempt, no more than two at once, which comparing passwords takes too much time for.
  /// It counts as wrong from its begin, so that attempts at the same time are not free.
  ///
  /// @param address of who asks
  /// @param isRight compares the password
  /// @return what that said
  /// @throws TooManyAttempts when it comes too early, saying how long to wait
  boolean attempt(String login, String address, BooleanSupplier isRight) {
    slots.acquireUninterruptibly();
    try {
      begin(login, address);
      boolean right = isRight.getAsBoolean();
      if (right) {
        succeeded(login, address);
      }
      return right;
    } finally {
      slots.release();
    }
  }

  private synchronized void begin(String login, String address) {
    Instant now = clock.instant();
    check(login, both(login, address), FREE_ATTEMPTS, now);
    if (!atHome.contains(both(login, address))) {
      check(login, name(login), FREE_ATTEMPTS_APART, now);
      check(login, from(address), FREE_ATTEMPTS_APART, now);
    }
    forgetOld(now);
    for (String key : List.of(both(login, address), name(login), from(address))) {
      Failures before = byKey.remove(key);
      byKey.put(key, new Failures(before == null ? 1 : before.count + 1, now));
    }
  }

  private void check(String login, String key, int free, Instant now) {
    Failures failures = byKey.get(key);
    if (failures != null && failures.nextAttempt(free).isAfter(now)) {
      throw new TooManyAttempts(login, Duration.between(now, failures.nextAttempt(free)));
    }
  }

  private synchronized void succeeded(String login, String address) {
    byKey.remove(both(login, address));
    byKey.remove(name(login));
    byKey.computeIfPresent(
        from(address),
        (key, failures) ->
            failures.count == 1 ? null : new Failures(failures.count - 1, failures.last));
    atHome.remove(both(login, address));
    atHome.add(both(login, address));
    if (atHome.size() > REMEMBERED_MAX) {
      atHome.remove(atHome.iterator().next());
    }
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

  /// Whoever has one address of the sixth version has 2^64 of them.
  private static String from(String address) {
    String plain = address.replaceFirst("%.*", "");
    if (!plain.contains(":")) {
      return "from " + plain;
    }
    try {
      byte[] bytes = InetAddress.ofLiteral(plain).getAddress();
      return "from " + HexFormat.of().formatHex(bytes, 0, Math.min(NETWORK_BYTES, bytes.length));
    } catch (IllegalArgumentException unreadable) {
      return "from " + plain;
    }
  }
}
