package org.autotest.store.views;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.host.HostId;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.TaskId;
import org.autotest.core.job.TaskType;
import org.autotest.store.Database;
import org.autotest.store.hosts.HostDays;
import org.autotest.store.views.HostViews.Worst;
import org.autotest.store.views.Reliability.Tasks;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.autotest.testkit.SettableClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(MariaDbExtension.class)
@SuppressWarnings("NullAway.Init") // JUnit calls the method that sets the fields.
class ReliabilityTest {
  private static final Instant NOW = SettableClock.START;

  private Database database;
  private LabBuilder lab;
  private HostId host;

  @BeforeEach
  void open(Database opened, LabBuilder builder) {
    database = opened;
    lab = builder;
    lab.user("alice");
    host = lab.host("host1");
  }

  private void ended(HostId on, EntryStatus status, String blame, int daysAgo) {
    EntryId entry = lab.entry(lab.job("alice", "x"), on);
    lab.status(entry, status);
    update(
        "UPDATE afe_host_queue_entries SET failure_blame = %s, finished_on = ? WHERE id = %s"
            .formatted(blame, entry),
        NOW.minus(Duration.ofDays(daysAgo)));
  }

  private void task(TaskType type, boolean success) {
    TaskId task = lab.task(type, host, Optional.empty());
    update(
        "UPDATE afe_special_tasks SET is_complete = 1, success = %s, time_finished = ? WHERE id = %s"
            .formatted(success, task),
        NOW.minus(Duration.ofDays(1)));
  }

  private void update(String sql, Object... values) {
    database.transactVoid(handle -> handle.execute(sql, values));
  }

  @Test
  void what_ended_on_a_host_in_thirty_days_is_counted_by_outcome_and_by_whose_fault_it_was() {
    HostId idle = lab.host("host2");
    ended(host, EntryStatus.COMPLETED, "NULL", 0);
    ended(host, EntryStatus.COMPLETED, "'TEST'", 1);
    ended(host, EntryStatus.FAILED, "'HOST'", 2);
    ended(host, EntryStatus.FAILED, "'LAB'", 29);
    ended(host, EntryStatus.FAILED, "'SUBMITTER'", 30);
    ended(host, EntryStatus.FAILED, "NULL", 3);
    ended(host, EntryStatus.ABORTED, "NULL", 3);
    ended(host, EntryStatus.FAILED, "'HOST'", 31);
    task(TaskType.VERIFY, true);
    task(TaskType.VERIFY, false);
    task(TaskType.REPAIR, true);
    task(TaskType.CLEANUP, false);

    new HostDays(database).count(true);

    Map<HostId, Reliability> lately = new ReliabilityViews(database).of(List.of(host, idle));
    assertThat(lately)
        .containsOnlyKeys(host)
        .containsEntry(host, new Reliability(2, 1, 1, 1, 2, new Tasks(2, 1), new Tasks(1, 0)));
  }

  @Test
  void a_day_is_counted_again_while_it_lasts_and_forgotten_after_a_month(SettableClock clock) {
    HostDays days = new HostDays(database);
    ended(host, EntryStatus.FAILED, "'HOST'", 0);
    days.count(true);
    ended(host, EntryStatus.FAILED, "'HOST'", 0);
    days.count(false);
    days.count(false);
    ReliabilityViews views = new ReliabilityViews(database);
    assertThat(views.of(List.of(host)).get(host)).extracting(Reliability::runs).isEqualTo(2);

    clock.advance(Duration.ofDays(31));
    days.count(false);
    assertThat(views.of(List.of(host))).isEmpty();
  }

  @Test
  void the_worst_hosts_come_first_page_by_page() {
    HostId bad = lab.host("bad");
    lab.host("any");
    for (int i = 0; i < 3; i++) {
      ended(bad, EntryStatus.FAILED, "'HOST'", i);
    }
    ended(host, EntryStatus.FAILED, "'HOST'", 5);
    ended(host, EntryStatus.FAILED, "'LAB'", 5);
    new HostDays(database).count(true);
    HostViews views = new HostViews(database);

    assertThat(views.worst(HostFilter.ALL, Worst.FIRST, 2))
        .extracting(HostView::hostname)
        .containsExactly("bad", "host1");
    assertThat(views.worst(HostFilter.ALL, new Worst(1, "host1"), 2))
        .extracting(HostView::hostname)
        .containsExactly("any");
    assertThat(views.worst(HostFilter.ALL, new Worst(3, "a"), 5))
        .extracting(HostView::hostname)
        .containsExactly("bad", "host1", "any");
  }
}
