package org.autotest.web.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.autotest.testkit.SettableClock;
import org.junit.jupiter.api.Test;

class LoginThrottleTest {
  private final SettableClock clock = new SettableClock();
  private final LoginThrottle throttle = new LoginThrottle(clock);

  @Test
  void the_sixth_wrong_password_has_to_wait_ever_longer() {
    fail(5, "alice", "10.0.0.1");

    assertRefused("alice", "10.0.0.1");
    clock.advance(Duration.ofSeconds(3));
    fail(1, "ALICE", "10.0.0.1");
    clock.advance(Duration.ofSeconds(3));
    assertRefused("alice", "10.0.0.1");
    clock.advance(Duration.ofSeconds(2));
    assertLet("alice", "10.0.0.1");
  }

  @Test
  void others_are_not_held_up_by_it() {
    fail(5, "alice", "10.0.0.1");
    assertRefused("alice", "10.0.0.1");

    assertLet("alice", "10.0.0.2");
    assertLet("bob", "10.0.0.1");
  }

  @Test
  void guessing_from_many_addresses_or_for_many_names_is_slowed_down_too() {
    for (int i = 0; i < 30; i++) {
      fail(1, "alice", "10.0.1." + i);
      fail(1, "user" + i, "10.0.0.9");
    }

    assertRefused("alice", "10.9.9.9");
    assertRefused("somebody", "10.0.0.9");
  }

  @Test
  void a_right_password_clears_the_name_and_a_quarter_of_an_hour_everything() {
    fail(5, "alice", "10.0.0.1");
    clock.advance(Duration.ofSeconds(5));
    assertLet("alice", "10.0.0.1");
    assertLet("alice", "10.0.0.1");

    fail(5, "bob", "10.0.0.1");
    assertRefused("bob", "10.0.0.1");
    clock.advance(Duration.ofMinutes(16));
    assertLet("bob", "10.0.0.1");
  }

  @Test
  void whoever_logged_in_from_an_address_is_not_shut_out_there_by_the_guesses_of_others() {
    assertLet("admin", "10.0.0.9");
    for (int i = 0; i < 30; i++) {
      fail(1, "user" + i, "10.0.0.9");
      fail(1, "admin", "10.0.2." + i);
    }

    assertRefused("somebody", "10.0.0.9");
    assertRefused("admin", "10.0.0.8");
    assertLet("admin", "10.0.0.9");
  }

  @Test
  void right_passwords_count_for_nothing() {
    for (int i = 0; i < 40; i++) {
      assertLet("user" + i, "10.0.0.9");
    }
  }

  @Test
  void attempts_at_the_same_time_are_not_free() {
    AtomicInteger compared = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 60; i++) {
        threads.execute(
            () -> {
              try {
                throttle.attempt("alice", "10.0.0.1", () -> compared.incrementAndGet() < 0);
              } catch (TooManyAttempts early) {
                refused.incrementAndGet();
              }
            });
      }
    }
    assertThat(compared).hasValue(5);
    assertThat(refused).hasValue(55);
  }

  @Test
  void a_password_matches_its_own_hash_alone() {
    Passwords passwords = new Passwords();
    String longOne = "correct horse ".repeat(10);

    assertThat(passwords.matches(Optional.of(Passwords.hash("secret")), "secret")).isTrue();
    assertThat(passwords.matches(Optional.of(Passwords.hash("secret")), "Secret")).isFalse();
    assertThat(passwords.matches(Optional.empty(), "nobody has this password")).isFalse();
    assertThat(passwords.matches(Optional.of(Passwords.hash(longOne)), longOne)).isTrue();
    assertThat(passwords.matches(Optional.of(Passwords.hash(longOne)), longOne + "x")).isFalse();
  }

  private void fail(int times, String login, String address) {
    for (int i = 0; i < times; i++) {
      assertThat(throttle.attempt(login, address, () -> false)).isFalse();
      clock.advance(Duration.ofMillis(1));
    }
  }

  private void assertRefused(String login, String address) {
    assertThatThrownBy(() -> throttle.attempt(login, address, () -> true))
        .isInstanceOf(TooManyAttempts.class);
  }

  private void assertLet(String login, String address) {
    assertThat(throttle.attempt(login, address, () -> true)).isTrue();
  }

  @Test
  void addresses_of_one_network_of_the_sixth_version_are_one() {
    fail(5, "alice", "2001:db8:0:1::1");

    assertRefused("alice", "2001:db8:0:1:ffff::2");
    assertLet("alice", "2001:db8:0:2::1");
    assertLet("alice", "not:an:address");
  }
}
