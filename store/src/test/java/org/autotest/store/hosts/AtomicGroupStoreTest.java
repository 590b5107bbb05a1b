package org.autotest.store.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.BadRequest.Kind;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.JobId;
import org.autotest.store.Database;
import org.autotest.store.views.AtomicGroupViews;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(MariaDbExtension.class)
@SuppressWarnings("NullAway.Init") // JUnit calls the method that sets the fields.
class AtomicGroupStoreTest {
  private Database database;
  private LabBuilder lab;
  private AtomicGroupStore groups;

  @BeforeEach
  void open(Database opened, LabBuilder builder) {
    database = opened;
    lab = builder;
    groups = new AtomicGroupStore(opened);
    lab.user("alice");
    lab.user("admin", 1);
  }

  private static AtomicGroupEdit edit(int most, Set<String> added, Set<String> removed) {
    return new AtomicGroupEdit(Optional.of("in one rack"), Optional.of(most), added, removed);
  }

  private static void refused(Kind kind, String words, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            BadRequest.class,
            refusal -> {
              assertThat(refusal.kind()).isEqualTo(kind);
              assertThat(refusal.problem()).contains(words);
            });
  }

  @Test
  void a_group_has_the_hosts_of_its_labels_and_comes_back_empty_after_deletion() {
    lab.host("host1", "left", "x86");
    lab.host("host2", "left");
    lab.host("host3", "right");

    groups.create("admin", " rack ", edit(2, Set.of("left", "right"), Set.of()));
    groups.modify("admin", "rack", edit(3, Set.of(), Set.of("right")));

    assertThat(new AtomicGroupViews(database).list(Optional.empty(), "", 10))
        .containsExactly(
            new AtomicGroupViews.Group("rack", "in one rack", Optional.of(3), List.of("left"), 2));
    groups.delete("admin", "rack");
    assertThat(new AtomicGroupViews(database).list(Optional.empty(), "", 10)).isEmpty();
    groups.create(
        "admin",
        "rack",
        new AtomicGroupEdit(Optional.empty(), Optional.empty(), Set.of(), Set.of()));
    assertThat(new AtomicGroupViews(database).list(Optional.of("RAC"), "", 10))
        .containsExactly(new AtomicGroupViews.Group("rack", "", Optional.empty(), List.of(), 0));
  }

  @Test
  void a_host_is_in_one_group_at_most() {
    lab.host("host1", "left", "right");
    groups.create("admin", "first", edit(2, Set.of("left"), Set.of()));

    refused(
        Kind.CONFLICT,
        "these hosts would be in two atomic groups: host1",
        () -> groups.create("admin", "second", edit(2, Set.of("right"), Set.of())));
    refused(
        Kind.CONFLICT,
        "in another atomic group: left (first)",
        () -> groups.create("admin", "second", edit(2, Set.of("left"), Set.of())));
    assertThat(new AtomicGroupViews(database).list(Optional.empty(), "", 10)).hasSize(1);
  }

  @Test
  void only_admins_change_groups_and_a_group_that_a_job_waits_for_stays() {
    refused(
        Kind.FORBIDDEN,
        "needs an admin",
        () -> groups.create("alice", "rack", edit(2, Set.of(), Set.of())));
    long rack = lab.atomicGroup("rack", 2);
    refused(
        Kind.CONFLICT,
        "there is an atomic group 'rack' already",
        () -> groups.create("admin", "Rack", edit(2, Set.of(), Set.of())));
    refused(
        Kind.INVALID,
        "holds a comma",
        () -> groups.create("admin", "a,b", edit(1, Set.of(), Set.of())));
    refused(
        Kind.INVALID,
        "unknown label: none",
        () -> groups.modify("admin", "rack", edit(2, Set.of("none"), Set.of())));
    refused(Kind.NOT_FOUND, "no atomic group 'none'", () -> groups.delete("admin", "none"));
    JobId job = lab.job("alice", "together", 1, rack);
    EntryId entry = lab.groupEntry(job);
    refused(
        Kind.CONFLICT,
        "job %s is not finished".formatted(job),
        () -> groups.delete("admin", "rack"));

    lab.status(entry, EntryStatus.COMPLETED);
    groups.delete("admin", "rack");

    assertThat(new AtomicGroupViews(database).list(Optional.empty(), "", 10)).isEmpty();
  }
}
