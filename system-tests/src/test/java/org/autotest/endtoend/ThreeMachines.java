package org.autotest.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.autotest.testkit.LoopbackSshd;
import tools.jackson.databind.JsonNode;

/// A lab with three machines, each with an OpenSSH server of its own. A check and a repair of the
/// lab let a machine be broken, for a while or for good. Two of them carry the label `pair`.
final class ThreeMachines implements AutoCloseable {
  static final String ONE = RunningLab.HOST;
  static final String TWO = "two";
  static final String THREE = "three";

  /// The machine [#TWO] under a name that no host of the lab has.
  static final String SPARE = "spare";

  /// A server-side control file that needs its machines only by name.
  static final String MEETS =
      """
      job.record('GOOD', None, 'met', ' '.join(sorted(machines)))
      """;

  private static final Set<String> OVER = Set.of("Completed", "Failed", "Aborted", "Stopped");

  private final Path state;
  private final Map<String, LoopbackSshd> machines;
  private final RunningLab lab;

  private ThreeMachines(Path state, Map<String, LoopbackSshd> machines, RunningLab lab) {
    this.state = state;
    this.machines = machines;
    this.lab = lab;
  }

  /// Starts it.
  ///
  /// @param state an empty directory
  /// @param settings lines for the configuration
  static ThreeMachines start(Path state, String settings) throws Exception {
    Map<String, LoopbackSshd> machines = new TreeMap<>();
    StringBuilder ssh = new StringBuilder();
    for (String name : List.of(TWO, THREE)) {
      LoopbackSshd sshd = LoopbackSshd.start(Files.createDirectory(state.resolve(name)));
      machines.put(name, sshd);
      ssh.append(
          "Host %s\n  HostName 127.0.0.1\n  Port %d\n  IdentityFile %s\n"
              .formatted(
                  name.equals(TWO) ? name + " " + SPARE : name,
                  sshd.port(),
                  state.resolve(name).resolve("user_key")));
    }
    program(
        state.resolve("fitness/checks/sound"),
        """
        # repairs: lab.mend
        [ ! -e "$HOME/broken" ] || { echo "it is broken"; exit 1; }
        """);
    program(
        state.resolve("fitness/repairs/mend"),
        """
        # protection: Repair filesystem only
        [ -e "$HOME/lost" ] || rm -f "$HOME/broken"
        """);
    RunningLab lab =
        RunningLab.start(state, ssh.toString(), "host.fitness_dir = fitness\n" + settings);
    machines.put(ONE, lab.machine());
    ThreeMachines three = new ThreeMachines(state, machines, lab);
    three.atest("host", "create", TWO, THREE);
    three.atest("label", "create", "pair");
    three.atest("host", "mod", TWO, THREE, "-b", "pair");
    return three;
  }

  private static void program(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  RunningLab lab() {
    return lab;
  }

  LoopbackSshd machine(String host) {
    return Objects.requireNonNull(machines.get(host));
  }

  /// Its verify fails until it is repaired.
  void breakDown(String host) throws IOException {
    Files.createFile(machine(host).home().resolve("broken"));
  }

  /// Its verify and its repair fail.
  void breakForGood(String host) throws IOException {
    breakDown(host);
    Files.createFile(machine(host).home().resolve("lost"));
  }

  boolean isBroken(String host) {
    return Files.exists(machine(host).home().resolve("broken"));
  }

  void mend(String host) throws IOException {
    Files.deleteIfExists(machine(host).home().resolve("broken"));
    Files.deleteIfExists(machine(host).home().resolve("lost"));
  }

  /// Every machine is whole, unlocked and in service again.
  void restore() throws Exception {
    for (String host : machines.keySet()) {
      mend(host);
      if (lab.get("/hosts/" + host).findValue("locked").asBoolean()) {
        atest("host", "mod", host, "-u");
      }
      awaitStatus(host, "Ready", "Repair Failed");
      if (lab.hostStatus(host).equals("Repair Failed")) {
        atest("host", "reverify", host);
        awaitStatus(host, "Ready");
      }
    }
  }

  void awaitStatus(String host, String... wanted) {
    await()
        .atMost(RunningLab.LIMIT)
        .until(() -> lab.hostStatus(host), status -> List.of(wanted).contains(status));
  }

  /// Runs `atest` as the user, who must not be refused.
  void atest(String... words) throws Exception {
    Dist.Ran ran = lab.atest(words);
    assertThat(ran.exit()).as(ran.err()).isZero();
  }

  /// One field of each entry of a job.
  List<String> entries(long job, String field) {
    return lab.entries(job, field);
  }

  /// Waits until no entry of a job goes on.
  ///
  /// @return the status of each
  List<String> awaitEnds(long job) {
    return await().atMost(RunningLab.LIMIT).until(() -> entries(job, "status"), OVER::containsAll);
  }

  /// Waits until the first entry of a job has a status.
  void awaitEntry(long job, String status) {
    await().atMost(RunningLab.LIMIT).until(() -> entries(job, "status").getFirst(), status::equals);
  }

  /// The directory of a job's results.
  Path results(long job) {
    return state.resolve("results/%d-alice".formatted(job));
  }

  /// What was done on a host, newest first: `Verify Failed`.
  List<String> history(String host) {
    JsonNode items = lab.get("/hosts/%s/history".formatted(host));
    List<String> kinds = items.findValues("kind").stream().map(JsonNode::asString).toList();
    List<String> status = items.findValues("status").stream().map(JsonNode::asString).toList();
    return IntStream.range(0, kinds.size())
        .mapToObj(i -> kinds.get(i) + " " + status.get(i))
        .toList();
  }

  @Override
  public void close() {
    lab.close();
    machines.values().forEach(LoopbackSshd::close);
  }
}
