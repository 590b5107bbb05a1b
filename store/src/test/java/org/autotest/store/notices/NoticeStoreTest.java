package org.autotest.store.notices;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.autotest.core.host.HostId;
import org.autotest.core.job.ControlType;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.Job.ControlFileText;
import org.autotest.core.job.JobId;
import org.autotest.core.job.NewJob;
import org.autotest.core.job.NewJob.Targets;
import org.autotest.store.Database;
import org.autotest.store.jobs.JobCreation;
import org.autotest.store.lab.LabExecution.ProcessRef;
import org.autotest.store.lab.Leases;
import org.autotest.store.lab.Upkeep;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.autotest.testkit.SettableClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(MariaDbExtension.class)
@SuppressWarnings("NullAway.Init") // JUnit calls the method that sets the fields.
class NoticeStoreTest {
  private static final Duration CLAIM = Duration.ofMinutes(5);
  private static final String HOOK = "https://chat.example.com/hook";

  private Database database;
  private LabBuilder lab;
  private NoticeStore notices;
  private JobId job;
  private EntryId first;
  private EntryId second;

  @BeforeEach
  void open(Database opened, LabBuilder builder) {
    database = opened;
    lab = builder;
    notices = new NoticeStore(opened);
    lab.user("alice");
    HostId host1 = lab.host("host1");
    HostId host2 = lab.host("host2");
    job = lab.job("alice", "nightly");
    first = lab.entry(job, host1);
    second = lab.entry(job, host2);
    emails("alice@example.com, bob@example.com");
    notices.collect(List.of());
  }

  @Test
  void a_job_is_told_once_when_its_last_entry_has_ended() {
    end(first, EntryStatus.COMPLETED);
    assertThat(notices.collect(List.of(HOOK))).isZero();

    end(second, EntryStatus.FAILED);
    assertThat(notices.collect(List.of(HOOK))).isEqualTo(3);
    assertThat(notices.ofJob(job))
        .extracting(Notice::recipient)
        .containsExactly("alice@example.com", "bob@example.com", HOOK);

    // Looked at again, as the lines before the last ones always are.
    event(second, EntryStatus.FAILED);
    assertThat(notices.collect(List.of(HOOK))).isZero();
  }

  @Test
  void what_ended_before_the_first_look_is_not_told() {
    assertThat(notices.ofJob(job)).isEmpty();
    JobId silent = lab.job("alice", "silent");
    end(lab.hostlessEntry(silent), EntryStatus.ABORTED);

    assertThat(notices.collect(List.of())).isZero();
    assertThat(notices.ofJob(silent)).isEmpty();
  }

  @Test
  void old_notices_and_the_keys_of_old_requests_are_forgotten_and_nobody_is_told_twice(
      SettableClock clock) {
    endBoth();
    NewJob asked =
        new NewJob(
            "x",
            new ControlFileText(ControlType.CLIENT, "pass\n"),
            Targets.hosts("host1"),
            NewJob.Wishes.STANDARD,
            Set.of(),
            Map.of(),
            List.of(),
            Optional.of("mine"));
    JobId made = new JobCreation(database).create("alice", asked);
    notices.sent(notices.claim(1, CLAIM).getFirst());
    Upkeep upkeep = new Upkeep(database);

    clock.advance(Duration.ofDays(6));
    upkeep.purge(Duration.ofHours(1), Duration.ofDays(90));
    assertThat(new JobCreation(database).create("alice", asked)).isEqualTo(made);
    assertThat(notices.ofJob(job)).hasSize(2);
    clock.advance(Duration.ofDays(86));
    upkeep.purge(Duration.ofHours(1), Duration.ofDays(90));

    assertThat(notices.ofJob(job)).as("not sent yet").hasSize(1);
    assertThat(new JobCreation(database).create("alice", asked)).isNotEqualTo(made);
    end(lab.hostlessEntry(lab.job("alice", "silent")), EntryStatus.ABORTED);
    notices.collect(List.of());
    assertThat(notices.ofJob(job)).hasSize(1);
  }

  @Test
  void those_who_keep_the_lab_are_told_once_of_each_host_that_was_given_up() {
    List<String> keepers = List.of("keeper@example.com", "deputy@example.com");
    givenUp("host1");
    notices.collect(List.of(), keepers);
    notices.collect(List.of(), keepers);
    givenUp("host2");
    notices.collect(List.of(), keepers);

    assertThat(letters())
        .containsExactlyInAnyOrder(
            "deputy@example.com host1 was given up",
            "keeper@example.com host1 was given up",
            "deputy@example.com host2 was given up",
            "keeper@example.com host2 was given up");
    assertThat(texts("SELECT body FROM afe_notices").getFirst()).startsWith("host1: no answer");
  }

  @Test
  void many_hosts_that_are_given_up_at_once_are_one_letter() {
    for (int i = 10; i < 20; i++) {
      lab.host("rack" + i);
      givenUp("rack" + i);
    }

    notices.collect(List.of(), List.of("keeper@example.com"));
    notices.collect(List.of(), List.of("keeper@example.com"));
    givenUp("host1");
    notices.collect(List.of(), List.of("keeper@example.com"));

    assertThat(letters())
        .containsExactlyInAnyOrder(
            "keeper@example.com 10 hosts were given up", "keeper@example.com host1 was given up");
  }

  @Test
  void what_stops_a_dispatcher_is_told_once_a_day() {
    Leases leases = Leases.register(database, "lab", "here", new ProcessRef(1, 1, "b"), 7);
    List<String> keepers = List.of("keeper@example.com");
    leases.tellTrouble("reading results: no answer in 30 s");
    notices.collect(List.of(), keepers);
    leases.tellTrouble("reading results: no answer in 31 s");
    notices.collect(List.of(), keepers);
    leases.tellTrouble("planning: index 5 out of bounds");
    notices.collect(List.of(), keepers);

    assertThat(letters())
        .containsExactlyInAnyOrder(
            "keeper@example.com Dispatcher lab: reading results: no answer in 30 s",
            "keeper@example.com Dispatcher lab: planning: index 5 out of bounds");
  }

  @Test
  void a_host_that_is_looked_at_again_in_vain_is_told_of_no_second_time_until_it_has_worked() {
    List<String> keepers = List.of("keeper@example.com");
    givenUp("host1");
    notices.collect(List.of(), keepers);
    for (int look = 0; look < 3; look++) {
      changed("host1", "Repair Failed", "Verifying", Optional.empty());
      givenUp("host1");
      notices.collect(List.of(), keepers);
    }
    changed("host1", "Repair Failed", "Ready", Optional.of("alice"));
    changed("host1", "Ready", "Verifying", Optional.empty());
    givenUp("host1");
    notices.collect(List.of(), keepers);
    assertThat(letters()).containsExactly("keeper@example.com host1 was given up");

    changed("host1", "Repair Failed", "Verifying", Optional.empty());
    changed("host1", "Verifying", "Ready", Optional.empty());
    givenUp("host1");
    notices.collect(List.of(), keepers);

    assertThat(letters()).hasSize(2);
  }

  @Test
  void what_happened_before_somebody_was_to_be_told_and_hosts_of_one_job_are_not_told(
      SettableClock clock) {
    givenUp("host1");
    clock.advance(Duration.ofDays(2));
    lab.host("mine");
    database.transactVoid(
        handle -> handle.execute("UPDATE afe_hosts SET invalid = 1 WHERE hostname = 'mine'"));
    givenUp("mine");
    givenUp("host2");

    notices.collect(List.of(), List.of("keeper@example.com"));

    assertThat(letters()).containsExactly("keeper@example.com host2 was given up");
  }

  @Test
  void trouble_of_the_evening_is_not_told_again_at_midnight(SettableClock clock) {
    Leases leases = Leases.register(database, "lab", "here", new ProcessRef(1, 1, "b"), 7);
    List<String> keepers = List.of("keeper@example.com");
    leases.tellTrouble("reading results: no answer in 30 s");
    notices.collect(List.of(), keepers);
    clock.advance(Duration.ofDays(1));
    notices.collect(List.of(), keepers);

    assertThat(letters()).hasSize(1);
  }

  private void givenUp(String host) {
    changed(host, "Repairing", "Repair Failed", Optional.empty());
  }

  private void changed(String host, String from, String to, Optional<String> actor) {
    database.transactVoid(
        handle ->
            handle.execute(
                """
                INSERT INTO afe_event_log
                  (happened_at, kind, subject_id, host_id, old_status, new_status, reason, actor)
                SELECT ?, 'host', id, id, ?, ?, 'no answer', ?
                FROM afe_hosts WHERE hostname = ?
                """,
                database.now(),
                from,
                to,
                actor.orElse(null),
                host));
  }

  /// Those that are to be sent.
  private List<String> letters() {
    return texts(
        "SELECT CONCAT(recipient, ' ', subject) FROM afe_notices WHERE due_at IS NOT NULL");
  }

  private List<String> texts(String sql) {
    return database.read(handle -> handle.createQuery(sql).mapTo(String.class).list());
  }

  @Test
  void a_notice_is_tried_by_one_until_the_claim_is_over() {
    endBoth();
    assertThat(notices.claim(10, CLAIM)).hasSize(2);
    assertThat(notices.claim(10, CLAIM)).isEmpty();
    assertThat(notices.ofJob(job)).extracting(Notice::attempts).containsOnly(1);
  }

  @Test
  void what_was_sent_is_over_and_what_failed_comes_again_or_is_given_up() {
    endBoth();
    List<Notice> due = notices.claim(10, CLAIM);
    notices.sent(due.get(0));
    notices.failed(due.get(1), "sending mail: no answer", Optional.of(Duration.ZERO));

    List<Notice> again = notices.claim(10, CLAIM);
    assertThat(again).extracting(Notice::id).containsExactly(due.get(1).id());
    notices.failed(again.getFirst(), "x".repeat(900), Optional.empty());

    assertThat(notices.claim(10, Duration.ZERO)).isEmpty();
    Notice givenUp =
        notices.ofJob(job).stream()
            .filter(notice -> notice.id() == due.get(1).id())
            .findFirst()
            .orElseThrow();
    assertThat(givenUp.dueAt()).isEmpty();
    assertThat(givenUp.sentAt()).isEmpty();
    assertThat(givenUp.problem().orElseThrow()).hasSize(500);
  }

  private void endBoth() {
    end(first, EntryStatus.COMPLETED);
    end(second, EntryStatus.COMPLETED);
    notices.collect(List.of());
  }

  private void end(EntryId entry, EntryStatus status) {
    lab.status(entry, status);
    event(entry, status);
  }

  private void event(EntryId entry, EntryStatus status) {
    database.transactVoid(
        handle ->
            handle.execute(
                """
                INSERT INTO afe_event_log (happened_at, kind, subject_id, job_id, new_status)
                SELECT ?, 'entry', id, job_id, ? FROM afe_host_queue_entries WHERE id = ?
                """,
                database.now(),
                status.word(),
                entry.value()));
  }

  private void emails(String list) {
    database.transactVoid(
        handle ->
            handle.execute("UPDATE afe_jobs SET email_list = ? WHERE id = ?", list, job.value()));
  }
}
