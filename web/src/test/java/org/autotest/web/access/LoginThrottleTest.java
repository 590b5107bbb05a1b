package org.autotest.web.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
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
    assertLet("alice", "10.0.0.1");
    fail(1, "ALICE", "10.0.0.1");
    clock.advance(Duration.ofSeconds(3));
    assertRefused("alice", "10.0.0.1");
  }

  @Test
  void others_are_not_held_up_by_it() {
    fail(6, "alice", "10.0.0.1");

    assertLet("alice", "10.0.0.2");
    assertLet("bob", "10.0.0.1");
  }

  @Test
  void guessing_from_many_addresses_or_for_many_names_is_slowed_down_too() {
    for (int i = 0; i < 31; i++) {
      throttle.failed("alice", "10.0.1." + i);
      throttle.failed("user" + i, "10.0.0.9");
    }

    assertRefused("alice", "10.9.9.9");
    assertRefused("somebody", "10.0.0.9");
  }

  @Test
  void a_right_password_clears_the_name_and_a_quarter_of_an_hour_everything() {
    fail(6, "alice", "10.0.0.1");
    throttle.succeeded("alice", "10.0.0.1");
    assertLet("alice", "10.0.0.1");

    fail(20, "bob", "10.0.0.1");
    clock.advance(Duration.ofMinutes(16));
    assertLet("bob", "10.0.0.1");
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
      throttle.failed(login, address);
    }
  }

  private void assertRefused(String login, String address) {
    assertThatThrownBy(() -> throttle.check(login, address)).isInstanceOf(TooManyAttempts.class);
  }

  private void assertLet(String login, String address) {
    assertThatCode(() -> throttle.check(login, address)).doesNotThrowAnyException();
  }
}
