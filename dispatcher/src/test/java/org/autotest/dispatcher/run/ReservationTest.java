package org.autotest.dispatcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.autotest.dispatcher.run.LabRig.main;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.host.HostId;
import org.autotest.core.host.LabelId;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.JobId;
import org.autotest.core.job.Priority;
import org.autotest.core.schedule.Hold;
import org.autotest.core.schedule.Rule;
import org.autotest.store.Database;
import org.autotest.store.hosts.Reservation;
import org.autotest.store.hosts.Reservation.State;
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

/// Hosts that somebody has for himself: who may, who gets them, and how it ends.
@ExtendWith(MariaDbExtension.class)
class ReservationTest {
  private static final Duration TWO_HOURS = Duration.ofHours(2);

  @TempDir Path root;
  private LabRig lab;
  private ReservationStore store;
  private ReservationTimes times;
  private HostId host;

  @BeforeEach
  void rig(Database database, SettableClock clock, LabBuilder build) {
    lab = new LabRig(database, clock, build, root);
    store = new ReservationStore(database);
    times = new ReservationTimes(database);
    build.user("alice");
    build.user("bob");
    build.user("keeper", 1);
    host = build.host("host1", "x86");
  }

  @AfterEach
  void end() {
    lab.close();
  }

  private EntryId queued(String owner, boolean byName) {
    JobId job = lab.build.job(owner, "sleep", Priority.MEDIUM, 1);
    lab.options(job, "run_verify = 0");
    LabelId x86 =
        new LabelId(Long.parseLong(lab.text("SELECT id FROM afe_labels WHERE name = 'x86'")));
    return byName ? lab.build.entry(job, host) : lab.build.entry(job, x86);
  }

  private static Wish wish(Duration length) {
    return new Wish(Optional.empty(), Optional.empty(), length, "new driver", false);
  }

  private static Wish forLabels() {
    return new Wish(Optional.empty(), Optional.empty(), TWO_HOURS, "", true);
  }

  private List<String> letters() {
    return lab.database.read(
        handle ->
            handle
                .createQuery("SELECT CONCAT(recipient, ': ', subject) FROM afe_notices ORDER BY id")
                .mapTo(String.class)
                .list()
                .stream()
                .map(Objects::requireNonNull)
                .toList());
  }

  @Test
  void a_reserved_host_goes_to_jobs_of_its_holder_that_name_it_alone() throws Exception {
    store.reserve("alice", "host1", wish(TWO_HOURS));
    EntryId bobs = queued("bob", true);
    EntryId bobsAny = queued("bob", false);
    EntryId alicesAny = queued("alice", false);
    lab.settle();

    for (EntryId waits : List.of(bobs, bobsAny, alicesAny)) {
      assertThat(lab.status(waits)).isEqualTo(EntryStatus.QUEUED);
      List<Hold> holds = lab.why(waits).hosts().getFirst().holds();
      assertThat(holds).extracting(Hold::rule).containsExactly(Rule.RESERVED);
      assertThat(holds.getFirst().observation())
          .startsWith("host1 is reserved for alice until 2026-01-02 05:04 UTC: new driver");
    }
    EntryId alices = queued("alice", true);
    lab.settle().exit(main(), 0);
    assertThat(lab.status(alices)).isEqualTo(EntryStatus.COMPLETED);
  }

  @Test
  void the_holder_may_let_jobs_for_any_host_of_a_label_take_it() throws Exception {
    store.reserve("alice", "host1", forLabels());
    EntryId bobsAny = queued("bob", false);
    EntryId alicesAny = queued("alice", false);

    lab.settle().exit(main(), 0);

    assertThat(lab.status(alicesAny)).isEqualTo(EntryStatus.COMPLETED);
    assertThat(lab.status(bobsAny)).isEqualTo(EntryStatus.QUEUED);
  }

  @Test
  void a_reservation_that_cannot_begin_holds_up_no_other_and_begins_when_it_can() {
    lab.build.host("host2");
    store.reserve("alice", "host1", wish(Duration.ofHours(48)));
    store.reserve("bob", "host2", wish(TWO_HOURS));
    lab.database.transactVoid(
        handle ->
            handle.execute(
                """
                INSERT INTO afe_reservations
                  (host_id, user_id, starts_at, ends_at, state, created_at)
                SELECT host_id, user_id, starts_at + INTERVAL 1 HOUR, ends_at + INTERVAL 1 HOUR,
                  'planned', created_at
                FROM afe_reservations WHERE host_id = ?
                """,
                host.value()));

    lab.clock.advance(Duration.ofHours(3));
    assertThat(times.turn()).isEqualTo(1);
    assertThat(states("host2")).isEqualTo("over");
    assertThat(states("host1")).isEqualTo("active, planned");

    lab.clock.advance(Duration.ofHours(45).plusMinutes(30));
    assertThat(times.turn()).isEqualTo(2);
    assertThat(states("host1")).isEqualTo("over, active");
  }

  private String states(String hostname) {
    return lab.text(
        """
        SELECT GROUP_CONCAT(state ORDER BY kept.id SEPARATOR ', ')
        FROM afe_reservations kept JOIN afe_hosts host ON host.id = kept.host_id
        WHERE host.hostname = ?
        """,
        hostname);
  }

  @Test
  void what_runs_goes_on_and_the_next_is_the_holders() throws Exception {
    EntryId running = queued("bob", true);
    lab.settle();
    store.reserve("alice", "host1", wish(TWO_HOURS));
    EntryId next = queued("bob", true);
    EntryId alices = queued("alice", true);

    lab.settle();
    assertThat(lab.status(running)).isEqualTo(EntryStatus.RUNNING);
    lab.exit(main(), 0).settle();

    assertThat(lab.status(next)).isEqualTo(EntryStatus.QUEUED);
    assertThat(lab.status(alices)).isEqualTo(EntryStatus.RUNNING);
  }

  @Test
  void it_runs_out_by_itself_and_the_holder_is_told_an_hour_before() throws Exception {
    lab.database.transactVoid(
        handle ->
            handle.execute("UPDATE afe_users SET email = 'a@example.com' WHERE login = 'alice'"));
    store.reserve("alice", "host1", wish(TWO_HOURS));
    EntryId bobs = queued("bob", true);
    lab.clock.advance(Duration.ofMinutes(59));
    times.turn();
    assertThat(letters()).isEmpty();

    lab.clock.advance(Duration.ofMinutes(2));
    times.turn();
    times.turn();
    assertThat(letters())
        .containsExactly("a@example.com: host1 is reserved for you until 2026-01-02T05:04:05Z");
    assertThat(lab.settle().status(bobs)).isEqualTo(EntryStatus.QUEUED);

    lab.clock.advance(Duration.ofHours(1));
    assertThat(times.turn()).isEqualTo(1);
    assertThat(lab.settle().status(bobs)).isEqualTo(EntryStatus.RUNNING);
    assertThat(all()).isEmpty();
  }

  @Test
  void one_that_begins_later_keeps_nobody_away_before() throws Exception {
    Instant tomorrow = lab.clock.instant().plus(Duration.ofDays(1));
    Reservation planned =
        store.reserve(
            "alice",
            "host1",
            new Wish(Optional.empty(), Optional.of(tomorrow), TWO_HOURS, "", false));
    assertThat(planned.state()).isEqualTo(State.PLANNED);
    EntryId today = queued("bob", true);
    assertThat(lab.settle().status(today)).isEqualTo(EntryStatus.RUNNING);
    lab.exit(main(), 0);

    lab.clock.set(tomorrow);
    times.turn();
    EntryId then = queued("bob", true);

    assertThat(lab.settle().status(then)).isEqualTo(EntryStatus.QUEUED);
    assertThat(all()).extracting(Reservation::state).containsExactly(State.ACTIVE);
  }

  @Test
  void nobody_else_gets_it_meanwhile_and_the_holder_keeps_it_longer_by_asking_again() {
    store.reserve("alice", "host1", wish(TWO_HOURS));
    assertThatThrownBy(() -> store.reserve("bob", "host1", wish(TWO_HOURS)))
        .isInstanceOf(BadRequest.class)
        .hasMessageContaining("host1 is reserved for alice from 2026-01-02T03:04:05Z");

    Reservation longer = store.reserve("alice", "host1", wish(Duration.ofHours(9)));

    assertThat(all()).containsExactly(longer);
    assertThat(longer.endsAt()).isEqualTo(SettableClock.START.plus(Duration.ofHours(9)));
  }

  @Test
  void only_the_holder_releases_it_and_an_admin_by_force_which_is_told_and_noted() {
    lab.database.transactVoid(
        handle ->
            handle.execute("UPDATE afe_users SET email = 'a@example.com' WHERE login = 'alice'"));
    store.reserve("alice", "host1", wish(TWO_HOURS));
    assertThatThrownBy(() -> store.release("bob", "host1", false))
        .hasMessageContaining("host1 is reserved for alice");
    assertThatThrownBy(() -> store.release("bob", "host1", true))
        .hasMessageContaining("needs an admin");

    store.release("keeper", "host1", true);

    assertThat(all()).isEmpty();
    assertThat(letters()).containsExactly("a@example.com: host1 is no longer reserved for you");
    assertThat(
            lab.text(
                "SELECT CONCAT(actor, ': ', reason) FROM afe_event_log WHERE host_id = ?"
                    + " ORDER BY id DESC LIMIT 1",
                host.value()))
        .isEqualTo("keeper: released, was reserved for alice");
    assertThatThrownBy(() -> store.release("alice", "host1", false))
        .hasMessageContaining("is not reserved");
  }

  @Test
  void who_may_not_use_a_host_may_not_reserve_it_and_only_admins_do_it_for_others() {
    lab.build.aclGroup("team", List.of("alice", "keeper"), List.of(host));
    assertThatThrownBy(() -> store.reserve("bob", "host1", wish(TWO_HOURS)))
        .hasMessageContaining("bob shares no ACL group with host1");
    Wish forAlice = new Wish(Optional.of("alice"), Optional.empty(), TWO_HOURS, "", false);
    assertThat(store.reserve("keeper", "host1", forAlice).holder()).isEqualTo("alice");
    Wish forKeeper = new Wish(Optional.of("keeper"), Optional.empty(), TWO_HOURS, "", false);
    assertThatThrownBy(() -> store.reserve("alice", "host1", forKeeper))
        .hasMessageContaining("needs an admin");
  }

  private List<Reservation> all() {
    return store.list(Optional.empty(), Optional.empty(), OptionalLong.empty(), 10);
  }
}
