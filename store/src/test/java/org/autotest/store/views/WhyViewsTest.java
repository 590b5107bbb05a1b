package org.autotest.store.views;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.autotest.core.host.HostId;
import org.autotest.core.host.HostStatus;
import org.autotest.core.host.LabelId;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.JobId;
import org.autotest.core.job.Priority;
import org.autotest.core.schedule.Hold;
import org.autotest.core.schedule.Outlook;
import org.autotest.core.schedule.Rule;
import org.autotest.store.Database;
import org.autotest.store.lab.LabExecution.ProcessRef;
import org.autotest.store.lab.Leases;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.autotest.testkit.SettableClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Places in the queue, and estimates from past runs.
@ExtendWith(MariaDbExtension.class)
@SuppressWarnings("NullAway.Init") // JUnit calls the method that sets the fields.
class WhyViewsTest {
  private static final Instant NOW = SettableClock.START;

  private Database database;
  private LabBuilder lab;
  private HostId host1;
  private HostId host2;

  @BeforeEach
  void two_hosts_that_run_an_hours_job(Database opened, LabBuilder builder) {
    database = opened;
    lab = builder;
    lab.user("alice");
    host1 = lab.host("host1", "kvm");
    host2 = lab.host("host2", "kvm");
    past("hour", host1, Duration.ofMinutes(50));
    past("hour", host1, Duration.ofMinutes(70));
    past("short", host2, Duration.ofMinutes(10));
    running("hour", host1, Duration.ofMinutes(20));
    running("hour", host2, Duration.ofMinutes(50));
  }

  private void past(String name, HostId host, Duration took) {
    EntryId entry = lab.entry(lab.job("alice", name), host);
    lab.status(entry, EntryStatus.COMPLETED);
    Instant yesterday = NOW.minus(Duration.ofDays(1));
    times(entry, yesterday, Optional.of(yesterday.plus(took)));
  }

  private void running(String name, HostId host, Duration since) {
    EntryId entry = lab.entry(lab.job("alice", name), host);
    lab.status(entry, EntryStatus.RUNNING);
    times(entry, NOW.minus(since), Optional.empty());
  }

  private void times(EntryId entry, Instant started, Optional<Instant> finished) {
    database.transactVoid(
        handle ->
            handle
                .createUpdate(
                    "UPDATE afe_host_queue_entries SET started_on = :from, finished_on = :to"
                        + " WHERE id = :id")
                .bind("from", started)
                .bind("to", finished.orElse(null))
                .bind("id", entry.value())
                .execute());
  }

  private LabelId kvm() {
    return new LabelId(
        database.read(
            handle ->
                handle
                    .createQuery("SELECT id FROM afe_labels WHERE name = 'kvm'")
                    .mapTo(Long.class)
                    .one()));
  }

  private Outlook outlook(JobId job) {
    List<WhyViews.Waiting> waiting = new WhyViews(database).ofJob(job);
    return waiting.getFirst().outlook().orElseThrow();
  }

  private static Outlook in(int minutes, int ahead, int runs) {
    return new Outlook(ahead, Optional.of(NOW.plus(Duration.ofMinutes(minutes))), runs);
  }

  @Test
  void the_next_for_a_label_starts_when_the_first_of_its_hosts_is_expected_to_be_free() {
    JobId mine = lab.job("alice", "mine");
    lab.entry(mine, kvm());

    // 50 and 70 minutes are 60 on the average, of which host2 has 10 left.
    assertThat(outlook(mine)).isEqualTo(in(10, 0, 2));
  }

  @Test
  void those_before_it_come_first() {
    lab.entry(lab.job("alice", "short"), kvm());
    lab.entry(lab.job("alice", "hour"), host2);
    JobId mine = lab.job("alice", "mine");
    lab.entry(mine, kvm());
    lab.entry(lab.job("alice", "later"), kvm());
    lab.entry(lab.job("alice", "low", Priority.LOW, 1), kvm());
    lab.entry(lab.job("alice", "short", Priority.URGENT, 1), kvm());

    // host1 is free in 40 minutes, for the two short ones; host2 in 10, for one of an hour.
    assertThat(outlook(mine)).isEqualTo(in(60, 3, 3));
  }

  @Test
  void one_that_has_waited_for_a_step_of_age_comes_before_a_more_important_one(
      SettableClock clock) {
    lab.entry(lab.job("alice", "short", Priority.LOW, 1), kvm());
    clock.advance(Duration.ofHours(9));
    JobId mine = lab.job("alice", "mine", Priority.MEDIUM, 1);
    lab.entry(mine, kvm());

    assertThat(outlook(mine).ahead()).isEqualTo(1);

    Leases.register(database, "lab", "here", new ProcessRef(1, 1, "boot"), 1)
        .take(Duration.ofMinutes(1), Duration.ofHours(12));
    assertThat(outlook(mine).ahead()).isZero();
  }

  @Test
  void an_entry_that_names_its_host_waits_for_that_one() {
    JobId mine = lab.job("alice", "mine");
    lab.entry(mine, host1);

    assertThat(outlook(mine)).isEqualTo(in(40, 0, 2));
  }

  @Test
  void a_job_for_two_hosts_at_once_starts_when_the_second_of_them_is_free() {
    JobId mine = lab.job("alice", "mine", Priority.MEDIUM, 2);
    lab.entry(mine, kvm());
    lab.entry(mine, kvm());

    assertThat(new WhyViews(database).ofJob(mine))
        .extracting(waiting -> waiting.outlook().orElseThrow())
        .containsExactly(in(40, 0, 2), in(40, 0, 2));
  }

  @Test
  void a_host_that_the_job_has_does_not_come_free_for_the_last_entry_that_lacks_one() {
    HostId host3 = lab.host("host3", "kvm");
    past("mine", host3, Duration.ofMinutes(2));
    JobId mine = lab.job("alice", "mine", Priority.MEDIUM, 2);
    EntryId waits = lab.entry(mine, kvm());
    lab.status(lab.entry(mine, host3), EntryStatus.PENDING);
    database.transactVoid(
        handle ->
            handle.execute(
                "INSERT INTO afe_ineligible_host_queues (job_id, host_id) VALUES (?, ?)",
                mine.value(),
                host3.value()));

    assertThat(new WhyViews(database).ofJob(mine))
        .filteredOn(waiting -> waiting.entry().equals(waits))
        .extracting(waiting -> waiting.outlook().orElseThrow())
        .containsExactly(in(10, 0, 2));
  }

  @Test
  void those_that_wait_for_any_label_of_a_job_for_several_hosts_are_before_it() {
    lab.host("host3", "fast");
    lab.entry(lab.job("alice", "short"), new LabelId(lab.labelId("fast")));
    JobId mine = lab.job("alice", "mine", Priority.MEDIUM, 2);
    lab.entry(mine, kvm());
    lab.entry(mine, new LabelId(lab.labelId("fast")));

    assertThat(outlook(mine).ahead()).isEqualTo(1);
  }

  @Test
  void without_past_runs_nothing_is_claimed() {
    lab.entry(lab.job("alice", "never seen"), host1);
    JobId mine = lab.job("alice", "mine");
    lab.entry(mine, host1);

    assertThat(outlook(mine)).isEqualTo(new Outlook(1, Optional.empty(), 0));
  }

  @Test
  void a_host_that_the_job_has_used_is_not_counted_on() {
    // host1 has 40 minutes left of 60, and host2 10.
    assertThat(outlook(usedBefore(host2))).isEqualTo(in(40, 0, 2));
  }

  /// A job that waits for any host, and has used one.
  private JobId usedBefore(HostId host) {
    JobId job = lab.job("alice", "mine", Priority.URGENT, 1);
    lab.entry(job, kvm());
    database.transactVoid(
        handle ->
            handle.execute(
                "INSERT INTO afe_ineligible_host_queues (job_id, host_id) VALUES (?, ?)",
                job.value(),
                host.value()));
    return job;
  }

  @Test
  void what_no_machine_may_run_has_no_outlook() {
    JobId mine = lab.job("alice", "mine");
    lab.entry(mine, kvm());
    Leases.register(database, "lab", "here", new ProcessRef(1, 1, "boot"), 1)
        .take(Duration.ofMinutes(1), Duration.ofHours(12));
    database.transactVoid(
        handle -> {
          handle.execute(
              "INSERT INTO afe_drones (hostname, dispatcher_id, processes_max, seen_at)"
                  + " SELECT name, id, 1, UTC_TIMESTAMP(3) FROM afe_dispatchers");
          handle.execute("INSERT INTO afe_drone_sets (name) VALUES ('others')");
          handle.execute(
              "UPDATE afe_jobs SET drone_set_id = (SELECT id FROM afe_drone_sets) WHERE name = 'mine'");
        });

    WhyViews.Waiting waiting = new WhyViews(database).ofJob(mine).getFirst();
    assertThat(waiting.explanation().holds()).extracting(Hold::rule).contains(Rule.NO_DRONE);
    assertThat(waiting.outlook()).isEmpty();
  }

  @Test
  void a_host_that_was_given_up_is_not_counted_on() {
    lab.status(host2, HostStatus.REPAIR_FAILED);
    JobId mine = lab.job("alice", "mine");
    lab.entry(mine, kvm());

    assertThat(outlook(mine)).isEqualTo(in(40, 0, 2));
  }
}
