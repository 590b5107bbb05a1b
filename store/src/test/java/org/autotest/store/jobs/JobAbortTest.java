package org.autotest.store.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.BadRequest.Kind;
import org.autotest.core.host.HostId;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.JobId;
import org.autotest.core.job.Priority;
import org.autotest.store.Database;
import org.autotest.store.jobs.JobAbort.Scope;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(MariaDbExtension.class)
@SuppressWarnings("NullAway.Init") // JUnit calls the method that sets the fields.
class JobAbortTest {
  private static final Scope ALL = new Scope.Whole();

  private Database database;
  private LabBuilder lab;
  private JobAbort abort;
  private HostId host1;
  private HostId host2;
  private JobId job;

  @BeforeEach
  void open(Database opened, LabBuilder builder) {
    database = opened;
    lab = builder;
    abort = new JobAbort(opened);
    lab.user("alice");
    lab.user("bob");
    host1 = lab.host("host1");
    host2 = lab.host("host2");
    job = lab.job("alice", "nightly");
  }

  @Test
  void the_owner_aborts_what_has_not_ended_and_it_is_noted_who_did() {
    EntryId running = lab.entry(job, host1);
    EntryId done = lab.entry(job, host2);
    lab.status(running, EntryStatus.RUNNING);
    lab.status(done, EntryStatus.COMPLETED);

    assertThat(abort.abort("alice", job, ALL, Optional.of("too hot"))).containsExactly(running);

    assertThat(texts("SELECT reason FROM afe_event_log WHERE subject_id = " + running))
        .contains("abort requested: too hot");
    assertThat(
            texts(
                "SELECT CONCAT(u.login, ' ', a.reason) FROM afe_aborted_host_queue_entries a"
                    + " JOIN afe_users u ON u.id = a.aborted_by_id WHERE queue_entry_id = "
                    + running))
        .containsExactly("alice too hot");
    assertThat(texts("SELECT id FROM afe_host_queue_entries WHERE aborted = 1"))
        .containsExactly(running.toString());
    assertThat(texts("SELECT status FROM afe_host_queue_entries WHERE id = " + running))
        .containsExactly("Running");
  }

  @Test
  void aborting_twice_does_no_harm() {
    lab.entry(job, host1);
    abort.abort("alice", job, ALL);

    assertThat(abort.abort("alice", job, ALL)).isEmpty();
  }

  @Test
  void entries_can_be_named_by_host_or_number() {
    EntryId one = lab.entry(job, host1);
    EntryId two = lab.entry(job, host2);
    EntryId meta = lab.entry(job, lab.label("x86"));

    assertThat(abort.abort("alice", job, new Scope.Some(Set.of("HOST1"), Set.of(meta))))
        .containsExactly(one, meta);
    assertThat(texts("SELECT id FROM afe_host_queue_entries WHERE aborted = 0"))
        .containsExactly(two.toString());
  }

  @Test
  void an_unknown_job_host_or_entry_is_told() {
    EntryId entry = lab.entry(job, host1);

    assertThatThrownBy(() -> abort.abort("alice", new JobId(999_999), ALL))
        .isInstanceOfSatisfying(
            BadRequest.class, refusal -> assertThat(refusal.kind()).isEqualTo(Kind.NOT_FOUND));
    assertThatThrownBy(
            () ->
                abort.abort(
                    "alice",
                    job,
                    new Scope.Some(Set.of("host2"), Set.of(entry, new EntryId(999_999)))))
        .isInstanceOf(BadRequest.class)
        .hasMessage(
            "hosts: no entry of the job is on host2; entries: no entries of the job: 999999");
  }

  @Test
  void a_stranger_may_not_abort_but_a_team_mate_of_the_host_and_root_may() {
    lab.user("root", 100);
    lab.entry(job, host1);

    forbidden("bob");

    lab.aclGroup("team", List.of("bob"), List.of(host1));
    assertThat(abort.abort("bob", job, ALL)).hasSize(1);

    EntryId meta = lab.entry(job, lab.label("x86"));
    forbidden("bob");
    assertThat(abort.abort("root", job, ALL)).containsExactly(meta);
  }

  private void forbidden(String login) {
    assertThatThrownBy(() -> abort.abort(login, job, ALL))
        .isInstanceOfSatisfying(
            BadRequest.class, refusal -> assertThat(refusal.kind()).isEqualTo(Kind.FORBIDDEN));
  }

  /// Of a synchronous job, and of an atomic group whose job asks for one host or more.
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void a_part_of_a_formed_group_is_refused(int synchCount) {
    JobId together = lab.job("alice", "sync", Priority.MEDIUM, synchCount);
    EntryId one = lab.entry(together, host1);
    EntryId two = lab.entry(together, host2);
    database.transactVoid(
        handle ->
            handle.execute(
                "UPDATE afe_host_queue_entries SET execution_subdir = 'group0' WHERE job_id = ?",
                together.value()));

    assertThatThrownBy(
            () -> abort.abort("alice", together, new Scope.Some(Set.of("host1"), Set.of())))
        .isInstanceOfSatisfying(
            BadRequest.class, refusal -> assertThat(refusal.kind()).isEqualTo(Kind.CONFLICT))
        .hasMessageContaining("1 included, 2 expected");
    assertThat(texts("SELECT id FROM afe_host_queue_entries WHERE aborted = 1")).isEmpty();

    assertThat(abort.abort("alice", together, ALL)).containsExactly(one, two);
  }

  private List<String> texts(String sql) {
    return database.read(handle -> handle.createQuery(sql).mapTo(String.class).list());
  }

  @Test
  void with_whole_groups_what_runs_together_is_meant_too() {
    EntryId one = lab.entry(job, host1);
    EntryId two = lab.entry(job, host2);
    EntryId other = lab.entry(job, lab.host("host3"));
    database.transactVoid(
        handle ->
            handle.execute(
                "UPDATE afe_host_queue_entries SET execution_subdir = 'group0' WHERE id IN (?, ?)",
                one.value(),
                two.value()));

    assertThat(abort.abort("alice", job, new Scope.Some(Set.of("host1"), Set.of(), true)))
        .containsExactly(one, two);
    assertThat(abort.abort("alice", job, ALL)).containsExactly(other);
  }
}
