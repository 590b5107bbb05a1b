package org.autotest.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.autotest.core.failure.Blame;
import org.autotest.core.host.HostId;
import org.autotest.store.LabChange.Kind;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.autotest.testkit.SettableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(MariaDbExtension.class)
class DatabaseTest {
  private static final String DIRTY = "UPDATE afe_hosts SET dirty = dirty + 1 WHERE id = ?";

  @Test
  void times_come_back_as_they_were_cut_to_milliseconds(Database database, SettableClock clock) {
    clock.set(Instant.parse("2026-07-01T12:30:15.123999Z"));

    database.transactVoid(handle -> LabChanges.append(handle, Kind.HOST, 7));

    Instant stored =
        database.read(
            handle ->
                handle
                    .createQuery("SELECT changed_at FROM afe_lab_changes")
                    .mapTo(Instant.class)
                    .one());
    String asText =
        database.read(
            handle ->
                handle
                    .createQuery("SELECT CAST(changed_at AS CHAR) FROM afe_lab_changes")
                    .mapTo(String.class)
                    .one());
    assertThat(stored).isEqualTo(Instant.parse("2026-07-01T12:30:15.123Z"));
    assertThat(asText).isEqualTo("2026-07-01 12:30:15.123");
  }

  @Test
  void what_throws_is_rolled_back_and_tells_nobody(Database database) {
    AtomicInteger told = new AtomicInteger();
    database.onLabChange(told::incrementAndGet);

    assertThatThrownBy(
            () ->
                database.transactVoid(
                    handle -> {
                      LabChanges.append(handle, Kind.HOST, 7);
                      throw new IllegalStateException("no");
                    }))
        .isInstanceOf(IllegalStateException.class);

    assertThat(changes(database)).isZero();
    assertThat(told).hasValue(0);
  }

  @Test
  void listeners_hear_of_commits_that_changed_the_lab_and_of_no_others(Database database) {
    AtomicInteger told = new AtomicInteger();
    database.onLabChange(told::incrementAndGet);

    database.transactVoid(handle -> handle.execute("DELETE FROM afe_profilers"));
    database.transactVoid(handle -> LabChanges.append(handle, Kind.HOST, List.of(1L, 2L, 3L)));

    assertThat(told).hasValue(1);
    assertThat(changes(database)).isEqualTo(3);
  }

  @Test
  void a_deadlock_is_resolved_by_running_the_loser_again(Database database, LabBuilder lab)
      throws Exception {
    HostId one = lab.host("host1");
    HostId two = lab.host("host2");
    CountDownLatch bothHoldOne = new CountDownLatch(2);
    AtomicInteger attempts = new AtomicInteger();

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> forward =
          threads.submit(() -> touchBoth(database, one, two, bothHoldOne, attempts));
      Future<?> backward =
          threads.submit(() -> touchBoth(database, two, one, bothHoldOne, attempts));
      forward.get();
      backward.get();
    }

    assertThat(attempts.get()).isGreaterThan(2);
    List<Integer> counts =
        database.read(
            handle ->
                handle.createQuery("SELECT dirty FROM afe_hosts").mapTo(Integer.class).list());
    assertThat(counts).containsExactly(2, 2);
  }

  private static void touchBoth(
      Database database,
      HostId first,
      HostId second,
      CountDownLatch bothHoldOne,
      AtomicInteger attempts) {
    database.transactVoid(
        handle -> {
          attempts.incrementAndGet();
          handle.execute(DIRTY, first.value());
          bothHoldOne.countDown();
          await(bothHoldOne);
          handle.execute(DIRTY, second.value());
        });
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stop) {
      throw new IllegalStateException(stop);
    }
  }

  @Test
  void a_transaction_that_always_loses_is_given_up_with_every_failure(Database database) {
    AtomicInteger attempts = new AtomicInteger();

    assertThatThrownBy(
            () ->
                database.transactVoid(
                    handle -> {
                      attempts.incrementAndGet();
                      handle.execute("SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = 1213");
                    }))
        .isInstanceOfSatisfying(
            DatabaseBusy.class,
            busy -> {
              assertThat(busy.blame()).isEqualTo(Blame.LAB);
              assertThat(busy.getSuppressed()).hasSize(Database.ATTEMPTS_MAX - 1);
            });

    assertThat(attempts).hasValue(Database.ATTEMPTS_MAX);
  }

  @Test
  void a_row_that_somebody_holds_is_waited_for_as_long_as_the_caller_has_patience(
      Database database, LabBuilder lab) {
    HostId host = lab.host("host1");
    long began = System.nanoTime();

    database.transactVoid(
        holder -> {
          holder.execute(DIRTY, host.value());
          assertThatThrownBy(
                  () ->
                      database.transact(
                          handle -> handle.execute(DIRTY, host.value()), Duration.ofSeconds(1)))
              .isInstanceOf(DatabaseBusy.class)
              .hasMessageContaining("after 1 attempts");
        });

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(8));
  }

  @Test
  void a_broken_rule_of_the_schema_is_no_reason_to_try_again(Database database, LabBuilder lab) {
    AtomicInteger attempts = new AtomicInteger();
    lab.label("x86");

    assertThatThrownBy(
            () ->
                database.transactVoid(
                    handle -> {
                      attempts.incrementAndGet();
                      handle.execute("INSERT INTO afe_labels (name) VALUES ('X86')");
                    }))
        .satisfies(failure -> assertThat(SqlFailure.of(failure)).isEqualTo(SqlFailure.DUPLICATE));

    assertThat(attempts).hasValue(1);
  }

  @Test
  void a_statement_that_the_server_ends_is_no_bug(Database database) {
    String slow = "SET STATEMENT max_statement_time = 0.05 FOR SELECT SLEEP(5)";

    assertThatThrownBy(() -> database.transactVoid(handle -> handle.execute(slow)))
        .isInstanceOfSatisfying(
            DatabaseUnavailable.class,
            ended -> {
              assertThat(ended.blame()).isEqualTo(Blame.LAB);
              assertThat(ended.problem()).contains("max_statement_time");
            });
  }

  @Test
  void a_snapshot_does_not_see_what_is_committed_meanwhile(Database database, LabBuilder lab) {
    lab.host("host1");

    List<Integer> seen =
        database.snapshot(
            handle -> {
              int before = hosts(handle);
              lab.host("host2");
              return List.of(before, hosts(handle));
            });

    assertThat(seen).containsExactly(1, 1);
    assertThat(database.<Integer>read(DatabaseTest::hosts)).isEqualTo(2);
  }

  private static int hosts(org.jdbi.v3.core.Handle handle) {
    return handle.createQuery("SELECT COUNT(*) FROM afe_hosts").mapTo(Integer.class).one();
  }

  @Test
  void a_server_that_is_not_there_is_the_labs_failure_and_named(SettableClock clock) {
    DatabaseAddress nowhere =
        new DatabaseAddress(
            "jdbc:mariadb://127.0.0.1:1/autotest?user=x",
            "alice",
            "secret",
            2,
            Duration.ofMillis(250));

    assertThatThrownBy(() -> Database.open(nowhere, clock))
        .isInstanceOfSatisfying(
            DatabaseUnavailable.class,
            failure -> {
              assertThat(failure.blame()).isEqualTo(Blame.LAB);
              assertThat(failure.problem())
                  .startsWith("using database jdbc:mariadb://127.0.0.1:1/autotest: ")
                  .doesNotContain("secret");
            });
  }

  @Test
  void a_refused_account_is_unavailable_too(DatabaseAddress address, SettableClock clock) {
    DatabaseAddress wrong =
        new DatabaseAddress(address.url(), address.user(), "wrong", 2, Duration.ofMillis(300));

    assertThatThrownBy(() -> Database.open(wrong, clock))
        .isInstanceOf(DatabaseUnavailable.class)
        .hasMessageContaining("Access denied");
  }

  @Test
  void a_connection_that_breaks_within_a_snapshot_is_the_databases_trouble_and_no_bug(
      Database database) {
    assertThatThrownBy(
            () ->
                database.snapshot(
                    handle -> {
                      long own =
                          handle.createQuery("SELECT CONNECTION_ID()").mapTo(Long.class).one();
                      database.transactVoid(other -> other.execute("KILL " + own));
                      return handle.createQuery("SELECT 1").mapTo(Integer.class).one();
                    }))
        .isInstanceOf(DatabaseUnavailable.class);

    assertThat(
            database.<Integer>snapshot(
                handle -> handle.createQuery("SELECT 1").mapTo(Integer.class).one()))
        .isEqualTo(1);
  }

  @Test
  void a_connection_that_breaks_makes_the_database_unavailable_once(Database database) {
    assertThatThrownBy(
            () ->
                database.transactVoid(
                    handle -> {
                      long own =
                          handle.createQuery("SELECT CONNECTION_ID()").mapTo(Long.class).one();
                      handle.execute("KILL " + own);
                    }))
        .isInstanceOf(DatabaseUnavailable.class);

    assertThat(database.<Integer>read(DatabaseTest::hosts)).isZero();
  }

  private static int changes(Database database) {
    return database.read(
        handle ->
            handle.createQuery("SELECT COUNT(*) FROM afe_lab_changes").mapTo(Integer.class).one());
  }
}
