package org.autotest.dispatcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.autotest.core.host.HostId;
import org.autotest.core.host.LabelId;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.JobId;
import org.autotest.core.job.Priority;
import org.autotest.core.schedule.Explanation;
import org.autotest.core.schedule.Hold;
import org.autotest.core.schedule.Rule;
import org.autotest.store.Database;
import org.autotest.store.LabChange.Kind;
import org.autotest.store.lab.EventLog;
import org.autotest.store.lab.Upkeep;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.autotest.testkit.SettableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What people are told about entries that wait, and what is kept of what happened.
@ExtendWith(MariaDbExtension.class)
class ExplanationTest {
  @TempDir Path root;
  private LabRig lab;

  @BeforeEach
  void rig(Database database, SettableClock clock, LabBuilder build) {
    lab = new LabRig(database, clock, build, root);
    build.user("alice");
  }

  @AfterEach
  void end() {
    lab.close();
  }

  private JobId quick(int synchCount) {
    JobId job = lab.build.job("alice", "sleep", Priority.MEDIUM, synchCount);
    lab.options(job, "run_verify = 0");
    return job;
  }

  @Test
  void each_host_says_what_keeps_it_from_the_entry() throws Exception {
    HostId busy = lab.build.host("host1", "x86");
    HostId locked = lab.build.host("host2", "x86");
    HostId reserved = lab.build.host("host3", "x86");
    lab.build.lock(locked);
    lab.build.aclGroup("team", List.of(), List.of(reserved));
    LabelId label =
        new LabelId(Long.parseLong(lab.text("SELECT id FROM afe_labels WHERE name = 'x86'")));
    JobId first = quick(1);
    lab.build.entry(first, busy);
    lab.settle();
    EntryId waits = lab.build.entry(quick(1), label);
    lab.settle();

    Explanation why = lab.why(waits);

    assertThat(why.hosts())
        .extracting(
            host -> host.host().value(),
            host -> host.holds().stream().map(Hold::rule).toList().toString())
        .containsExactly(
            tuple("host1", "[HELD_BY_ENTRY]"),
            tuple("host2", "[LOCKED]"),
            tuple("host3", "[ACL, EVERYONE_ONLY]"));
    assertThat(why.summary())
        .isEqualTo("host1 is held by job %s; and 2 more are not free either".formatted(first));
  }

  @Test
  void a_job_for_several_hosts_says_how_many_it_misses() throws Exception {
    HostId locked = lab.build.host("host2");
    lab.build.lock(locked);
    JobId job = quick(2);
    EntryId entry = lab.build.entry(job, lab.build.host("host1"));
    lab.build.entry(job, locked);
    lab.settle();

    assertThat(lab.why(entry).holds()).extracting(Hold::rule).containsExactly(Rule.SYNCH_COUNT);
    assertThat(lab.why(entry).summary()).isEqualTo("the job wants 2 hosts at once and holds 0");
  }

  @Test
  void an_entry_that_waits_for_a_process_says_so() throws Exception {
    lab.limits(1, 100);
    lab.build.entry(quick(1), lab.build.host("host1"));
    lab.settle();
    EntryId entry = lab.build.entry(quick(1), lab.build.host("host2"));
    lab.settle();
    lab.database.transactVoid(
        handle -> handle.execute("UPDATE afe_dispatchers SET processes_max = 1"));

    assertThat(lab.why(entry).holds()).extracting(Hold::rule).containsExactly(Rule.CAPACITY);
  }

  @Test
  void without_a_dispatcher_that_is_said_first() throws Exception {
    EntryId entry = lab.build.entry(quick(1), lab.build.host("host1"));
    lab.database.transactVoid(
        handle ->
            handle.execute(
                "UPDATE afe_leases SET expires_at = '2000-01-01' WHERE name = 'planner'"));

    assertThat(lab.why(entry).holds().getFirst().rule()).isEqualTo(Rule.NO_DISPATCHER);
  }

  @Test
  void what_happened_can_be_read_line_by_line_with_reasons() throws Exception {
    EventLog log = new EventLog(lab.database);
    long before = log.last();
    JobId job = quick(1);
    lab.build.entry(job, lab.build.host("host1"));

    lab.settle();

    assertThat(log.after(before, 100))
        .filteredOn(event -> event.kind().equals("entry"))
        .allSatisfy(event -> assertThat(event.job()).contains(job.value()))
        .allSatisfy(event -> assertThat(event.hostname()).contains("host1"))
        .extracting(EventLog.Event::to, EventLog.Event::reason)
        .containsExactly(
            tuple("Pending", "host1 is free"),
            tuple("Starting", "its host is ready"),
            tuple("Running", "autoserv runs"));
  }

  @Test
  void upkeep_unlocks_and_forgets_in_time() throws Exception {
    HostId host = lab.build.host("host1");
    lab.build.lock(host);
    lab.change(
        Kind.HOST,
        host.value(),
        "UPDATE afe_hosts SET lock_expires = ? WHERE id = ?",
        lab.database.now().plusSeconds(60),
        host.value());
    EntryId entry = lab.build.entry(quick(1), host);
    Upkeep upkeep = new Upkeep(lab.database);
    assertThat(upkeep.unlockExpired()).isZero();

    lab.clock.advance(Duration.ofSeconds(61));
    assertThat(upkeep.unlockExpired()).isEqualTo(1);
    lab.settle();

    assertThat(lab.life(entry)).endsWith("Running");
    lab.clock.advance(Duration.ofHours(2));
    assertThat(upkeep.purge(Duration.ofHours(1), Duration.ofDays(90))).isPositive();
    assertThat(lab.text("SELECT COUNT(*) FROM afe_lab_changes")).isEqualTo("0");
    assertThat(lab.life(entry)).endsWith("Running");
  }

  @Test
  void the_picture_in_memory_equals_the_database() throws Exception {
    lab.build.host("host2", "x86");
    lab.build.entry(quick(1), lab.build.host("host1"));
    lab.settle();

    assertThat(lab.differences()).isEmpty();
    lab.database.transactVoid(
        handle -> handle.execute("UPDATE afe_hosts SET locked = 1 WHERE hostname = 'host2'"));
    assertThat(lab.differences()).hasSize(1).first().asString().startsWith("host ");
  }
}
