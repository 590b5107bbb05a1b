package org.autotest.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.autotest.core.host.HostId;
import org.autotest.core.host.LabelId;
import org.autotest.core.job.JobId;
import org.autotest.store.Database;
import org.autotest.store.DatabaseAddress;
import org.autotest.store.LabChange.Kind;
import org.autotest.store.LabChanges;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// A real dispatcher process, killed without warning again and again while real processes run jobs:
/// nothing is lost, nothing runs twice.
@ExtendWith(MariaDbExtension.class)
class CrashTest {
  /// Stands in for autoserv: notes each run, takes a moment, leaves a pidfile as autoserv does.
  private static final String AUTOSERV =
      """
      #!/bin/sh
      label=autoserv; kind=task
      while [ $# -gt 0 ]; do
        case $1 in
          -r) dir=$2; shift;;
          -P) kind=main; shift;;
          --pidfile-label) label=$2; kind=gather; shift;;
          -u|-l|-m) shift;;
        esac
        shift
      done
      pidfile=$dir/.${label}_execute
      echo "$kind $dir" >> "ROOT/ran"
      echo $$ > "$pidfile.new"; mv "$pidfile.new" "$pidfile"
      echo "INFO\t----\t----" >> "$dir/status.log"
      sleep 0.$(( $$ % 5 + 1 ))
      printf '%s\\n0\\n0\\n' $$ > "$pidfile.new"; mv "$pidfile.new" "$pidfile"
      """;

  @TempDir Path root;
  private Path autoserv;
  private final List<Process> children = new ArrayList<>();

  @BeforeEach
  void program() throws IOException {
    autoserv = root.resolve("autoserv");
    Files.writeString(autoserv, AUTOSERV.replace("ROOT", root.toString()));
    Files.setPosixFilePermissions(autoserv, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @AfterEach
  void end() throws InterruptedException {
    for (Process child : children) {
      child.destroyForcibly().waitFor();
    }
  }

  private Process start(DatabaseAddress address, String name) throws IOException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                DispatcherChild.class.getName(),
                address.url(),
                address.user(),
                address.password(),
                name,
                root.toString(),
                autoserv.toString())
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(root.resolve("dispatcher.log").toFile()))
            .start();
    children.add(child);
    return child;
  }

  private static void reboots(Database database, JobId job) {
    database.transactVoid(
        handle -> {
          handle.execute(
              "UPDATE afe_jobs SET reboot_after = 2, created_on = UTC_TIMESTAMP(3) WHERE id = ?",
              job.value());
          LabChanges.append(handle, Kind.JOB, job.value());
        });
  }

  @Test
  void killing_the_dispatcher_at_any_moment_loses_nothing_and_doubles_nothing(
      Database database, DatabaseAddress address, LabBuilder build) throws Exception {
    long seed = Long.getLong("seed", new Random().nextLong(1_000_000));
    Random random = new Random(seed);
    build.user("alice");
    List<HostId> hosts = new ArrayList<>();
    for (int i = 1; i <= 6; i++) {
      hosts.add(build.host("host" + i, "x86"));
    }
    LabelId label =
        database.read(
            handle ->
                new LabelId(
                    handle
                        .createQuery("SELECT id FROM afe_labels WHERE name = 'x86'")
                        .mapTo(Long.class)
                        .one()));
    Process dispatcher = start(address, "first");
    int jobs = 24;
    for (int i = 0; i < jobs; i++) {
      JobId job = build.job("alice", "job " + i);
      reboots(database, job);
      if (random.nextBoolean()) {
        build.entry(job, hosts.get(random.nextInt(hosts.size())));
      } else {
        build.entry(job, label);
      }
    }

    for (int kill = 0; kill < 8 && unfinished(database) > 0; kill++) {
      boolean ended = dispatcher.waitFor(800 + random.nextInt(2_500), TimeUnit.MILLISECONDS);
      assertThat(ended).as("seed %d: the dispatcher ended by itself", seed).isFalse();
      dispatcher.destroyForcibly().waitFor();
      dispatcher = start(address, "first");
    }
    await()
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(
            () -> {
              assertThat(unfinished(database)).as("seed %d", seed).isZero();
              assertThat(hostsInService(database)).isEqualTo(hosts.size());
            });

    assertThat(entries(database)).as("seed %d", seed).isEqualTo(Map.of("Completed", (long) jobs));
    List<String> mains =
        Files.readAllLines(root.resolve("ran")).stream()
            .filter(line -> line.startsWith("main "))
            .toList();
    assertThat(mains).as("seed %d: runs of jobs", seed).hasSize(jobs).doesNotHaveDuplicates();
    assertThat(count(database, "SELECT COUNT(DISTINCT afe_job_id) FROM tko_jobs"))
        .as("jobs with results")
        .isEqualTo(jobs);
  }

  @Test
  void a_second_dispatcher_waits_and_takes_over_when_the_first_is_killed(
      Database database, DatabaseAddress address, LabBuilder build) throws Exception {
    build.user("alice");
    HostId host = build.host("host1");
    Process first = start(address, "first");
    patiently().until(() -> planner(database).equals(Optional.of("first")));
    start(address, "second");
    patiently().until(() -> dispatchers(database) == 2);
    JobId job = build.job("alice", "job");
    reboots(database, job);
    build.entry(job, host);
    patiently().until(() -> Files.exists(root.resolve("ran")));
    assertThat(planner(database)).contains("first");

    first.destroyForcibly().waitFor();

    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> unfinished(database) == 0 && hostsInService(database) == 1);
    assertThat(planner(database)).contains("second");
    assertThat(entries(database)).isEqualTo(Map.of("Completed", 1L));
  }

  /// A JVM on a busy machine needs seconds to start.
  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofMillis(50));
  }

  private static long unfinished(Database database) {
    return count(database, "SELECT COUNT(*) FROM afe_host_queue_entries WHERE complete = 0");
  }

  private static long hostsInService(Database database) {
    return count(
        database,
        """
        SELECT COUNT(*) FROM afe_hosts WHERE status = 'Ready'
          AND id NOT IN (SELECT host_id FROM afe_special_tasks WHERE is_complete = 0)
        """);
  }

  private static long dispatchers(Database database) {
    return count(database, "SELECT COUNT(*) FROM afe_dispatchers");
  }

  private static long count(Database database, String sql) {
    return database.read(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }

  private static Optional<String> planner(Database database) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT dispatcher.name FROM afe_leases lease
                    JOIN afe_dispatchers dispatcher ON dispatcher.id = lease.dispatcher_id
                    """)
                .mapTo(String.class)
                .findOne());
  }

  private static Map<String, Long> entries(Database database) {
    return database
        .read(
            handle ->
                handle
                    .createQuery("SELECT status FROM afe_host_queue_entries")
                    .mapTo(String.class)
                    .list())
        .stream()
        .collect(Collectors.groupingBy(status -> status, Collectors.counting()));
  }
}
