package org.autotest.store.notices;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.autotest.core.host.HostId;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.JobId;
import org.autotest.store.Database;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
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
                SELECT NOW(3), 'entry', id, job_id, ? FROM afe_host_queue_entries WHERE id = ?
                """,
                status.word(),
                entry.value()));
  }

  private void emails(String list) {
    database.transactVoid(
        handle ->
            handle.execute("UPDATE afe_jobs SET email_list = ? WHERE id = ?", list, job.value()));
  }
}
