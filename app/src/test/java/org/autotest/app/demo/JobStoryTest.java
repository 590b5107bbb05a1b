package org.autotest.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.JobId;
import org.autotest.store.Database;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(MariaDbExtension.class)
class JobStoryTest {
  @Test
  void a_job_took_as_long_as_its_last_entry_whenever_the_demo_was_started(Database database) {
    LabBuilder lab = new LabBuilder(database);
    JobId job = lab.job("alice", "late");
    for (int i = 0; i < 2; i++) {
      lab.status(lab.entry(job, lab.host("demo" + i)), EntryStatus.COMPLETED);
    }
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    JobStory story = new JobStory(job, database, nowhere);
    assertThat(story.took(Instant.EPOCH)).isZero();

    end(database, "MIN", "2026-01-31 12:00:50");
    end(database, "MAX", "2026-01-31 12:00:58");

    assertThat(story.took(Instant.parse("2026-01-31T12:00:00Z"))).isEqualTo(Duration.ofSeconds(58));
  }

  private static void end(Database database, String which, String at) {
    database.transactVoid(
        handle ->
            handle.execute(
                "UPDATE afe_host_queue_entries SET finished_on = ? WHERE id = (SELECT * FROM"
                    + " (SELECT %s(id) FROM afe_host_queue_entries) e)".formatted(which),
                at));
  }
}
