package org.autotest.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.autotest.store.LabChange.Kind;
import org.autotest.testkit.MariaDbExtension;
import org.autotest.testkit.SettableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(MariaDbExtension.class)
class LabChangeReaderTest {
  @Test
  void only_what_comes_after_the_reader_is_told_and_each_change_once(Database database) {
    append(database, 1);
    LabChangeReader reader = new LabChangeReader(database);
    append(database, 2);
    append(database, 3);

    assertThat(subjects(reader)).containsExactly(2L, 3L);
    assertThat(subjects(reader)).isEmpty();
  }

  @Test
  void a_change_that_commits_late_is_not_lost_behind_a_younger_one(Database database)
      throws Exception {
    LabChangeReader reader = new LabChangeReader(database);
    whileOneIsNotCommitted(
        database,
        () -> {
          append(database, 2);
          assertThat(subjects(reader)).containsExactly(2L);
          assertThat(subjects(reader)).isEmpty();
        });

    assertThat(subjects(reader)).containsExactly(1L);
    assertThat(subjects(reader)).isEmpty();
  }

  @Test
  void a_change_that_was_rolled_back_is_not_waited_for_for_ever(
      Database database, SettableClock clock) {
    LabChangeReader reader = new LabChangeReader(database);
    try {
      database.transactVoid(
          handle -> {
            LabChanges.append(handle, Kind.HOST, 1);
            throw new IllegalStateException("no");
          });
    } catch (IllegalStateException expected) {
      assertThat(expected).hasMessage("no");
    }
    append(database, 2);
    assertThat(subjects(reader)).containsExactly(2L);

    clock.advance(Duration.ofMinutes(2));
    assertThat(reader.read().isComplete()).isTrue();
  }

  @Test
  void a_reader_that_was_away_for_too_long_is_told_to_load_everything(
      Database database, SettableClock clock) {
    append(database, 1);
    LabChangeReader reader = new LabChangeReader(database);
    append(database, 2);
    append(database, 3);
    clock.advance(Duration.ofHours(2));
    database.transact(handle -> LabChanges.forget(handle, database.now(), 100));
    append(database, 4);

    assertThat(reader.read().isComplete()).isFalse();
    assertThat(reader.read().isComplete()).isTrue();
  }

  @Test
  void a_change_that_commits_after_seconds_is_found_too(Database database, SettableClock clock)
      throws Exception {
    LabChangeReader reader = new LabChangeReader(database);
    whileOneIsNotCommitted(
        database,
        () -> {
          append(database, 2);
          assertThat(subjects(reader)).containsExactly(2L);
          clock.advance(Duration.ofSeconds(30));
          assertThat(subjects(reader)).isEmpty();
        });

    clock.advance(Duration.ofSeconds(1));
    assertThat(subjects(reader)).containsExactly(1L);
  }

  @Test
  void many_changes_of_one_transaction_leave_out_no_id(Database database) {
    LabChangeReader reader = new LabChangeReader(database);
    List<Long> subjects = LongStream.rangeClosed(1, 2_500).boxed().toList();
    database.transactVoid(handle -> LabChanges.append(handle, Kind.HOST, subjects));
    append(database, 9_999);

    LabChangeReader.News news = reader.read();
    assertThat(news.changes()).extracting(LabChange::subject).hasSize(2_501).endsWith(9_999L);
    assertThat(news.changes().getLast().id() - news.changes().getFirst().id()).isEqualTo(2_500);
  }

  @Test
  void nothing_is_lost_or_told_twice_while_many_write(Database database) throws Exception {
    LabChangeReader reader = new LabChangeReader(database);
    List<Long> told = new ArrayList<>();
    List<Long> written = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (long subject = 1; subject <= 200; subject++) {
        long one = subject;
        written.add(one);
        all.add(threads.submit(() -> append(database, one)));
        if (subject % 10 == 0) {
          told.addAll(subjects(reader));
        }
      }
      for (Future<?> each : all) {
        each.get();
      }
    }
    told.addAll(subjects(reader));

    assertThat(told).containsExactlyInAnyOrderElementsOf(written);
  }

  /// A transaction has told of change 1, and is committed at the end.
  private static void whileOneIsNotCommitted(Database database, Runnable meanwhile)
      throws Exception {
    CountDownLatch appended = new CountDownLatch(1);
    CountDownLatch mayCommit = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> slow =
          threads.submit(
              () ->
                  database.transactVoid(
                      handle -> {
                        LabChanges.append(handle, Kind.HOST, 1);
                        appended.countDown();
                        await(mayCommit);
                      }));
      appended.await();
      meanwhile.run();
      mayCommit.countDown();
      slow.get();
    }
  }

  private static void append(Database database, long subject) {
    database.transactVoid(handle -> LabChanges.append(handle, Kind.HOST, subject));
  }

  private static List<Long> subjects(LabChangeReader reader) {
    return reader.read().changes().stream().map(LabChange::subject).toList();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stop) {
      throw new IllegalStateException(stop);
    }
  }
}
