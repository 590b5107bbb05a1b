package org.autotest.dispatcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.autotest.dispatcher.run.LabRig.cleanup;
import static org.autotest.dispatcher.run.LabRig.main;
import static org.autotest.dispatcher.run.LabRig.verify;

import java.nio.file.Path;
import java.util.List;
import org.autotest.core.host.HostId;
import org.autotest.core.host.LabelId;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.JobId;
import org.autotest.store.Database;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.autotest.testkit.SettableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Each change of an entry, a host and a task is a line of the log, when it is committed.
@ExtendWith(MariaDbExtension.class)
class TransitionLogTest {
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

  private List<String> about(String what) {
    return lab.transitions.stream().filter(line -> line.contains(what)).toList();
  }

  /// Without its reason.
  private static String fact(String line) {
    return line.substring(0, line.indexOf(": "));
  }

  @Test
  void the_life_of_a_job_is_told_with_ids_and_reasons() throws Exception {
    HostId host = lab.build.host("demo4");
    JobId job = lab.build.job("alice", "sleep");
    lab.options(job, "reboot_after = 2");
    EntryId entry = lab.build.entry(job, host);
    String whose = "job=%s entry=%s host=demo4 ".formatted(job, entry);

    lab.settle().exit(verify(), 0).exit(main(), 0).exit(cleanup(), 0);

    assertThat(about(" entry=" + entry + " ").stream().filter(line -> !line.contains(" task=")))
        .allSatisfy(line -> assertThat(line).matches(".*: \\S.*"))
        .extracting(TransitionLogTest::fact)
        .containsExactly(
            whose + "Queued -> Verifying",
            whose + "Verifying -> Pending",
            whose + "Pending -> Starting",
            whose + "Starting -> Running",
            whose + "Running -> Gathering",
            whose + "Gathering -> Parsing",
            whose + "Parsing -> Completed");
    assertThat(
            lab.transitions.stream()
                .filter(line -> line.startsWith("host=demo4 "))
                .filter(line -> !line.contains(" task=")))
        .extracting(TransitionLogTest::fact)
        .containsExactly(
            "host=demo4 Ready -> Verifying",
            "host=demo4 Verifying -> Pending",
            "host=demo4 Pending -> Running",
            "host=demo4 Running -> Cleaning",
            "host=demo4 Cleaning -> Ready");
    String task = lab.text("SELECT MIN(id) FROM afe_special_tasks");
    assertThat(about(" task=" + task + " "))
        .extracting(TransitionLogTest::fact)
        .containsExactly(
            whose + "task=" + task + " verify Queued",
            whose + "task=" + task + " verify Queued -> Running",
            whose + "task=" + task + " verify Running -> Completed");
    assertThat(about(" cleanup Queued"))
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).startsWith("host=demo4 task="));
    assertThat(about("Queued -> Verifying").getFirst()).endsWith(": demo4 is free");
  }

  @Test
  void an_entry_that_takes_any_host_is_told_with_the_one_it_got() throws Exception {
    lab.build.host("demo7", "x86");
    JobId job = lab.build.job("alice", "sleep");
    LabelId label =
        new LabelId(Long.parseLong(lab.text("SELECT id FROM afe_labels WHERE name = 'x86'")));
    EntryId entry = lab.build.entry(job, label);

    lab.settle();

    assertThat(about("entry=%s ".formatted(entry)).getFirst())
        .startsWith("job=%s entry=%s host=demo7 Queued -> ".formatted(job, entry));
  }

  @Test
  void what_was_undone_is_not_told() throws Exception {
    HostId host = lab.build.host("demo4");
    lab.settle();
    JobId job = lab.build.job("alice", "sleep");
    EntryId entry = lab.build.entry(job, host);
    lab.database.transactVoid(
        handle -> handle.execute("UPDATE afe_hosts SET locked = 1 WHERE id = ?", host.value()));

    lab.round();

    assertThat(lab.rounds.totals().losses()).as("decisions that were dropped").isPositive();
    assertThat(lab.status(entry)).isEqualTo(EntryStatus.QUEUED);
    assertThat(lab.transitions).isEmpty();
  }
}
