package org.autotest.store.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.BadRequest.Kind;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.RebootAfter;
import org.autotest.core.job.RebootBefore;
import org.autotest.core.job.TaskType;
import org.autotest.store.Database;
import org.autotest.store.access.Caller;
import org.autotest.store.hosts.ReservationStore;
import org.autotest.store.hosts.TaskRequests;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.autotest.testkit.SettableClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(MariaDbExtension.class)
@SuppressWarnings("NullAway.Init") // JUnit calls the method that sets the fields.
class UserStoreTest {
  private static final String HASH = "$2a$12$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234";

  private Database database;
  private LabBuilder lab;
  private UserStore users;
  private AclStore groups;

  @BeforeEach
  void open(Database opened, LabBuilder builder) {
    database = opened;
    lab = builder;
    users = new UserStore(opened);
    groups = new AclStore(opened);
  }

  @Test
  void a_user_is_made_by_root_and_joins_everyone() {
    users.create(Caller.SYSTEM, " alice ", 100, Optional.of(HASH));

    assertThat(
            texts(
                "SELECT CONCAT(u.login, u.access_level, g.name, c.password_hash) FROM afe_users u"
                    + " JOIN afe_acl_groups_users gu ON gu.user_id = u.id"
                    + " JOIN afe_acl_groups g ON g.id = gu.aclgroup_id"
                    + " JOIN afe_credentials c ON c.user_id = u.id WHERE u.login = 'alice'"))
        .containsExactly("alice100Everyone" + HASH);
    refused(Kind.CONFLICT, () -> users.create("alice", "ALICE", 0, Optional.empty()));
    users.create("alice", "bob", 0, Optional.empty());
    refused(Kind.FORBIDDEN, () -> users.create("bob", "carol", 0, Optional.empty()));
  }

  @Test
  void a_login_that_could_not_be_a_directory_is_refused() {
    for (String login : List.of("", "../x", "a b", "-o", "a/b", "ä", "x".repeat(65))) {
      refused(Kind.INVALID, () -> users.create(Caller.SYSTEM, login, 0, Optional.empty()));
    }
    refused(Kind.INVALID, () -> users.create(Caller.SYSTEM, "a", 7, Optional.of("plain text")))
        .hasMessageContaining("access_level")
        .hasMessageContaining("no bcrypt hash");
  }

  @Test
  void a_user_changes_the_own_password_and_preferences_but_not_the_own_level() {
    lab.user("alice");
    lab.user("bob");

    users.setPassword("alice", "alice", HASH);
    users.modify("alice", "alice", UserEdit.NOTHING.reboots(RebootBefore.NEVER, RebootAfter.NEVER));

    refused(Kind.FORBIDDEN, () -> users.setPassword("alice", "bob", HASH));
    refused(Kind.FORBIDDEN, () -> users.modify("alice", "alice", UserEdit.NOTHING.level(100)));
    refused(Kind.FORBIDDEN, () -> users.setPassword(Caller.SYSTEM, Caller.SYSTEM, HASH));
  }

  @Test
  void the_last_root_stays_root() {
    lab.user("alice", 100);
    lab.user("bob", 100);

    users.modify("alice", "bob", UserEdit.NOTHING.level(0));

    refused(Kind.CONFLICT, () -> users.modify("alice", "alice", UserEdit.NOTHING.level(1)));
  }

  @Test
  void a_user_is_changed_whole_or_not_at_all() {
    lab.user("alice");
    UserEdit edit = UserEdit.NOTHING.reboots(RebootBefore.ALWAYS, RebootAfter.NEVER);

    refused(Kind.INVALID, () -> users.modify("alice", "alice", edit.drones("nosuch")));
    assertThat(texts("SELECT reboot_before FROM afe_users WHERE login = 'alice'"))
        .containsExactly("1");
    refused(Kind.INVALID, () -> users.modify(Caller.SYSTEM, "alice", UserEdit.NOTHING.level(7)));

    users.modify("alice", "ALICE", edit);
    assertThat(
            texts(
                "SELECT CONCAT(reboot_before, reboot_after, access_level) FROM afe_users"
                    + " WHERE login = 'alice'"))
        .containsExactly("200");
  }

  @Test
  void a_user_is_deleted_when_nothing_of_theirs_is_to_come() {
    lab.user("root", 100);
    lab.user("alice");
    lab.user("bob");
    var host = lab.host("host1");
    new TaskRequests(database).request("alice", List.of("host1"), TaskType.VERIFY);
    var job = lab.job("alice", "n");
    var entry = lab.entry(job, host);

    refused(Kind.FORBIDDEN, () -> users.delete("bob", "alice"));
    refused(Kind.CONFLICT, () -> users.delete("root", "root"));
    refused(Kind.FORBIDDEN, () -> users.delete("root", Caller.SYSTEM));
    refused(Kind.CONFLICT, () -> users.delete("root", "alice"))
        .hasMessageContaining("user alice has jobs that are not finished: " + job);
    lab.status(entry, EntryStatus.COMPLETED);
    users.delete("root", "alice");

    assertThat(texts("SELECT owner FROM afe_jobs")).containsExactly("alice");
    assertThat(
            texts(
                "SELECT u.login FROM afe_special_tasks t JOIN afe_users u"
                    + " ON u.id = t.requested_by_id"))
        .containsExactly(Caller.SYSTEM);
    refused(Kind.NOT_FOUND, () -> users.delete("root", "alice"));
  }

  @Test
  void who_has_a_host_reserved_is_not_deleted() {
    lab.user("root", 100);
    lab.user("alice");
    lab.host("host1");
    new ReservationStore(database)
        .reserve(
            "alice",
            "host1",
            new ReservationStore.Wish(
                Optional.empty(), Optional.empty(), Duration.ofHours(1), "", false));

    refused(Kind.CONFLICT, () -> users.delete("root", "alice")).hasMessageContaining("host1");
  }

  @Test
  void a_new_password_ends_all_sessions() {
    lab.user("alice");
    TokenStore tokens = new TokenStore(database);
    tokens.keep("alice", "browser", "a".repeat(64), Optional.empty());

    users.setPassword("alice", "alice", HASH);

    assertThat(texts("SELECT id FROM afe_api_tokens")).isEmpty();
  }

  @Test
  void tokens_are_kept_used_revoked_and_run_out(SettableClock clock) {
    lab.user("alice");
    TokenStore tokens = new TokenStore(database);
    tokens.keep("alice", "ci", "a".repeat(64), Optional.empty());
    tokens.keep("alice", "short", "b".repeat(64), Optional.of(clock.instant().plusSeconds(60)));
    refused(Kind.CONFLICT, () -> tokens.keep("alice", "CI", "c".repeat(64), Optional.empty()));

    tokens.used("a".repeat(64));
    clock.advance(Duration.ofSeconds(60));

    assertThat(tokens.forgetExpired()).isEqualTo(1);
    assertThat(texts("SELECT CONCAT(name, ' ', last_used_at) FROM afe_api_tokens"))
        .containsExactly("ci 2026-01-02 03:04:05.000");
    tokens.forgetNamed("alice", "ci");
    refused(Kind.NOT_FOUND, () -> tokens.forgetNamed("alice", "ci"));
  }

  @Test
  void a_host_leaves_everyone_for_a_group_and_comes_back_when_it_is_in_none() {
    lab.user("alice");
    lab.host("host1");
    groups.create("alice", "team", "");

    groups.add("alice", "team", List.of(), List.of("host1"));
    assertThat(groupsOf("host1")).containsExactly("team");

    groups.remove("alice", "team", List.of(), List.of("host1"));
    assertThat(groupsOf("host1")).containsExactly("Everyone");

    groups.add("alice", "team", List.of(), List.of("host1"));
    groups.delete("alice", "team");
    assertThat(groupsOf("host1")).containsExactly("Everyone");
  }

  @Test
  void nobody_takes_a_host_from_a_team_by_adding_it_to_an_own_group() {
    lab.user("alice");
    lab.user("bob");
    var host = lab.host("host1");
    lab.aclGroup("team", List.of("bob"), List.of(host));
    groups.create("alice", "mine", "");

    refused(Kind.FORBIDDEN, () -> groups.add("alice", "mine", List.of(), List.of("host1")));
    assertThat(groupsOf("host1")).containsExactly("team");
  }

  @Test
  void only_members_change_a_group_and_an_emptied_group_keeps_the_caller() {
    lab.user("alice");
    lab.user("bob");
    groups.create("alice", "team", "");
    refused(Kind.FORBIDDEN, () -> groups.add("bob", "team", List.of("bob"), List.of()));

    groups.add("alice", "team", List.of("bob"), List.of());
    groups.remove("alice", "team", List.of("alice", "bob"), List.of());

    assertThat(
            texts(
                "SELECT u.login FROM afe_acl_groups_users gu JOIN afe_acl_groups g"
                    + " ON g.id = gu.aclgroup_id JOIN afe_users u ON u.id = gu.user_id"
                    + " WHERE g.name = 'team'"))
        .containsExactly("alice");
    refused(Kind.INVALID, () -> groups.add("alice", "team", List.of("nobody"), List.of()));
  }

  @Test
  void users_and_hosts_are_put_in_and_taken_out_together_or_not_at_all() {
    lab.user("alice");
    lab.user("bob");
    lab.host("host1");
    groups.create("alice", "team", "");

    refused(
        Kind.INVALID, () -> groups.add("alice", "team", List.of("bob"), List.of("host1", "ghost")));
    assertThat(groupsOf("host1")).containsExactly("Everyone");

    groups.add("alice", "team", List.of("bob"), List.of("host1"));
    assertThat(groupsOf("host1")).containsExactly("team");
    assertThat(texts("SELECT CONCAT(reason, '|', actor) FROM afe_event_log"))
        .containsExactly("put into access group team|alice");
    groups.remove("bob", "team", List.of("alice"), List.of("host1"));
    assertThat(groupsOf("host1")).containsExactly("Everyone");
    refused(Kind.FORBIDDEN, () -> groups.add("alice", "team", List.of("alice"), List.of()));
  }

  @Test
  void a_group_is_renamed_and_described_by_members_and_everyone_keeps_its_name() {
    lab.user("alice");
    lab.user("bob");
    lab.user("root", 100);
    groups.create("alice", "team", "old");
    groups.create("alice", "other", "");

    refused(
        Kind.FORBIDDEN, () -> groups.modify("bob", "team", Optional.empty(), Optional.of("mine")));
    refused(
        Kind.CONFLICT,
        () -> groups.modify("alice", "team", Optional.of("Other"), Optional.empty()));
    refused(
        Kind.CONFLICT,
        () -> groups.modify("root", "Everyone", Optional.of("All"), Optional.empty()));
    groups.modify("alice", "team", Optional.of("kernel"), Optional.of("new"));

    assertThat(texts("SELECT CONCAT(name, ' ', description) FROM afe_acl_groups WHERE id > 1"))
        .containsExactlyInAnyOrder("kernel new", "other ");
  }

  @Test
  void everyone_is_changed_by_root_alone_and_deleted_by_nobody() {
    lab.user("alice");
    lab.user("root", 100);

    refused(Kind.FORBIDDEN, () -> groups.add("alice", "everyone", List.of("alice"), List.of()));
    refused(Kind.CONFLICT, () -> groups.delete("root", "Everyone"));
    refused(Kind.CONFLICT, () -> groups.remove("root", "Everyone", List.of("alice"), List.of()));
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> refused(
      Kind kind, ThrowingCallable call) {
    return assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            BadRequest.class, refusal -> assertThat(refusal.kind()).isEqualTo(kind));
  }

  private List<String> groupsOf(String hostname) {
    return texts(
        "SELECT g.name FROM afe_acl_groups g JOIN afe_acl_groups_hosts gh ON gh.aclgroup_id = g.id"
            + " JOIN afe_hosts h ON h.id = gh.host_id WHERE h.hostname = '"
            + hostname
            + "' ORDER BY g.name");
  }

  private List<String> texts(String sql) {
    return database.read(handle -> handle.createQuery(sql).mapTo(String.class).list());
  }
}
