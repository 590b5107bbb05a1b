package org.autotest.store.hosts;

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
import org.autotest.core.host.Protection;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.TaskId;
import org.autotest.core.job.TaskType;
import org.autotest.store.Database;
import org.autotest.store.lab.Upkeep;
import org.autotest.testkit.AtOnce;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.autotest.testkit.SettableClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(MariaDbExtension.class)
@SuppressWarnings("NullAway.Init") // JUnit calls the method that sets the fields.
class HostStoreTest {
  private static final List<String> HOST1 = List.of("host1");

  private Database database;
  private LabBuilder lab;
  private HostStore hosts;

  @BeforeEach
  void open(Database opened, LabBuilder builder) {
    database = opened;
    lab = builder;
    hosts = new HostStore(opened);
    lab.user("alice");
    lab.user("bob");
  }

  @Test
  void a_new_host_is_in_everyone_with_all_that_was_given() {
    lab.platform("x86");
    lab.label("kvm");

    HostId id =
        hosts.create(
            "alice",
            new NewHost(
                " host1 ",
                new NewHost.Belongs(Set.of("x86", "KVM"), Optional.empty(), Set.of(), false),
                Map.of("rack", "7"),
                Protection.DO_NOT_REPAIR,
                Optional.of(new HostEdit.LockChange.Lock("new", Optional.empty()))));

    assertThat(
            texts(
                "SELECT CONCAT_WS('|', hostname, status, invalid, protection, dirty, locked,"
                    + " lock_reason) FROM afe_hosts WHERE id = "
                    + id))
        .containsExactly("host1|Ready|0|3|1|1|new");
    assertThat(groups("host1")).containsExactly("Everyone");
    assertThat(texts("SELECT CONCAT(attribute, '=', value) FROM afe_host_attributes"))
        .containsExactly("rack=7");
    assertThat(texts("SELECT label_id FROM afe_hosts_labels")).hasSize(2);
  }

  @Test
  void a_name_can_be_taken_only_once_also_when_two_try_at_once() throws Exception {
    List<Optional<Kind>> outcomes =
        AtOnce.times(
            6,
            () -> {
              try {
                hosts.create("alice", NewHost.of("host1"));
                return Optional.empty();
              } catch (BadRequest refusal) {
                return Optional.of(refusal.kind());
              }
            });

    assertThat(outcomes).containsOnlyOnce(Optional.empty());
    assertThat(outcomes.stream().flatMap(Optional::stream)).hasSize(5).containsOnly(Kind.CONFLICT);
  }

  @Test
  void a_deleted_host_comes_back_with_its_number_and_is_ready_again() {
    HostId id = hosts.create("alice", NewHost.of("host1"));
    lab.status(id, HostStatus.REPAIR_FAILED);
    hosts.delete("alice", "host1");

    assertThat(hosts.create("alice", NewHost.of("Host1"))).isEqualTo(id);
    assertThat(texts("SELECT CONCAT(hostname, invalid, status) FROM afe_hosts"))
        .containsExactly("Host10Ready");
    assertThat(groups("host1")).containsExactly("Everyone");
  }

  @Test
  void deleting_a_host_aborts_what_is_on_it_and_drops_what_waits_for_it() {
    HostId id = lab.host("host1", "x86");
    var running = lab.entry(lab.job("bob", "n"), id);
    lab.status(running, EntryStatus.RUNNING);
    var done = lab.entry(lab.job("bob", "old"), id);
    lab.status(done, EntryStatus.COMPLETED);
    lab.task(TaskType.VERIFY, id, Optional.empty());

    hosts.delete("alice", "host1");

    assertThat(texts("SELECT CONCAT(id, aborted, deleted) FROM afe_host_queue_entries ORDER BY id"))
        .containsExactly(running + "11", done + "01");
    assertThat(texts("SELECT queue_entry_id FROM afe_aborted_host_queue_entries"))
        .containsExactly(running.toString());
    assertThat(texts("SELECT id FROM afe_special_tasks")).isEmpty();
    assertThat(texts("SELECT id FROM afe_hosts_labels")).isEmpty();
    assertThat(groups("host1")).isEmpty();
    refused(Kind.NOT_FOUND, () -> hosts.delete("alice", "host1"));
  }

  @Test
  void a_lock_says_who_and_why_and_is_not_set_twice() {
    lab.host("host1");

    hosts.modify("alice", HOST1, HostEdit.lock("broken fan"));

    assertThat(
            texts(
                "SELECT CONCAT_WS('|', locked, dirty, lock_reason, u.login) FROM afe_hosts h"
                    + " JOIN afe_users u ON u.id = h.locked_by_id"))
        .containsExactly("1|1|broken fan|alice");
    refused(Kind.CONFLICT, () -> hosts.modify("bob", HOST1, HostEdit.lock("")))
        .hasMessageContaining("locked already, by alice since 2026-01-02T03:04:05Z");

    hosts.modify("bob", HOST1, HostEdit.unlock());
    assertThat(texts("SELECT id FROM afe_hosts WHERE locked_by_id IS NULL AND locked = 0"))
        .hasSize(1);
    refused(Kind.CONFLICT, () -> hosts.modify("bob", HOST1, HostEdit.unlock()));
  }

  @Test
  void a_lock_that_has_run_out_is_released(SettableClock clock) {
    lab.host("host1");
    hosts.modify(
        "alice",
        HOST1,
        new HostEdit(
            Optional.of(
                new HostEdit.LockChange.Lock(
                    "", Optional.of(clock.instant().plus(Duration.ofHours(1))))),
            Optional.empty(),
            Set.of(),
            Set.of(),
            Optional.empty(),
            Map.of()));
    assertThat(new Upkeep(database).unlockExpired()).isZero();

    clock.advance(Duration.ofHours(1));

    assertThat(new Upkeep(database).unlockExpired()).isEqualTo(1);
    assertThat(texts("SELECT locked FROM afe_hosts")).containsExactly("0");
  }

  @Test
  void a_change_of_several_hosts_is_made_whole_or_not_at_all() {
    HostId one = lab.host("host1");
    HostId two = lab.host("host2");
    lab.lock(two);

    refused(
        Kind.CONFLICT, () -> hosts.modify("alice", List.of("host1", "host2"), HostEdit.lock("")));
    assertThat(texts("SELECT locked FROM afe_hosts WHERE id = " + one)).containsExactly("0");

    refused(
            Kind.NOT_FOUND,
            () -> hosts.modify("alice", List.of("host1", "ghost"), HostEdit.lock("")))
        .hasMessageContaining("ghost");
  }

  @Test
  void a_host_carries_one_platform_at_most() {
    lab.platform("x86");
    lab.platform("arm");
    lab.host("host1", "x86");

    refused(Kind.CONFLICT, () -> hosts.modify("alice", HOST1, labels(Set.of("arm"), Set.of())))
        .hasMessageContaining("host1 (arm, x86)");

    hosts.modify("alice", HOST1, labels(Set.of("arm"), Set.of("x86")));
    assertThat(
            texts("SELECT l.name FROM afe_labels l JOIN afe_hosts_labels hl ON hl.label_id = l.id"))
        .containsExactly("arm");
    refused(Kind.INVALID, () -> hosts.modify("alice", HOST1, labels(Set.of("nolabel"), Set.of())));
  }

  @Test
  void a_platform_takes_the_place_of_the_one_before() {
    lab.platform("x86");
    lab.platform("arm");
    lab.label("kvm");
    lab.host("host1", "x86", "kvm");

    hosts.modify("alice", HOST1, platform("arm"));

    assertThat(labelsOf("host1")).containsExactly("arm", "kvm");
    refused(Kind.INVALID, () -> hosts.modify("alice", HOST1, platform("kvm")))
        .hasMessageContaining("kvm is a label but no platform");
    refused(Kind.INVALID, () -> hosts.modify("alice", HOST1, platform("vax")));
    assertThat(labelsOf("host1")).containsExactly("arm", "kvm");
  }

  private static HostEdit platform(String name) {
    return new HostEdit(
        Optional.empty(), Optional.empty(), Set.of(), Set.of(), Optional.of(name), Map.of());
  }

  @Test
  void a_change_that_puts_a_host_into_two_atomic_groups_is_refused() {
    lab.atomicGroup("rack1", 3);
    lab.atomicGroup("rack2", 3);
    lab.host("host1", "rack1");

    refused(Kind.CONFLICT, () -> hosts.modify("alice", HOST1, labels(Set.of("rack2"), Set.of())))
        .hasMessageContaining("host1 (rack1, rack2)");
    assertThat(labelsOf("host1")).containsExactly("rack1");
  }

  @Test
  void what_a_new_host_is_of_is_made_when_it_is_missing() {
    lab.label("kvm");
    NewHost.Belongs belongs =
        new NewHost.Belongs(Set.of("kvm", "big"), Optional.of("x86"), Set.of("team"), true);

    hosts.create("alice", of("host1", belongs));

    assertThat(labelsOf("host1")).containsExactly("big", "kvm", "x86");
    assertThat(texts("SELECT name FROM afe_labels WHERE platform = 1")).containsExactly("x86");
    assertThat(groups("host1")).containsExactly("team");
    assertThat(
            texts(
                "SELECT login FROM afe_users u JOIN afe_acl_groups_users gu ON gu.user_id = u.id"
                    + " JOIN afe_acl_groups g ON g.id = gu.aclgroup_id WHERE g.name = 'team'"))
        .containsExactly("alice");
  }

  @Test
  void what_a_new_host_is_of_must_be_there_when_it_is_not_to_be_made() {
    refused(
        Kind.INVALID,
        () ->
            hosts.create(
                "alice",
                of(
                    "host1",
                    new NewHost.Belongs(Set.of(), Optional.empty(), Set.of("team"), false))));
    assertThat(texts("SELECT id FROM afe_hosts")).isEmpty();
  }

  @Test
  void nobody_puts_a_new_host_into_a_group_of_others() {
    lab.aclGroup("team", List.of("bob"), List.of());
    NewHost.Belongs belongs =
        new NewHost.Belongs(Set.of("new"), Optional.empty(), Set.of("team"), true);

    refused(Kind.FORBIDDEN, () -> hosts.create("alice", of("host1", belongs)));
    assertThat(texts("SELECT name FROM afe_labels")).isEmpty();
  }

  private static NewHost of(String hostname, NewHost.Belongs belongs) {
    return new NewHost(hostname, belongs, Map.of(), Protection.NO_PROTECTION, Optional.empty());
  }

  private List<String> labelsOf(String hostname) {
    return texts(
        "SELECT l.name FROM afe_labels l JOIN afe_hosts_labels hl ON hl.label_id = l.id JOIN"
            + " afe_hosts h ON h.id = hl.host_id WHERE h.hostname = '"
            + hostname
            + "' ORDER BY l.name");
  }

  private static HostEdit labels(Set<String> add, Set<String> remove) {
    return new HostEdit(
        Optional.empty(), Optional.empty(), add, remove, Optional.empty(), Map.of());
  }

  @Test
  void attributes_are_set_replaced_and_removed() {
    lab.host("host1");
    hosts.modify("alice", HOST1, attributes(Map.of("rack", "7", "Rack", "x", "gone", "1")));
    hosts.modify("alice", HOST1, attributes(Map.of("rack", "8", "gone", "")));

    assertThat(
            texts(
                "SELECT CONCAT(attribute, '=', value) FROM afe_host_attributes ORDER BY attribute"))
        .containsExactly("Rack=x", "rack=8");
  }

  private static HostEdit attributes(Map<String, String> attributes) {
    return new HostEdit(
        Optional.empty(), Optional.empty(), Set.of(), Set.of(), Optional.empty(), attributes);
  }

  @Test
  void only_who_shares_a_group_may_change_a_host() {
    HostId id = lab.host("host1");
    lab.aclGroup("team", List.of("bob"), List.of(id));

    refused(Kind.FORBIDDEN, () -> hosts.modify("alice", HOST1, HostEdit.lock("")));
    refused(Kind.FORBIDDEN, () -> hosts.delete("alice", "host1"));
    refused(
        Kind.FORBIDDEN, () -> new TaskRequests(database).request("alice", HOST1, TaskType.VERIFY));

    hosts.modify("bob", HOST1, HostEdit.lock(""));
  }

  @Test
  void a_task_that_is_queued_already_is_not_queued_again_also_when_asked_at_once()
      throws Exception {
    lab.host("host1");
    TaskRequests tasks = new TaskRequests(database);

    List<List<TaskId>> all = AtOnce.times(6, () -> tasks.request("alice", HOST1, TaskType.VERIFY));

    assertThat(all).containsOnly(all.getFirst());
    assertThat(texts("SELECT id FROM afe_special_tasks")).hasSize(1);
    assertThat(tasks.request("alice", HOST1, TaskType.CLEANUP)).isNotEqualTo(all.getFirst());
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> refused(
      Kind kind, ThrowingCallable call) {
    return assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            BadRequest.class, refusal -> assertThat(refusal.kind()).isEqualTo(kind));
  }

  private List<String> groups(String hostname) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT g.name FROM afe_acl_groups g JOIN afe_acl_groups_hosts gh"
                        + " ON gh.aclgroup_id = g.id JOIN afe_hosts h ON h.id = gh.host_id"
                        + " WHERE h.hostname = ? ORDER BY g.name")
                .bind(0, hostname)
                .mapTo(String.class)
                .list());
  }

  private List<String> texts(String sql) {
    return database.read(handle -> handle.createQuery(sql).mapTo(String.class).list());
  }
}
