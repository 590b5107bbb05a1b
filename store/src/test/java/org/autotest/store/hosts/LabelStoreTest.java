package org.autotest.store.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.BadRequest.Kind;
import org.autotest.core.host.HostId;
import org.autotest.core.job.EntryStatus;
import org.autotest.store.Database;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(MariaDbExtension.class)
@SuppressWarnings("NullAway.Init") // JUnit calls the method that sets the fields.
class LabelStoreTest {
  private Database database;
  private LabBuilder lab;
  private LabelStore labels;

  @BeforeEach
  void open(Database opened, LabBuilder builder) {
    database = opened;
    lab = builder;
    labels = new LabelStore(opened);
    lab.user("alice");
    lab.user("bob");
    lab.user("admin", 1);
  }

  @Test
  void labels_come_back_after_deletion_and_are_kept_while_a_job_needs_them() {
    var kvm = labels.create("alice", "kvm", LabelEdit.PLAIN);
    refused(Kind.CONFLICT, () -> labels.create("alice", " KVM ", LabelEdit.PLAIN));
    refused(Kind.INVALID, () -> labels.create("alice", "a,b", LabelEdit.PLAIN));
    refused(Kind.FORBIDDEN, () -> labels.delete("alice", "kvm"));
    var job = lab.job("alice", "n");
    var entry = lab.entry(job, kvm);
    refused(Kind.CONFLICT, () -> labels.delete("admin", "kvm")).hasMessageContaining(": " + job);

    lab.status(entry, EntryStatus.COMPLETED);
    labels.delete("admin", "kvm");

    assertThat(labels.create("alice", "kvm", LabelEdit.PLATFORM)).isEqualTo(kvm);
    assertThat(texts("SELECT platform FROM afe_labels WHERE name = 'kvm'")).containsExactly("1");
  }

  @Test
  void a_label_that_a_template_needs_is_kept() {
    var kvm = labels.create("alice", "kvm", LabelEdit.PLAIN);
    var job = lab.job("alice", "nightly");
    lab.status(lab.entry(job, kvm), EntryStatus.TEMPLATE);
    database.transactVoid(
        handle -> handle.execute("UPDATE afe_jobs SET is_template = 1 WHERE id = ?", job.value()));

    refused(Kind.CONFLICT, () -> labels.delete("admin", "kvm")).hasMessageContaining("templates");
  }

  @Test
  void what_a_deleted_label_was_taken_off_is_told() {
    lab.host("host1", "kvm");
    lab.host("host2", "kvm", "big");

    assertThat(labels.delete("admin", "KVM")).isEqualTo(new LabelStore.Deleted("kvm", 2, 0));
    assertThat(labelsOf("host2")).containsExactly("big");
    assertThat(texts("SELECT CONCAT(reason, '|', actor) FROM afe_event_log WHERE kind = 'host'"))
        .containsExactly("label kvm was deleted|admin", "label kvm was deleted|admin");
  }

  @Test
  void a_label_cannot_become_the_second_platform_of_a_host() {
    lab.platform("x86");
    lab.host("host1", "x86", "kvm");

    refused(Kind.CONFLICT, () -> labels.modify("admin", "kvm", LabelEdit.PLATFORM));
  }

  @Test
  void a_label_is_renamed_by_an_admin_and_stays_on_its_hosts() {
    lab.host("host1", "kvm");
    lab.label("big");
    LabelEdit rename = new LabelEdit(Optional.of("virt"), Optional.empty(), Optional.of(true));

    refused(Kind.FORBIDDEN, () -> labels.modify("alice", "kvm", rename));
    labels.modify("admin", "kvm", rename);

    assertThat(labelsOf("host1")).containsExactly("virt");
    assertThat(texts("SELECT only_if_needed FROM afe_labels WHERE name = 'virt'"))
        .containsExactly("1");
    LabelEdit taken = new LabelEdit(Optional.of("BIG"), Optional.empty(), Optional.empty());
    refused(Kind.CONFLICT, () -> labels.modify("admin", "virt", taken));
  }

  @Test
  void a_label_is_put_on_all_hosts_or_on_none() {
    lab.label("kvm");
    HostId one = lab.host("host1");
    lab.host("host2");

    labels.mark("alice", "kvm", List.of("host1", "HOST2"), true);
    assertThat(labelsOf("host2")).containsExactly("kvm");
    assertThat(
            texts(
                "SELECT CONCAT(reason, '|', actor) FROM afe_event_log WHERE host_id = "
                    + one.value()))
        .containsExactly("labels put on: kvm|alice");
    assertThat(texts("SELECT kind FROM afe_lab_changes ORDER BY id DESC LIMIT 2"))
        .containsExactly("host", "host");

    refused(Kind.NOT_FOUND, () -> labels.mark("alice", "kvm", List.of("host1", "ghost"), false))
        .hasMessageContaining("ghost");
    assertThat(labelsOf("host1")).containsExactly("kvm");

    labels.mark("alice", "kvm", List.of("host1", "host2"), false);
    assertThat(labelsOf("host1")).isEmpty();
  }

  @Test
  void a_label_is_put_only_on_hosts_that_one_may_use() {
    lab.label("kvm");
    lab.aclGroup("team", List.of("bob"), List.of(lab.host("host1")));

    refused(Kind.FORBIDDEN, () -> labels.mark("alice", "kvm", List.of("host1"), true))
        .hasMessageContaining("alice shares no ACL group with host1");
    labels.mark("bob", "kvm", List.of("host1"), true);
    assertThat(labelsOf("host1")).containsExactly("kvm");
  }

  @Test
  void a_second_platform_is_not_put_on() {
    lab.platform("x86");
    lab.platform("arm");
    lab.host("host1", "x86");
    lab.host("host2");

    refused(Kind.CONFLICT, () -> labels.mark("alice", "arm", List.of("host1", "host2"), true))
        .hasMessageContaining("host1 (arm, x86)");
    assertThat(labelsOf("host2")).isEmpty();
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> refused(
      Kind kind, ThrowingCallable call) {
    return assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            BadRequest.class, refusal -> assertThat(refusal.kind()).isEqualTo(kind));
  }

  private List<String> labelsOf(String hostname) {
    return texts(
        "SELECT l.name FROM afe_labels l JOIN afe_hosts_labels hl ON hl.label_id = l.id JOIN"
            + " afe_hosts h ON h.id = hl.host_id WHERE h.hostname = '"
            + hostname
            + "' ORDER BY l.name");
  }

  private List<String> texts(String sql) {
    return database.read(handle -> handle.createQuery(sql).mapTo(String.class).list());
  }
}
