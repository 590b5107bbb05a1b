package org.autotest.store.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.BadRequest.Kind;
import org.autotest.core.host.HostId;
import org.autotest.core.host.HostStatus;
import org.autotest.core.job.ControlType;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.Job.ControlFileText;
import org.autotest.core.job.JobId;
import org.autotest.core.job.JobOptions;
import org.autotest.core.job.NewJob;
import org.autotest.core.job.NewJob.Targets;
import org.autotest.core.job.NewJob.Wishes;
import org.autotest.core.job.Priority;
import org.autotest.core.job.RebootAfter;
import org.autotest.core.job.RebootBefore;
import org.autotest.store.Database;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(MariaDbExtension.class)
@SuppressWarnings("NullAway.Init") // JUnit calls the method that sets the fields.
class JobCreationTest {
  private static final ControlFileText CLIENT =
      new ControlFileText(ControlType.CLIENT, "job.run_test('sleeptest')\n");
  private static final ControlFileText SERVER = new ControlFileText(ControlType.SERVER, "pass\n");

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

  @Test
  void a_job_gets_an_entry_for_each_host_and_each_mention_of_a_label() {
    lab.host("host1", "x86");
    lab.host("host2");
    lab.host("host3", "x86");
    lab.host("host4", "x86");
    Targets targets =
        new Targets(List.of("HOST1", "host2"), List.of("X86", "x86"), List.of(), false);

    JobId job = creation.create("alice", NewJob.of(" nightly ", CLIENT, targets));

    assertThat(
            texts(
                "SELECT CONCAT_WS(' ', h.hostname, l.name, e.status, e.priority)"
                    + " FROM afe_host_queue_entries e LEFT JOIN afe_hosts h ON h.id = e.host_id"
                    + " LEFT JOIN afe_labels l ON l.id = e.meta_host"
                    + " WHERE e.job_id = "
                    + job
                    + " ORDER BY e.id"))
        .containsExactly("host1 Queued 1", "host2 Queued 1", "x86 Queued 1", "x86 Queued 1");
    assertThat(texts("SELECT CONCAT(owner, '/', name) FROM afe_jobs WHERE id = " + job))
        .containsExactly("alice/nightly");
    assertThat(
            texts(
                "SELECT h.hostname FROM afe_ineligible_host_queues i JOIN afe_hosts h"
                    + " ON h.id = i.host_id WHERE i.job_id = "
                    + job))
        .containsExactlyInAnyOrder("host1", "host2");
    assertThat(texts("SELECT kind FROM afe_lab_changes WHERE subject_id = " + job)).contains("job");
    assertThat(texts("SELECT CONCAT(actor, ' ', reason) FROM afe_event_log WHERE job_id = " + job))
        .hasSize(4)
        .containsOnly("alice submitted");
  }

  @Test
  void everything_that_was_asked_for_is_stored() {
    lab.host("host1", "kvm");
    NewJob asked =
        new NewJob(
            "nightly",
            CLIENT,
            Targets.hosts("host1"),
            Wishes.of(
                new JobOptions(
                    Priority.URGENT,
                    1,
                    Duration.ofHours(5),
                    Duration.ofHours(6),
                    false,
                    RebootBefore.ALWAYS,
                    RebootAfter.NEVER,
                    false)),
            Set.of("KVM"),
            Map.of("branch", "ünïcode 🍎"),
            List.of("a@example.com", "b@example.com"),
            Optional.empty());

    JobId job = creation.create("alice", asked);

    assertThat(
            texts(
                "SELECT CONCAT_WS(',', priority, synch_count, timeout, max_runtime_hrs, run_verify,"
                    + " reboot_before, reboot_after, parse_failed_repair, control_type, email_list)"
                    + " FROM afe_jobs WHERE id = "
                    + job))
        .containsExactly("3,1,5,6,0,2,0,0,2,a@example.com,b@example.com");
    assertThat(texts("SELECT CONCAT(`key`, '=', value) FROM afe_job_keyvals"))
        .containsExactly("branch=ünïcode 🍎");
    assertThat(
            texts(
                "SELECT l.name FROM afe_jobs_dependency_labels d JOIN afe_labels l"
                    + " ON l.id = d.label_id"))
        .containsExactly("kvm");
    assertThat(texts("SELECT priority FROM afe_host_queue_entries")).containsExactly("3");
  }

  @Test
  void reboots_that_nobody_mentions_are_those_the_owner_prefers() {
    lab.host("host1");
    database.transactVoid(
        handle ->
            handle.execute(
                "UPDATE afe_users SET reboot_before = 0, reboot_after = 1 WHERE login = 'alice'"));

    creation.create("ALICE", NewJob.of("n", CLIENT, Targets.hosts("host1")));

    assertThat(texts("SELECT CONCAT(owner, reboot_before, reboot_after) FROM afe_jobs"))
        .containsExactly("alice01");
  }

  @Test
  void a_job_without_machines_has_one_entry_that_names_none() {
    creation.create("alice", NewJob.of("n", SERVER, Targets.HOSTLESS));

    assertThat(
            texts(
                "SELECT status FROM afe_host_queue_entries"
                    + " WHERE host_id IS NULL AND meta_host IS NULL"))
        .containsExactly("Queued");
  }

  @Test
  void all_that_is_wrong_is_told_at_once_and_nothing_is_written() {
    lab.host("host1");
    lab.host("locked-away", "x86");
    refused(Kind.INVALID, () -> creation.create("alice", allWrong()))
        .containsOnlyKeys(
            "name",
            "control_file",
            "synch_count",
            "timeout",
            "max_runtime_hrs",
            "hosts",
            "meta_hosts",
            "one_time_hosts",
            "dependencies",
            "keyvals",
            "email_list",
            "idempotency_key")
        .containsEntry("hosts", "named more than once: host1")
        .containsEntry("meta_hosts", "unknown label: nolabel")
        .containsEntry("dependencies", "unknown label: nodep")
        .containsEntry("one_time_hosts", "no host name: -o")
        .containsEntry(
            "timeout", "is PT1H30M30S, must be whole minutes, and no more than 8760 hours");
    assertThat(texts("SELECT id FROM afe_jobs")).isEmpty();
    assertThat(texts("SELECT id FROM afe_hosts")).hasSize(2);
  }

  @Test
  void a_job_for_nobody_is_refused() {
    refused(
            Kind.INVALID,
            () ->
                creation.create(
                    "alice",
                    NewJob.of("n", CLIENT, new Targets(List.of(), List.of(), List.of(), false))))
        .containsOnlyKeys("hosts");
  }

  @Test
  void a_hostless_job_names_no_hosts_and_runs_on_the_server() {
    lab.host("host1");
    Targets both = new Targets(List.of("host1"), List.of(), List.of(), true);

    refused(Kind.INVALID, () -> creation.create("alice", NewJob.of("n", SERVER, both)))
        .containsEntry("hostless", "a job without machines names no hosts or labels");
    refused(Kind.INVALID, () -> creation.create("alice", NewJob.of("n", CLIENT, Targets.HOSTLESS)))
        .containsEntry("hostless", "a job without machines needs a Server control file");
  }

  @Test
  void a_named_host_must_carry_every_label_the_job_depends_on() {
    lab.host("host1", "x86");
    lab.host("host2", "x86", "kvm");

    refused(
            Kind.INVALID,
            () ->
                creation.create(
                    "alice",
                    NewJob.of("n", CLIENT, Targets.hosts("host1", "host2"))
                        .withDependencies("x86", "kvm")))
        .containsEntry("hosts", "without a label that the job depends on: host1 (kvm)");
  }

  @Test
  void a_host_of_a_team_is_for_its_members_and_for_root_alone() {
    HostId host = lab.host("host1");
    lab.user("bob");
    lab.user("admin", 100);
    lab.aclGroup("team", List.of("bob"), List.of(host));
    NewJob asked = NewJob.of("n", CLIENT, Targets.hosts("host1"));

    refused(Kind.FORBIDDEN, () -> creation.create("alice", asked))
        .containsEntry("hosts", "alice shares no ACL group with host1");

    assertThat(creation.create("bob", asked)).isNotNull();
    assertThat(creation.create("admin", asked)).isNotNull();
  }

  @Test
  void an_unknown_caller_is_refused() {
    lab.host("host1");

    refused(
        Kind.UNAUTHENTICATED,
        () -> creation.create("mallory", NewJob.of("n", CLIENT, Targets.hosts("host1"))));
  }

  @Test
  void a_one_time_host_is_made_once_and_kept_out_of_the_inventory() {
    NewJob asked =
        NewJob.of(
            "n", CLIENT, new Targets(List.of(), List.of(), List.of("borrowed.example.com"), false));

    creation.create("alice", asked);
    creation.create("alice", asked);

    assertThat(texts("SELECT CONCAT(hostname, invalid, protection) FROM afe_hosts"))
        .containsExactly("borrowed.example.com13");
    assertThat(texts("SELECT id FROM afe_host_queue_entries")).hasSize(2);
  }

  @Test
  void a_host_of_the_inventory_is_no_one_time_host() {
    lab.host("host1");

    refused(
            Kind.INVALID,
            () ->
                creation.create(
                    "alice",
                    NewJob.of(
                        "n", CLIENT, new Targets(List.of(), List.of(), List.of("Host1"), false))))
        .containsEntry("one_time_hosts", "in the inventory, so name it as a host: host1");
  }

  @Test
  void naming_a_host_that_was_given_up_makes_it_ready_unless_it_is_in_use() {
    HostId idle = lab.host("idle");
    HostId used = lab.host("used");
    lab.status(lab.entry(lab.job("alice", "old"), used), EntryStatus.RUNNING);
    lab.status(idle, HostStatus.REPAIR_FAILED);
    lab.status(used, HostStatus.REPAIR_FAILED);

    creation.create("alice", NewJob.of("n", CLIENT, Targets.hosts("idle", "used")));

    assertThat(texts("SELECT CONCAT(hostname, ' ', status) FROM afe_hosts"))
        .containsExactlyInAnyOrder("idle Ready", "used Repair Failed");
  }

  private static NewJob allWrong() {
    return new NewJob(
        " ",
        new ControlFileText(ControlType.CLIENT, "\n"),
        new Targets(
            List.of("host1", "host1", "ghost"), List.of("nolabel"), List.of("-o", "host1"), false),
        new Wishes(
            Priority.LOW,
            9,
            Duration.ofMinutes(90).plusSeconds(30),
            Duration.ofHours(100_000),
            true,
            Optional.empty(),
            Optional.empty(),
            true),
        Set.of("x86", "nodep"),
        Map.of("a b", "c"),
        List.of("a@example.com,b"),
        Optional.of(" "));
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
