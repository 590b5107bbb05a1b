package org.autotest.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.autotest.endtoend.ThreeMachines.MEETS;
import static org.autotest.endtoend.ThreeMachines.ONE;
import static org.autotest.endtoend.ThreeMachines.THREE;
import static org.autotest.endtoend.ThreeMachines.TWO;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.autotest.testkit.NeedsSshd;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What is expected of jobs whose hosts run together, of atomic groups and of scarce processes,
/// with real autoserv processes and machines with OpenSSH.
@Tag("long")
@NeedsSshd
class LabGroupsTest extends ThreeMachinesTest {
  private static final String RACK = "rack";

  LabGroupsTest() {
    super("dispatcher.group_wait = 20\ndispatcher.processes = 3\nhost.cleanup = tidy\n");
  }

  private long server(String name, String control, String... options) throws Exception {
    return machines
        .lab()
        .create(
            name,
            control,
            Stream.concat(Stream.of("--control-type", "Server"), Stream.of(options))
                .toArray(String[]::new));
  }

  private void rack() throws Exception {
    machines.atest("label", "create", RACK);
    machines.atest("host", "mod", ONE, TWO, THREE, "-b", RACK);
    machines.atest("atomicgroup", "create", RACK, "--add-labels", RACK);
  }

  private void noRack() throws Exception {
    machines.atest("atomicgroup", "delete", RACK);
    machines.atest("label", "delete", RACK);
  }

  @Test
  void s8_two_of_three_hosts_run_together_and_the_third_is_stopped() throws Exception {
    long job = server("together", MEETS, "-m", "loop,two,three", "-y", "2");

    assertThat(machines.awaitEnds(job))
        .containsExactlyInAnyOrder("Completed", "Completed", "Stopped");

    List<Path> logs;
    try (Stream<Path> all =
        Files.find(machines.results(job), 2, (path, _) -> path.endsWith("status.log"))) {
      logs = all.toList();
    }
    assertThat(logs).hasSize(1);
    assertThat(Files.readString(logs.getFirst()))
        .containsPattern("\tmet\t.*(loop|three) (three|two)\n");
  }

  @Test
  void s8_one_that_fails_is_replaced_by_the_third() throws Exception {
    machines.breakForGood(TWO);

    long job = server("together", MEETS, "-m", "two,three,loop", "-y", "2");

    List<String> ends = machines.awaitEnds(job);
    List<String> hosts = machines.entries(job, "host");
    assertThat(ends.get(hosts.indexOf(ONE))).isEqualTo("Completed");
    assertThat(ends.get(hosts.indexOf(THREE))).isEqualTo("Completed");
    // Given up with its host, or not needed any more while that was being repaired.
    assertThat(ends.get(hosts.indexOf(TWO))).isIn("Failed", "Stopped");
    machines.awaitStatus(TWO, "Repair Failed");
  }

  @Test
  void s15_ready_hosts_of_a_group_wait_for_the_third_and_start_together() throws Exception {
    rack();
    try {
      long job = server("all", MEETS, "-G", RACK, "-y", "2");

      assertThat(machines.awaitEnds(job)).containsExactly("Completed", "Completed", "Completed");
      assertThat(machines.results(job).resolve("rack.group0/status.log"))
          .content()
          .contains("loop three two");
    } finally {
      noRack();
    }
  }

  @Test
  void s15_those_that_are_ready_start_when_the_wait_is_over() throws Exception {
    rack();
    Path arrived = state.resolve("arrived");
    machines.machine(THREE).program("df", "touch %s; sleep 100".formatted(arrived));
    try {
      long job = server("some", MEETS, "-G", RACK, "-y", "2");
      await().atMost(RunningLab.LIMIT).until(() -> Files.exists(arrived));

      machines.awaitEntry(job, "Completed");

      assertThat(machines.entries(job, "status")).contains("Completed").contains("Stopped");
      assertThat(machines.results(job).resolve("rack.group0/status.log"))
          .content()
          .contains("loop two");
    } finally {
      Files.delete(machines.machine(THREE).programs().resolve("df"));
      noRack();
    }
  }

  @Test
  void s15_too_few_that_are_ready_in_time_abort_the_job() throws Exception {
    rack();
    machines.breakForGood(TWO);
    machines.breakForGood(THREE);
    try {
      long job = server("few", MEETS, "-G", RACK, "-y", "2");

      assertThat(machines.awaitEnds(job)).doesNotContain("Completed");
      assertThat(machines.results(job).resolve("rack.group0")).doesNotExist();
    } finally {
      noRack();
    }
  }

  @Test
  void s16_hosts_of_a_group_are_for_jobs_that_ask_for_it_and_no_job_gets_more_than_it_gives()
      throws Exception {
    rack();
    try {
      Dist.Ran more = lab.atest("job", "create", "x", "-t", "sleeptest", "-G", RACK, "-y", "4");
      Dist.Ran named = lab.atest("job", "create", "x", "-t", "sleeptest", "-m", TWO);

      assertThat(more.exit()).isEqualTo(1);
      assertThat(more.err()).contains("rack");
      assertThat(named.exit()).isEqualTo(1);
      assertThat(named.err()).contains("atomic group");
    } finally {
      noRack();
    }
  }

  @Test
  void s17_what_waits_for_processes_is_told_and_not_overtaken() throws Exception {
    Path go = state.resolve("go");
    Path one = state.resolve("one");
    long first = server("holds", untilThere(go), "-m", "loop,two", "-y", "2", "-n");
    machines.awaitEntry(first, "Running");
    long alone = server("holds too", untilThere(one), "--hostless");
    machines.awaitEntry(alone, "Running");
    long waits = server("waits", MEETS, "-m", THREE, "-n");
    machines.awaitEntry(waits, "Starting");
    long behind = server("behind", MEETS, "--hostless");

    machines.awaitEntry(behind, "Starting");

    assertThat(lab.atest("job", "why", Long.toString(waits)).out()).contains("process");
    Files.createFile(one);

    assertThat(machines.awaitEnds(waits)).containsExactly("Completed");
    assertThat(machines.awaitEnds(behind)).containsExactly("Completed");
    assertThat(started(waits)).isBefore(started(behind));
    Files.createFile(go);
    assertThat(machines.awaitEnds(first)).containsExactly("Completed", "Completed");
  }

  /// A control file that goes on until a file is there.
  private static String untilThere(Path file) {
    return """
        import os, time
        while not os.path.exists('%s'):
            time.sleep(0.1)
        """
        .formatted(file);
  }

  private Instant started(long job) {
    return Instant.parse(machines.entries(job, "started_at").getFirst());
  }
}
