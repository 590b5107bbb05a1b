package org.autotest.dispatcher.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.autotest.core.host.HostId;
import org.autotest.core.host.LabelId;
import org.autotest.core.host.Protection;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.JobId;
import org.autotest.core.job.Priority;
import org.autotest.store.Database;
import org.autotest.store.hosts.HostStore;
import org.autotest.store.hosts.LabelEdit;
import org.autotest.store.hosts.LabelStore;
import org.autotest.store.hosts.NewHost;
import org.autotest.store.lab.LabIds;
import org.autotest.store.users.AclStore;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.autotest.testkit.SettableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What people do to labels and access groups is seen by the dispatcher at once.
@ExtendWith(MariaDbExtension.class)
class LabelChangeTest {
  @TempDir Path root;
  private LabRig lab;
  private LabelStore labels;
  private LabelId kvm;

  @BeforeEach
  void rig(Database database, SettableClock clock, LabBuilder build) {
    lab = new LabRig(database, clock, build, root);
    build.user("alice");
    build.user("admin", 1);
    labels = new LabelStore(database);
    kvm = labels.create("alice", "kvm", LabelEdit.PLAIN);
  }

  @AfterEach
  void end() {
    lab.close();
  }

  private EntryId waiting() throws InterruptedException {
    JobId job = lab.build.job("alice", "sleep", Priority.MEDIUM, 1);
    lab.options(job, "run_verify = 0");
    EntryId entry = lab.build.entry(job, kvm);
    lab.settle();
    assertThat(lab.status(entry)).isEqualTo(EntryStatus.QUEUED);
    return entry;
  }

  @Test
  void a_host_that_gains_a_label_gets_a_job_that_waits_for_it() throws Exception {
    lab.build.host("host1");
    EntryId entry = waiting();

    labels.mark("alice", "kvm", List.of("host1"), true);
    lab.settle();

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.RUNNING);
  }

  @Test
  void a_new_host_gets_a_job_that_waits_for_its_label() throws Exception {
    EntryId entry = waiting();

    new HostStore(lab.database)
        .create(
            "alice",
            new NewHost(
                "host1",
                new NewHost.Belongs(Set.of("kvm"), Optional.of("x86"), Set.of(), true),
                Map.of(),
                Protection.NO_PROTECTION,
                Optional.empty()));
    lab.settle();

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.RUNNING);
  }

  @Test
  void a_label_whose_hosts_are_for_everybody_again_gives_them_to_jobs_for_another()
      throws Exception {
    labels.create(
        "alice", "rare", new LabelEdit(Optional.empty(), Optional.empty(), Optional.of(true)));
    lab.build.host("host1", "kvm", "rare");
    EntryId entry = waiting();

    labels.modify(
        "admin", "rare", new LabelEdit(Optional.empty(), Optional.empty(), Optional.of(false)));
    lab.settle();

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.RUNNING);
  }

  private EntryId queue(String owner, HostId host) throws InterruptedException {
    JobId job = lab.build.job(owner, "sleep");
    lab.options(job, "run_verify = 0");
    EntryId entry = lab.build.entry(job, host);
    lab.settle();
    return entry;
  }

  @Test
  void hosts_of_a_group_stay_those_of_its_members_whatever_groups_are_called() throws Exception {
    AclStore groups = new AclStore(lab.database);
    lab.build.user("bob");
    HostId host = lab.build.host("host1");
    groups.create("alice", "team", "");
    groups.create("bob", "others", "");
    groups.add("alice", "team", List.of(), List.of("host1"));
    lab.settle();

    groups.modify("alice", "team", Optional.of("board"), Optional.empty());
    groups.modify("bob", "others", Optional.of("team"), Optional.empty());
    EntryId foreign = queue("bob", host);
    EntryId own = queue("alice", host);

    assertThat(lab.status(foreign)).isEqualTo(EntryStatus.QUEUED);
    assertThat(lab.status(own)).isEqualTo(EntryStatus.RUNNING);
    assertThat(lab.differences()).isEmpty();
  }

  @Test
  void a_root_user_gets_a_host_of_any_group_and_of_one_that_is_made_later() throws Exception {
    AclStore groups = new AclStore(lab.database);
    lab.build.user("root", 100);
    HostId host = lab.build.host("host1");
    groups.create("alice", "team", "");
    groups.add("alice", "team", List.of(), List.of("host1"));
    EntryId user = queue("admin", host);

    EntryId root = queue("root", host);

    assertThat(lab.status(user)).isEqualTo(EntryStatus.QUEUED);
    assertThat(lab.status(root)).isEqualTo(EntryStatus.RUNNING);
    assertThat(lab.why(user).toString()).contains("admin is not");
    assertThat(lab.differences()).isEmpty();
  }

  @Test
  void a_host_that_is_everybodys_again_gets_a_job_that_waits_for_its_label() throws Exception {
    AclStore groups = new AclStore(lab.database);
    groups.create("alice", "team", "");
    lab.build.host("host1", "kvm");
    groups.add("alice", "team", List.of(), List.of("host1"));
    EntryId entry = waiting();

    groups.delete("alice", "team");
    lab.settle();

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.RUNNING);
  }

  @Test
  void a_host_that_is_deleted_while_the_picture_is_proved_is_no_difference() throws Exception {
    lab.build.host("gone");
    lab.settle();
    LabIds there = LabIds.read(lab.database);
    new HostStore(lab.database).delete("admin", "gone");
    lab.settle();

    assertThat(lab.differences(there)).isEmpty();
  }
}
