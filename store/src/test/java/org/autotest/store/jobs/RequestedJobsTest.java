package org.autotest.store.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.job.ControlType;
import org.autotest.core.job.Job.ControlFileText;
import org.autotest.core.job.JobId;
import org.autotest.core.job.NewJob;
import org.autotest.core.job.NewJob.Targets;
import org.autotest.core.job.NewJob.Wishes;
import org.autotest.store.Database;
import org.autotest.testkit.AtOnce;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Requests for jobs that come at once, or again with the key of an earlier one.
@ExtendWith(MariaDbExtension.class)
@SuppressWarnings("NullAway.Init") // JUnit calls the method that sets the fields.
class RequestedJobsTest {
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

  /// On host1, asked for with the key `key-1`.
  private static NewJob asked(String name) {
    return new NewJob(
        name,
        CLIENT,
        Targets.hosts("host1"),
        Wishes.STANDARD,
        Set.of(),
        Map.of(),
        List.of(),
        Optional.of("key-1"));
  }

  @Test
  void the_same_key_gives_the_same_job_also_when_sent_at_once() throws Exception {
    lab.host("host1");
    lab.user("bob");

    List<JobId> jobs = AtOnce.times(8, () -> creation.create("alice", asked("n")));

    assertThat(jobs).hasSize(8).containsOnly(jobs.getFirst());
    assertThat(creation.create("bob", asked("n"))).isNotEqualTo(jobs.getFirst());
    assertThat(texts("SELECT id FROM afe_jobs")).hasSize(2);
  }

  @Test
  void a_key_that_was_used_for_another_job_is_refused() {
    lab.host("host1");
    JobId made = creation.create("alice", asked("first"));

    assertThatThrownBy(() -> creation.create("alice", asked("second")))
        .isInstanceOf(BadRequest.class)
        .hasMessage(
            "idempotency_key: was used for job %d, first; another job needs a key of its own"
                .formatted(made.value()));
    assertThat(texts("SELECT name FROM afe_jobs")).containsExactly("first");
  }

  @Test
  void many_can_create_jobs_on_the_same_hosts_at_once() throws Exception {
    lab.host("spare1", "x86");
    lab.host("spare2", "x86");
    for (int i = 0; i < 20; i++) {
      lab.host("host" + i, "x86");
    }
    String[] hosts = IntStream.range(0, 20).mapToObj(i -> "host" + i).toArray(String[]::new);
    Targets targets = new Targets(List.of(hosts), List.of("x86"), List.of("borrowed"), false);

    List<JobId> jobs =
        AtOnce.times(10, () -> creation.create("alice", NewJob.of("n", CLIENT, targets)));

    assertThat(jobs).doesNotHaveDuplicates().hasSize(10);
    assertThat(texts("SELECT id FROM afe_host_queue_entries")).hasSize(220);
  }

  private List<String> texts(String sql) {
    return database.read(handle -> handle.createQuery(sql).mapTo(String.class).list());
  }
}
