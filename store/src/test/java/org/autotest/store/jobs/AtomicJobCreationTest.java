package org.autotest.store.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.BadRequest.Kind;
import org.autotest.core.host.HostId;
import org.autotest.core.job.ControlType;
import org.autotest.core.job.Filing;
import org.autotest.core.job.Job.ControlFileText;
import org.autotest.core.job.JobOptions;
import org.autotest.core.job.NewJob;
import org.autotest.core.job.NewJob.Targets;
import org.autotest.store.Database;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Jobs that ask for an atomic group, as they are submitted.
@ExtendWith(MariaDbExtension.class)
@SuppressWarnings("NullAway.Init") // JUnit calls the method that sets the fields.
class AtomicJobCreationTest {
  private static final ControlFileText CLIENT =
      new ControlFileText(ControlType.CLIENT, "job.run_test('sleeptest')\n");

  private Database database;
  private LabBuilder lab;
  private JobCreation creation;

  @BeforeEach
  void open(Database opened, LabBuilder builder) {
    database = opened;
    lab = builder;
    creation = new JobCreation(opened);
    lab.user("alice");
  }

  private NewJob together(Targets targets, int synchCount) {
    NewJob job = NewJob.of("n", CLIENT, targets);
    return job.with(
        NewJob.Wishes.of(
            new JobOptions(
                JobOptions.DEFAULTS.priority(),
                synchCount,
                JobOptions.DEFAULTS.timeout(),
                JobOptions.DEFAULTS.maxRuntime(),
                true,
                JobOptions.DEFAULTS.rebootBefore(),
                JobOptions.DEFAULTS.rebootAfter(),
                true)));
  }

  private static Targets group(String name) {
    return new Targets(List.of(), List.of(), List.of(), false, Optional.of(name));
  }

  @Test
  void a_job_asks_for_an_atomic_group_by_its_name_or_by_one_of_its_labels() {
    long rack = lab.atomicGroup("rack", 2);
    HostId host1 = lab.host("host1", "rack", "rack-left");
    lab.host("host2", "rack");
    String entries =
        "SELECT CONCAT_WS(' ', host_id, meta_host, atomic_group_id) FROM afe_host_queue_entries"
            + " WHERE job_id = (SELECT MAX(id) FROM afe_jobs)";

    creation.create("alice", together(group("rack"), 2));
    assertThat(texts(entries)).containsExactly(Long.toString(rack));
    creation.create("alice", together(Targets.metaHosts("rack"), 2));
    assertThat(texts(entries)).containsExactly(lab.labelId("rack") + " " + rack);
    creation.create(
        "alice",
        together(
            new Targets(List.of("host1"), List.of(), List.of(), false, Optional.of("RACK")), 1));
    assertThat(texts(entries)).containsExactly(host1 + " " + rack);
    assertThat(texts("SELECT DISTINCT atomic_group_id FROM afe_jobs"))
        .containsExactly(Long.toString(rack));
  }

  @Test
  void members_of_a_group_that_will_never_serve_do_not_count() {
    lab.atomicGroup("rack", 2);
    lab.host("host1", "rack");
    refused(Kind.INVALID, () -> creation.create("alice", together(group("rack"), 2)))
        .containsEntry(
            "atomic_group",
            "rack has 1 hosts together that can take it, and the job wants 2. Ask for fewer; or"
                + " submit it all the same, with force");
    lab.lock(lab.host("host2", "rack"));

    refused(Kind.INVALID, () -> creation.create("alice", together(group("rack"), 2)))
        .extractingByKey("atomic_group")
        .asString()
        .startsWith(
            "rack has 1 hosts together that can take it, and the job wants 2: host2 is locked");
    creation.create("alice", together(group("rack"), 1));
    creation.create("alice", together(group("rack"), 2), new Filing(false, Optional.empty(), true));
  }

  @Test
  void more_machines_together_than_were_asked_for_are_refused() {
    lab.host("host1");
    lab.host("host2");
    Targets both = new Targets(List.of("host1", "host2"), List.of(), List.of(), false);

    refused(Kind.INVALID, () -> creation.create("alice", together(Targets.hosts("host1"), 2)))
        .containsEntry("synch_count", "is 2, but only 1 machine was asked for");
    refused(Kind.INVALID, () -> creation.create("alice", together(both, 3)))
        .containsEntry("synch_count", "is 3, but only 2 machines were asked for");
  }

  @Test
  void what_does_not_fit_to_an_atomic_group_is_refused() {
    lab.atomicGroup("rack", 2);
    lab.atomicGroup("other", 2);
    lab.host("host1", "rack");
    lab.host("host2", "x86");

    refused(Kind.INVALID, () -> creation.create("alice", together(group("none"), 1)))
        .containsEntry("atomic_group", "unknown: none");
    refused(Kind.INVALID, () -> creation.create("alice", together(group("rack"), 3)))
        .containsEntry("synch_count", "is 3, but atomic group rack gives at most 2");
    refused(
            Kind.INVALID,
            () ->
                creation.create(
                    "alice", together(group("rack"), 1).withDependencies("other", "x86")))
        .containsEntry("dependencies", "of another atomic group: other");
    refused(
            Kind.INVALID,
            () ->
                creation.create(
                    "alice",
                    together(
                        new Targets(
                            List.of("host2"),
                            List.of(),
                            List.of("stranger"),
                            false,
                            Optional.of("rack")),
                        1)))
        .containsEntry("hosts", "not in atomic group rack: host2")
        .containsEntry("one_time_hosts", "are in no atomic group, which was asked for");
    refused(
            Kind.INVALID,
            () -> creation.create("alice", NewJob.of("n", CLIENT, Targets.hosts("host1"))))
        .containsEntry("hosts", "in an atomic group, which was not asked for: host1");
  }

  private static org.assertj.core.api.MapAssert<String, String> refused(
      Kind kind, ThrowingCallable call) {
    BadRequest[] caught = new BadRequest[1];
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            BadRequest.class,
            refusal -> {
              assertThat(refusal.kind()).isEqualTo(kind);
              caught[0] = refusal;
            });
    return assertThat(caught[0].problems());
  }

  private List<String> texts(String sql) {
    return database.read(handle -> handle.createQuery(sql).mapTo(String.class).list());
  }
}
