package org.autotest.store.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.host.HostId;
import org.autotest.core.host.HostStatus;
import org.autotest.core.host.LabelId;
import org.autotest.core.host.Protection;
import org.autotest.core.job.ControlType;
import org.autotest.core.job.Filing;
import org.autotest.core.job.Job.ControlFileText;
import org.autotest.core.job.JobId;
import org.autotest.core.job.JobOptions;
import org.autotest.core.job.NewJob;
import org.autotest.core.job.NewJob.Targets;
import org.autotest.core.job.NewJob.Wishes;
import org.autotest.core.schedule.Explanation;
import org.autotest.core.schedule.Hold;
import org.autotest.core.schedule.Rule;
import org.autotest.store.Database;
import org.autotest.store.hosts.HostEdit;
import org.autotest.store.hosts.HostEdit.LockChange;
import org.autotest.store.hosts.HostStore;
import org.autotest.store.hosts.ReservationStore;
import org.autotest.store.hosts.ReservationStore.Wish;
import org.autotest.store.lab.LabExecution.ProcessRef;
import org.autotest.store.lab.Leases;
import org.autotest.store.views.WhyViews;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.autotest.testkit.SettableClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Requests that no waiting would fulfil.
@ExtendWith(MariaDbExtension.class)
@SuppressWarnings("NullAway.Init") // JUnit calls the method that sets the fields.
class FeasibilityTest {
  private static final ControlFileText CONTROL = new ControlFileText(ControlType.CLIENT, "pass\n");

  private Database database;
  private LabBuilder lab;
  private JobCreation creation;
  private HostStore hosts;
  private ReservationStore reservations;

  @BeforeEach
  void open(Database database, LabBuilder builder) {
    this.database = database;
    lab = builder;
    creation = new JobCreation(database);
    hosts = new HostStore(database);
    reservations = new ReservationStore(database);
    lab.user("alice");
    lab.user("bob");
  }

  private static NewJob anyOf(String... labels) {
    return NewJob.of("x", CONTROL, Targets.metaHosts(labels));
  }

  private Map<String, String> refused(NewJob job) {
    BadRequest refusal =
        catchThrowableOfType(BadRequest.class, () -> creation.create("alice", job));
    assertThat(refusal).as("was taken: " + job.targets()).isNotNull();
    // The check alone says the same, and force overrides it.
    BadRequest checked =
        catchThrowableOfType(BadRequest.class, () -> creation.check("alice", job, Filing.NEW));
    assertThat(checked.problems()).isEqualTo(refusal.problems());
    creation.create("alice", job, new Filing(false, Optional.empty(), true));
    return refusal.problems();
  }

  private void lock(String host, Optional<Duration> length, Database database) {
    LockChange lock =
        new LockChange.Lock("new memory", length.map(time -> database.now().plus(time)));
    hosts.modify(
        "bob",
        List.of(host),
        new HostEdit(
            Optional.of(lock),
            Optional.empty(),
            java.util.Set.of(),
            java.util.Set.of(),
            Optional.empty(),
            Map.of()));
  }

  @Test
  void more_hosts_of_a_label_than_carry_it() {
    lab.host("one", "rare");

    assertThat(refused(anyOf("rare", "rare")))
        .isEqualTo(
            Map.of(
                "meta_hosts",
                "asks for 2 hosts of rare, and 1 of 1 can take it: no other host carries the label."
                    + " Change that, or what you ask for; or submit it all the same, with force"));
  }

  @Test
  void a_label_that_no_host_carries() {
    lab.label("rare");

    assertThat(refused(anyOf("rare")))
        .isEqualTo(
            Map.of(
                "meta_hosts",
                "no host carries label rare. Give it to a host; or submit it all the same, with"
                    + " force"));
  }

  @Test
  void labels_that_no_host_carries_together() {
    lab.host("host1", "kvm");
    lab.host("host2", "x86");

    assertThat(refused(anyOf("kvm").withDependencies("x86")).get("meta_hosts"))
        .startsWith(
            "not even the one host with label kvm can ever take it: host1 lacks label x86, on which"
                + " the job depends.");
  }

  @Test
  void more_hosts_than_there_are() {
    lab.host("host1", "kvm");
    lab.host("host2", "kvm");

    creation.create("alice", anyOf("kvm", "kvm"));
    assertThat(refused(anyOf("kvm", "kvm", "kvm")).get("meta_hosts"))
        .startsWith("asks for 3 hosts of kvm, and 2 of 2 can take it");
    Targets both = new Targets(List.of("host1"), List.of("kvm", "kvm"), List.of(), false);
    assertThat(refused(NewJob.of("x", CONTROL, both)).get("meta_hosts"))
        .contains("1 of 2 can take it: host1 is named besides");
  }

  @Test
  void hosts_that_are_locked_given_up_set_apart_or_reserved_until_after_the_job(Database database) {
    HostId apart = lab.host("host1", "kvm");
    HostId givenUp = lab.host("host2", "kvm");
    lab.host("host3", "kvm");
    lab.host("host4", "kvm");
    lab.aclGroup("team", List.of("bob"), List.of(apart));
    lab.status(givenUp, HostStatus.REPAIR_FAILED);
    protect("host2", Protection.DO_NOT_VERIFY);
    lock("host3", Optional.empty(), database);
    reserve("host4", Duration.ofDays(30));

    String problem = String.valueOf(refused(anyOf("kvm")).get("meta_hosts"));

    assertThat(problem)
        .startsWith("none of the 4 hosts with label kvm can ever take it: host1 is in access group")
        .contains(
            "host2 was given up (Repair Failed)",
            "host3 is locked by bob until somebody unlocks it: new memory",
            "and 1 more",
            "with force");
  }

  @Test
  void what_passes_by_itself_is_waited_for(Database database) {
    HostId repaired = lab.host("host1", "a");
    lab.host("host2", "b");
    lab.host("host3", "c");
    lab.status(repaired, HostStatus.REPAIRING);
    lock("host2", Optional.of(Duration.ofHours(3)), database);
    reserve("host3", Duration.ofHours(3));

    creation.create("alice", anyOf("a", "b", "c"));
    creation.create("alice", NewJob.of("x", CONTROL, Targets.hosts("host2")));
  }

  @Test
  void a_host_that_is_named_and_locked_or_anothers(Database database) {
    lab.host("host1");
    lab.host("host2");
    lab.host("host3");
    lock("host1", Optional.empty(), database);
    reserve("host2", Duration.ofDays(30));
    reserve("host3", Duration.ofHours(1));

    creation.create("alice", NewJob.of("x", CONTROL, Targets.hosts("host3")));
    assertThat(refused(NewJob.of("x", CONTROL, Targets.hosts("host1", "host2"))).get("hosts"))
        .contains(
            "host1 is locked by bob until somebody unlocks it: new memory",
            "host2 is reserved for bob until",
            "Name other hosts; or submit it all the same, with force");
    creation.create("bob", NewJob.of("x", CONTROL, Targets.hosts("host2")));
  }

  @Test
  void a_template_may_ask_for_what_is_not_there_yet() {
    lab.label("rare");

    creation.create("alice", anyOf("rare"), Filing.TEMPLATE);
  }

  @Test
  void a_large_label_is_searched_until_enough_is_found() {
    for (int i = 0; i < 230; i++) {
      HostId host = lab.host("host" + i, "kvm");
      if (i < 228) {
        lab.status(host, HostStatus.REPAIR_FAILED);
        protect("host" + i, Protection.DO_NOT_VERIFY);
      }
    }

    creation.create("alice", anyOf("kvm", "kvm"));
    assertThat(refused(anyOf("kvm", "kvm", "kvm")).get("meta_hosts"))
        .startsWith("asks for 3 hosts of kvm, and 2 of 230 can take it")
        .contains("and 225 more");
  }

  @Test
  void hosts_that_were_given_up_may_come_back_where_somebody_looks_again(Database database) {
    lab.status(lab.host("host1", "kvm"), HostStatus.REPAIR_FAILED);

    creation.create("alice", anyOf("kvm"));
    JobCreation where = new JobCreation(database, Optional.empty());
    assertThatThrownBy(() -> where.create("alice", anyOf("kvm")))
        .hasMessageContaining("host1 was given up (Repair Failed)");
  }

  @Test
  void a_host_that_is_looked_at_again_only_after_the_jobs_time_does_not_count(
      Database database, SettableClock clock) {
    lab.status(lab.host("host1", "kvm"), HostStatus.REPAIR_FAILED);
    JobCreation where = new JobCreation(database, Optional.of(Duration.ofDays(7)));

    assertThatThrownBy(() -> where.create("alice", anyOf("kvm")))
        .hasMessageContaining("host1 was given up (Repair Failed)");
    clock.advance(Duration.ofDays(6));
    where.create("alice", anyOf("kvm"));
  }

  @Test
  void of_more_hosts_than_are_looked_at_nothing_is_claimed(Database database) {
    LabelId first = lab.label("a");
    long rack = lab.atomicGroup("rack", 3);
    database.transactVoid(
        handle -> {
          handle.execute(
              """
              INSERT INTO afe_hosts (hostname, dirty, status, protection)
              SELECT CONCAT('many', seq), 0, 'Repair Failed', ? FROM seq_1_to_5000
              """,
              Protection.DO_NOT_VERIFY.number());
          handle.execute(
              "INSERT INTO afe_hosts_labels (host_id, label_id) SELECT id, ? FROM afe_hosts",
              first.value());
        });
    lab.host("host1", "a", "rack");
    lab.host("host2", "rack");
    lab.host("host3", "b");

    creation.create("alice", anyOf("a"));
    creation.create("alice", anyOf("a", "b"));
    database.transactVoid(
        handle ->
            handle.execute(
                "UPDATE afe_labels SET atomic_group_id = ? WHERE id = ?", rack, first.value()));
    creation.create(
        "alice",
        NewJob.of(
            "x",
            CONTROL,
            new Targets(List.of(), List.of(), List.of(), false, Optional.of("rack"))));
  }

  @Test
  void a_recurring_run_that_no_host_can_take_tonight_is_made_and_says_why_it_waits(
      Database database) {
    lab.lock(lab.host("host1", "kvm"));
    JobId template = creation.create("alice", anyOf("kvm"), Filing.TEMPLATE);

    JobId made = creation.create("alice", anyOf("kvm"), Filing.recurring(template));

    assertThat(new WhyViews(database).ofJob(made).getFirst().explanation().hosts())
        .flatExtracting(Explanation.HostHolds::holds)
        .extracting(Hold::rule)
        .containsExactly(Rule.LOCKED);
  }

  @Test
  void hosts_that_carry_several_labels_count_once() {
    lab.host("host1", "a", "b");
    lab.host("host2", "a", "b");

    creation.create("alice", anyOf("a", "b"));
    assertThat(refused(anyOf("a", "b", "a", "b")).get("meta_hosts"))
        .startsWith("asks for 4 hosts, and only 2 carry any of its labels and can take it.");
  }

  @Test
  void a_job_that_wants_more_processes_than_a_lab_without_drones_runs(Database database) {
    lab.host("host1", "kvm");
    lab.host("host2", "kvm");
    lab.host("host3", "kvm");
    creation.create("alice", together(3));

    Leases.register(database, "one", "here", new ProcessRef(1, 1, "boot"), 2)
        .take(Duration.ofMinutes(1), Duration.ofHours(24));

    creation.create("alice", together(2));
    assertThat(refused(together(3)).get("synch_count"))
        .startsWith("it wants 3 processes at once, and the lab runs no more than 2.");
    JobId forced = creation.create("alice", together(3), new Filing(false, Optional.empty(), true));
    assertThat(new WhyViews(database).ofJob(forced).getFirst().explanation().summary())
        .isEqualTo("it wants 3 processes at once, and the lab runs no more than 2");
  }

  private static NewJob together(int hosts) {
    JobOptions standard = JobOptions.DEFAULTS;
    return anyOf("kvm", "kvm", "kvm")
        .with(
            Wishes.of(
                new JobOptions(
                    standard.priority(),
                    hosts,
                    standard.timeout(),
                    standard.maxRuntime(),
                    true,
                    standard.rebootBefore(),
                    standard.rebootAfter(),
                    true)));
  }

  private void protect(String host, Protection protection) {
    database.transactVoid(
        handle ->
            handle.execute(
                "UPDATE afe_hosts SET protection = ? WHERE hostname = ?",
                protection.number(),
                host));
  }

  private void reserve(String host, Duration length) {
    reservations.reserve(
        "bob", host, new Wish(Optional.empty(), Optional.empty(), length, "", false));
  }
}
