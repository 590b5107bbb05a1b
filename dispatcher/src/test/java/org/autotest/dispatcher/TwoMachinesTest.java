package org.autotest.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.autotest.core.host.HostId;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.JobId;
import org.autotest.core.results.Pidfile;
import org.autotest.store.Database;
import org.autotest.store.DatabaseAddress;
import org.autotest.store.drones.DroneStore;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.autotest.testkit.TcpSwitch;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Two dispatcher processes that take themselves to be on machines of their own, each with its own
/// boot, and real processes on both: one plans, both run.
@Tag("long")
@ExtendWith(MariaDbExtension.class)
class TwoMachinesTest {
  /// Stands in for autoserv: notes where it runs, then waits for a file `go` in the root or for the
  /// end, and says how it ended. Told to end, it says so. Collecting takes no time.
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
      say() { printf '%s\\n%s\\n0\\n' $$ "$1" > "$pidfile.new"; mv "$pidfile.new" "$pidfile"; }
      echo "$kind $dir $MACHINE" >> "ROOT/ran"
      echo $$ > "$pidfile.new"; mv "$pidfile.new" "$pidfile"
      echo "INFO\t----\t----" >> "$dir/status.log"
      trap 'say 271; exit 1' TERM
      while [ $kind = main ] && [ ! -e "ROOT/go" ]; do sleep 0.1; done
      say 0
      """;

  private static final String LOST_AFTER_SECONDS = "15";

  @TempDir Path root;
  private Path autoserv;
  private final Map<String, Process> machines = new HashMap<>();

  @BeforeEach
  void program() throws IOException {
    autoserv = root.resolve("autoserv");
    Files.writeString(autoserv, AUTOSERV.replace("ROOT", root.toString()));
    Files.setPosixFilePermissions(autoserv, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @AfterEach
  void end() throws Exception {
    for (Process child : machines.values()) {
      child.destroyForcibly().waitFor();
    }
    Files.writeString(root.resolve("go"), "");
    for (Path results : mains()) {
      if (Pidfile.read(results.resolve(Pidfile.AUTOSERV)) instanceof Pidfile.Running running) {
        ProcessHandle.of(running.pid()).ifPresent(ProcessHandle::destroyForcibly);
      }
    }
  }

  private void start(String url, DatabaseAddress address, String name, int processes)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                DispatcherChild.class.getName(),
                url,
                address.user(),
                address.password(),
                name,
                root.toString(),
                autoserv.toString(),
                "boot-of-" + name,
                Integer.toString(processes),
                LOST_AFTER_SECONDS)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(root.resolve(name + ".log").toFile()));
    builder.environment().put("MACHINE", name);
    machines.put(name, builder.start());
  }

  /// Machine `a` plans and has room for one process, `b` has room for ten. Waits until a drone has
  /// said twice that it lives, so that the planner has seen it.
  private static void untilKnown(Database database, String drone) {
    patiently().until(() -> seen(database, drone));
    String first = seenAt(database, drone);
    patiently()
        .until(
            () ->
                Duration.between(Instant.parse(first), Instant.parse(seenAt(database, drone)))
                        .compareTo(Duration.ofSeconds(1))
                    > 0);
  }

  private static String seenAt(Database database, String drone) {
    return text(
        database,
        "SELECT DATE_FORMAT(seen_at, '%Y-%m-%dT%H:%i:%s.%fZ') FROM afe_drones WHERE hostname = ?",
        drone);
  }

  private void startBoth(Database database, DatabaseAddress address) throws IOException {
    start(address.url(), address, "a", 1);
    patiently().until(() -> planner(database).equals(Optional.of("a")));
    start(address.url(), address, "b", 10);
    untilKnown(database, "b");
  }

  private void kill(String name) throws InterruptedException {
    Objects.requireNonNull(machines.get(name)).destroyForcibly().waitFor();
  }

  private void letGo() throws IOException {
    Files.writeString(root.resolve("go"), "");
  }

  private static EntryId queue(Database database, LabBuilder build, String host) {
    HostId id = build.host(host);
    JobId job = build.job("alice", "job");
    database.transactVoid(
        handle ->
            handle.execute(
                """
                UPDATE afe_jobs SET run_verify = 0, reboot_after = 0, created_on = UTC_TIMESTAMP(3)
                WHERE id = ?
                """,
                job.value()));
    return build.entry(job, id);
  }

  /// Queues two jobs: the first goes to `b`, which is larger, the second to `a`, which is idle.
  private List<EntryId> runOnBoth(Database database, LabBuilder build) {
    build.user("alice");
    EntryId onB = queue(database, build, "host1");
    patiently().until(() -> status(database, onB).equals("Running") && isBegun(1));
    EntryId onA = queue(database, build, "host2");
    patiently().until(() -> status(database, onA).equals("Running") && isBegun(2));
    assertThat(ran("main").get(0)).endsWith(" b");
    assertThat(ran("main").get(1)).endsWith(" a");
    return List.of(onB, onA);
  }

  private List<String> ran(String kind) {
    try {
      Path file = root.resolve("ran");
      return Files.exists(file)
          ? Files.readAllLines(file).stream().filter(line -> line.startsWith(kind + " ")).toList()
          : List.of();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private List<Path> mains() {
    return ran("main").stream().map(line -> Path.of(line.split(" ", -1)[1])).toList();
  }

  /// Whether so many jobs have begun, the last of them so far as to have a pidfile.
  private boolean isBegun(int mains) throws IOException {
    List<Path> begun = mains();
    return begun.size() == mains
        && Pidfile.read(begun.getLast().resolve(Pidfile.AUTOSERV)) instanceof Pidfile.Running;
  }

  private long pidOf(int main) throws IOException {
    return ((Pidfile.Running) Pidfile.read(mains().get(main).resolve(Pidfile.AUTOSERV))).pid();
  }

  @Test
  void jobs_run_on_both_machines_and_a_drained_one_gets_nothing_new(
      Database database, DatabaseAddress address, LabBuilder build) throws Exception {
    startBoth(database, address);
    List<EntryId> entries = runOnBoth(database, build);

    build.user("root", 100);
    new DroneStore(database).drain("root", "b", true);
    EntryId third = queue(database, build, "host3");
    patiently().until(() -> status(database, third).equals("Starting"));
    letGo();

    entries.forEach(entry -> ends(database, entry, "Completed"));
    ends(database, third, "Completed");
    assertThat(ran("main")).hasSize(3).doesNotHaveDuplicates();
    assertThat(ran("main").get(2)).endsWith(" a");
  }

  @Test
  void when_the_planner_is_killed_the_other_plans_and_everything_goes_on_once(
      Database database, DatabaseAddress address, LabBuilder build) throws Exception {
    startBoth(database, address);
    List<EntryId> entries = runOnBoth(database, build);

    kill("a");
    patiently().until(() -> planner(database).equals(Optional.of("b")));
    EntryId third = queue(database, build, "host3");
    patiently().until(() -> status(database, third).equals("Running"));
    assertThat(entries).allMatch(entry -> status(database, entry).equals("Running"));
    letGo();

    entries.forEach(entry -> ends(database, entry, "Completed"));
    ends(database, third, "Completed");
    assertThat(ran("main")).hasSize(3).doesNotHaveDuplicates();
    assertThat(ran("gather")).isEmpty();
  }

  @Test
  void a_drone_whose_dispatcher_is_killed_and_started_anew_goes_on_with_what_it_ran(
      Database database, DatabaseAddress address, LabBuilder build) throws Exception {
    startBoth(database, address);
    List<EntryId> entries = runOnBoth(database, build);

    kill("b");
    start(address.url(), address, "b", 10);
    patiently().until(() -> seen(database, "b"));
    ProcessHandle.of(pidOf(0)).orElseThrow().destroyForcibly();

    ends(database, entries.get(0), "Failed");
    assertThat(ran("gather")).hasSize(1).allMatch(line -> line.endsWith(" b"));
    letGo();
    ends(database, entries.get(1), "Completed");
    assertThat(ran("main")).hasSize(2).doesNotHaveDuplicates();
  }

  @Test
  void what_ran_on_a_machine_that_died_is_collected_by_another(
      Database database, DatabaseAddress address, LabBuilder build) throws Exception {
    startBoth(database, address);
    List<EntryId> entries = runOnBoth(database, build);
    long died = System.nanoTime();

    kill("b");
    ProcessHandle.of(pidOf(0)).orElseThrow().destroyForcibly();
    letGo();
    ends(database, entries.get(1), "Completed");

    ends(database, entries.get(0), "Failed");
    assertThat(Duration.ofNanos(System.nanoTime() - died))
        .isGreaterThan(Duration.ofSeconds(Long.parseLong(LOST_AFTER_SECONDS) - 3));
    assertThat(ran("gather")).hasSize(1).allMatch(line -> line.endsWith(" a"));
    assertThat(problem(database, entries.get(0))).contains("drone b is lost");
  }

  @Test
  void a_machine_that_is_cut_from_the_database_ends_what_it_runs_before_it_is_lost(
      Database database, DatabaseAddress address, LabBuilder build) throws Exception {
    URI server = URI.create(address.url().replaceFirst("^jdbc:mariadb:", "http:"));
    try (TcpSwitch line = new TcpSwitch(server.getPort())) {
      start(address.url(), address, "a", 1);
      patiently().until(() -> planner(database).equals(Optional.of("a")));
      String overLine = address.url().replace(":" + server.getPort(), ":" + line.port());
      start(overLine, address, "b", 10);
      untilKnown(database, "b");
      List<EntryId> entries = runOnBoth(database, build);
      ProcessHandle process = ProcessHandle.of(pidOf(0)).orElseThrow();

      line.cut();
      patiently().until(() -> !process.isAlive());

      assertThat(isLost(database, "b")).isFalse();
      assertThat(status(database, entries.get(1))).isEqualTo("Running");
      letGo();
      ends(database, entries.get(0), "Failed");
      ends(database, entries.get(1), "Completed");
      assertThat(ran("main")).hasSize(2).doesNotHaveDuplicates();
    }
  }

  private static void ends(Database database, EntryId entry, String status) {
    patiently().until(() -> status(database, entry).equals(status));
  }

  /// A JVM on a busy machine needs seconds to start.
  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(50));
  }

  private static String status(Database database, EntryId entry) {
    return text(database, "SELECT status FROM afe_host_queue_entries WHERE id = ?", entry.value());
  }

  private static String problem(Database database, EntryId entry) {
    return text(
        database,
        "SELECT COALESCE(failure_problem, '') FROM afe_host_queue_entries WHERE id = ?",
        entry.value());
  }

  private static boolean isLost(Database database, String drone) {
    return text(database, "SELECT lost FROM afe_drones WHERE hostname = ?", drone).equals("1");
  }

  private static String text(Database database, String sql, Object value) {
    return database.read(
        handle -> handle.createQuery(sql).bind(0, value).mapTo(String.class).findOne().orElse(""));
  }

  private static boolean seen(Database database, String drone) {
    return text(
            database,
            """
            SELECT COUNT(*) FROM afe_drones
            WHERE hostname = ? AND seen_at > UTC_TIMESTAMP(3) - INTERVAL 1 SECOND
            """,
            drone)
        .equals("1");
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
}
