package org.autotest.dispatcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.autotest.dispatcher.run.LabRig.cleanup;
import static org.autotest.dispatcher.run.LabRig.main;
import static org.autotest.dispatcher.run.LabRig.on;
import static org.autotest.dispatcher.run.LabRig.repair;
import static org.autotest.dispatcher.run.LabRig.verify;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.autotest.core.host.HostId;
import org.autotest.core.host.LabelId;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.JobId;
import org.autotest.store.Database;
import org.autotest.store.hosts.ReservationStore;
import org.autotest.store.hosts.ReservationStore.Wish;
import org.autotest.store.hosts.ReservationTimes;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.autotest.testkit.SettableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Jobs that reserve the hosts they get for their owners.
@ExtendWith(MariaDbExtension.class)
class JobReservationTest {
  private static final Duration DAY = Duration.ofDays(1);

  @TempDir Path root;
  private LabRig lab;
  private ReservationTimes times;
  private HostId host;

  @BeforeEach
  void rig(Database database, SettableClock clock, LabBuilder build) {
    lab = new LabRig(database, clock, build, root);
    times = new ReservationTimes(database);
    build.user("alice");
    build.user("bob");
    host = build.host("host1", "x86");
  }

  @AfterEach
  void end() {
    lab.close();
  }

  private JobId job(String owner, boolean reserves) {
    JobId job = lab.build.job(owner, "debug it");
    lab.options(job, "run_verify = 0, reserve_hosts = " + reserves);
    return job;
  }

  private LabelId x86() {
    return new LabelId(lab.build.labelId("x86"));
  }

  private List<String> reserved() {
    return lab.database.read(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT CONCAT_WS(' ', hostname, login, reason, TIMESTAMPDIFF(HOUR, ?, ends_at))
                    FROM afe_reservations kept
                    JOIN afe_hosts host ON host.id = host_id
                    JOIN afe_users user ON user.id = user_id
                    WHERE active = 1 ORDER BY hostname
                    """)
                .bind(0, lab.database.now())
                .mapTo(String.class)
                .list());
  }

  private Duration turn(Duration time) {
    lab.clock.advance(time);
    times.turn();
    return time;
  }

  @Test
  void the_host_is_the_owners_while_the_job_runs_and_a_day_after() throws Exception {
    JobId job = job("alice", true);
    EntryId entry = lab.build.entry(job, host);
    lab.settle();
    assertThat(reserved()).containsExactly("host1 alice job %s: debug it 168".formatted(job));
    EntryId bobs = lab.build.entry(job("bob", false), host);
    turn(Duration.ofHours(30));
    lab.exit(main(), 0);

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.COMPLETED);
    assertThat(reserved()).containsExactly("host1 alice job %s: debug it 24".formatted(job));
    assertThat(lab.status(bobs)).isEqualTo(EntryStatus.QUEUED);
    turn(DAY.minusSeconds(1));
    lab.settle();
    assertThat(lab.status(bobs)).isEqualTo(EntryStatus.QUEUED);
    turn(Duration.ofSeconds(1));
    lab.settle();
    assertThat(lab.status(bobs)).isEqualTo(EntryStatus.RUNNING);
  }

  @Test
  void any_host_of_a_label_is_reserved_when_the_job_gets_it() throws Exception {
    JobId job = job("alice", true);
    lab.build.entry(job, x86());
    lab.settle().exit(main(), 0);

    assertThat(reserved()).containsExactly("host1 alice job %s: debug it 24".formatted(job));
  }

  @Test
  void a_host_that_turned_out_to_be_unfit_is_given_back_at_once() throws Exception {
    JobId job = lab.build.job("alice", "debug it");
    lab.options(job, "reserve_hosts = 1");
    lab.build.entry(job, x86());
    lab.settle();
    assertThat(reserved()).hasSize(1);

    lab.exit(verify(), 1);
    turn(Duration.ofSeconds(10));
    assertThat(reserved()).isEmpty();
    lab.exit(repair(), 0);
    assertThat(reserved()).as("taken again, repaired").hasSize(1);
  }

  @Test
  void a_host_of_a_job_that_is_aborted_before_it_ran_is_given_back_at_once() throws Exception {
    JobId job = lab.build.job("alice", "debug it");
    lab.options(job, "reserve_hosts = 1");
    EntryId entry = lab.build.entry(job, host);
    lab.settle();

    lab.build.abort(entry);
    lab.settle();
    turn(Duration.ofSeconds(10));
    assertThat(reserved()).isEmpty();
  }

  @Test
  void the_next_job_of_the_owner_reserves_the_host_of_one_that_was_aborted_just_now()
      throws Exception {
    JobId first = lab.build.job("alice", "debug it");
    lab.options(first, "reserve_hosts = 1");
    EntryId entry = lab.build.entry(first, host);
    lab.settle();
    JobId next = job("alice", true);
    lab.build.entry(next, host);

    lab.build.abort(entry);
    lab.settle().exit(cleanup(), 0);

    turn(Duration.ofSeconds(10));
    assertThat(reserved()).containsExactly("host1 alice job %s: debug it 167".formatted(next));
  }

  @Test
  void a_host_that_was_unfit_is_given_back_when_too_few_are_left_for_its_job() throws Exception {
    HostId other = lab.build.host("host2");
    JobId job = lab.build.job("alice", "debug it");
    lab.options(job, "reserve_hosts = 1, synch_count = 2");
    EntryId entry = lab.build.entry(job, host);
    lab.build.entry(job, other);
    lab.settle().exit(verify().and(on("host1")), 1);
    assertThat(lab.status(entry)).isEqualTo(EntryStatus.QUEUED);

    lab.exit(verify().and(on("host2")), 1).exit(repair().and(on("host2")), 1);
    turn(Duration.ofSeconds(10));

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.STOPPED);
    assertThat(
            lab.text(
                "SELECT failure_blame FROM afe_host_queue_entries WHERE id = ?", entry.value()))
        .isEqualTo("HOST");
    assertThat(reserved()).isEmpty();
  }

  @Test
  void a_machine_outside_the_inventory_is_not_reserved_and_the_job_runs() throws Exception {
    lab.database.transactVoid(
        handle -> handle.execute("UPDATE afe_hosts SET invalid = 1 WHERE id = ?", host.value()));
    EntryId entry = lab.build.entry(job("alice", true), host);
    lab.restart();
    lab.settle().exit(main(), 0);

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.COMPLETED);
    assertThat(reserved()).isEmpty();
  }

  @Test
  void what_somebody_reserved_stays_as_it_is() throws Exception {
    ReservationStore store = new ReservationStore(lab.database);
    store.reserve(
        "alice",
        "host1",
        new Wish(Optional.empty(), Optional.empty(), Duration.ofHours(90), "mine", false));
    lab.build.entry(job("alice", true), host);
    lab.settle().exit(main(), 0);

    assertThat(reserved()).containsExactly("host1 alice mine 90");
  }

  @Test
  void what_the_owner_prolonged_is_not_shortened_at_the_end_of_the_job() throws Exception {
    ReservationStore store = new ReservationStore(lab.database);
    lab.build.entry(job("alice", true), host);
    lab.settle();
    store.reserve(
        "alice",
        "host1",
        new Wish(Optional.empty(), Optional.empty(), Duration.ofHours(99), "longer", false));
    lab.exit(main(), 0);

    assertThat(reserved()).containsExactly("host1 alice longer 99");
  }

  @Test
  void a_job_has_the_host_no_longer_than_until_somebody_planned_to_have_it() throws Exception {
    new ReservationStore(lab.database)
        .reserve(
            "bob",
            "host1",
            new Wish(
                Optional.empty(),
                Optional.of(lab.database.now().plus(Duration.ofHours(5))),
                Duration.ofHours(9),
                "demo",
                false));
    lab.build.entry(job("alice", true), host);
    lab.settle();
    assertThat(reserved()).first().asString().endsWith(" 5");
    turn(Duration.ofHours(5));

    assertThat(reserved()).containsExactly("host1 bob demo 9");
    lab.exit(main().and(on("host1")), 0);
    assertThat(reserved()).containsExactly("host1 bob demo 9");
  }
}
