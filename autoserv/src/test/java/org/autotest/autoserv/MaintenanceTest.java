package org.autotest.autoserv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.autotest.autoserv.Autoserv.Ending;
import org.autotest.autoserv.install.FakeClient;
import org.autotest.core.results.Pidfile;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// Verify, repair and cleanup.
final class MaintenanceTest extends RigTest {
  @Test
  void a_fit_machine_is_verified() throws Exception {
    assertThat(run("-v")).isEqualTo(Ending.DONE);

    assertThat(rig.statusLines()).containsExactly("GOOD\t----\tverify\tloop verified successfully");
    assertThat(rig.pidfile()).isEqualTo(new Pidfile.Ended(Rig.PID, 0, 0));
    assertThat(rig.home()).doesNotExist();
  }

  @Test
  void a_machine_that_does_not_answer_fails_verify_as_the_original_said_it() throws Exception {
    rig.sshd().stop();

    assertThat(run("-v")).isEqualTo(Ending.FAILED);

    assertThat(rig.statusLines().getFirst())
        .startsWith("FAIL\t----\tverify.reachable\tconnecting to loop: ");
    assertThat(rig.statusLines().get(1))
        .startsWith("FAIL\t----\tverify\tverify failed: connecting to loop: ")
        .endsWith("Connection refused");
    assertThat(rig.statusLines().get(2)).isEqualTo("ABORT\t----\t----\tVerify failed");
    assertThat(rig.statusLines().get(3)).startsWith("  connecting to loop: ");
    assertThat(rig.file("fitness.log"))
        .containsPattern("Z check  reachable +wrong +\\d+\\.\\d\\d s  connecting to loop: ")
        .containsPattern("check  disk_space +skipped +\\d+\\.\\d\\d s  it needs login\n");
    assertThat(rig.file("failure")).startsWith("blame=HOST\n");
    assertThat(rig.pidfile()).isEqualTo(new Pidfile.Ended(Rig.PID, 256, 0));
  }

  @Test
  void too_little_free_disk_fails_verify_with_both_numbers() throws Exception {
    run("-v", "--disk-free-mb", "900000000");

    assertThat(rig.file("failure"))
        .containsPattern("verifying loop: \\d+ MB are free in \\S+, 900000000 MB are wanted");
  }

  @Test
  void a_client_at_work_fails_verify_and_repair_ends_it() throws Exception {
    Thread lost = abandonedClient("start_test t; wait_for @GO@");

    assertThat(run("-v")).isEqualTo(Ending.FAILED);
    assertThat(rig.file("failure"))
        .contains("a client of an earlier run is still at work: 17-alice.loop-");
    clearResults();
    assertThat(run("-R")).isEqualTo(Ending.DONE);

    assertThat(rig.statusLines())
        .containsExactly(
            "GOOD\t----\trepair.end_clients", "GOOD\t----\trepair\tloop repaired successfully");
    assertThat(rig.file("fitness.log"))
        .containsPattern("check  no_leftovers +wrong .* a client of an earlier run")
        .containsPattern("repair end_clients +done ")
        .containsPattern("check  no_leftovers +fine ");
    lost.join();
    clearResults();
    assertThat(run("-v")).isEqualTo(Ending.DONE);
  }

  @Test
  void a_damaged_client_is_found_and_installed_anew() throws Exception {
    assertThat(rig.run(rig.job("begin; finish"))).isEqualTo(Ending.DONE);
    Path program = onlyVersion().resolve("bin/autotest-local");
    Files.delete(program);
    clearResults();

    assertThat(run("-v")).isEqualTo(Ending.FAILED);
    assertThat(rig.file("failure")).contains("the client is damaged");
    clearResults();
    assertThat(run("-R")).isEqualTo(Ending.DONE);

    assertThat(rig.statusLines()).contains("GOOD\t----\trepair.reinstall_client");
    assertThat(program).isExecutable();
  }

  @Test
  void the_client_of_a_machine_of_another_architecture_is_looked_at_and_mended() throws Exception {
    rig.program("uname", "[ \"$*\" = -m ] && echo riscv64 || exec /usr/bin/uname \"$@\"");
    Path clients = Files.createDirectories(temp.resolve("installed/lib/client"));
    FakeClient.bundle(clients, "own");
    rig.installation(temp.resolve("installed"));

    assertThat(runInstalled("-v")).isEqualTo(Ending.FAILED);
    assertThat(rig.file("failure"))
        .startsWith("blame=LAB\n")
        .contains("choosing a client for loop: it is riscv64, for which there is none");
    clearResults();

    FakeClient.bundle(Files.createDirectory(clients.resolve("riscv64")), "added");
    assertThat(rig.run(withoutBundle(rig.job("begin; finish")))).isEqualTo(Ending.DONE);
    Path program = onlyVersion().resolve("bin/autotest-local");
    Files.delete(program);
    clearResults();
    assertThat(runInstalled("-v")).isEqualTo(Ending.FAILED);
    assertThat(rig.file("failure")).contains("the client is damaged");
    clearResults();
    assertThat(runInstalled("-R")).isEqualTo(Ending.DONE);

    assertThat(rig.statusLines()).contains("GOOD\t----\trepair.reinstall_client");
    assertThat(program).isExecutable();
  }

  private Ending runInstalled(String action) {
    return rig.run(withoutBundle(rig.common(action, "-m", "loop")));
  }

  /// With the clients of the installation instead of one for all machines.
  private static List<String> withoutBundle(List<String> words) {
    int option = words.indexOf("--client-bundle");
    words.subList(option, option + 2).clear();
    return words;
  }

  @Test
  void repair_does_not_do_what_the_protection_of_the_machine_forbids() throws Exception {
    rig.run(rig.job("begin; finish"));
    Path program = onlyVersion().resolve("bin/autotest-local");
    Files.delete(program);
    clearResults();

    assertThat(run("-R", "--host-protection", "REPAIR_FILESYSTEM_ONLY")).isEqualTo(Ending.FAILED);

    assertThat(rig.statusLines().getLast())
        .startsWith("FAIL\t----\trepair\trepair failed: verifying loop: the client is damaged")
        .endsWith(
            "its protection allows nothing more: reinstall_client needs 'Repair software only'");
    assertThat(program).doesNotExist();
  }

  @Test
  void repair_waits_for_a_machine_that_comes_back() throws Exception {
    rig.sshd().stop();
    Thread execution = Thread.ofPlatform().start(() -> run("-R"));
    Awaitility.await().until(() -> rig.pidfile().equals(new Pidfile.Running(Rig.PID)));

    rig.sshd().restart();
    execution.join();

    assertThat(rig.statusLines())
        .containsExactly(
            "GOOD\t----\trepair.wait", "GOOD\t----\trepair\tloop repaired successfully");
  }

  @Test
  void repair_does_not_wait_for_a_reboot_of_a_machine_that_refused_once() throws Exception {
    Path proxy =
        Files.writeString(
            rig.home().resolveSibling("proxy.py"),
            """
            import os, socket, sys, threading
            mark = __file__ + '.refused'
            if not os.path.exists(mark):
                open(mark, 'w').close()
                sys.exit('refused once')
            to = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
            def out():
                while True:
                    data = to.recv(65536)
                    if not data:
                        os._exit(0)
                    os.write(1, data)
            threading.Thread(target=out).start()
            while True:
                data = os.read(0, 65536)
                if not data:
                    os._exit(0)
                to.sendall(data)
            """);
    Path config = rig.sshd().configuration();
    Files.writeString(
        config,
        "Match host loop\n  ProxyCommand python3 %s %%p\nMatch all\n".formatted(proxy)
            + Files.readString(config));

    assertThat(run("-R")).isEqualTo(Ending.DONE);

    assertThat(rig.statusLines()).first().isEqualTo("GOOD\t----\trepair.wait");
    assertThat(rig.file("fitness.log")).contains("refused once").doesNotContain("wait_for_reboot");
  }

  @Test
  void repair_gives_up_on_a_machine_that_stays_away() throws Exception {
    rig.sshd().stop();

    assertThat(run("-R", "--repair-wait", "1")).isEqualTo(Ending.FAILED);

    assertThat(rig.statusLines().getFirst()).startsWith("WARN\t----\trepair.wait");
    assertThat(rig.statusLines().getLast()).contains("somebody has to look at the machine");
    assertThat(rig.file("failure")).startsWith("blame=HOST\n").contains("Connection refused");
  }

  @Test
  void cleanup_ends_clients_and_removes_what_they_left() throws Exception {
    Thread lost = abandonedClient("start_test t; wait_for @GO@");

    assertThat(run("-C", "--cleanup-mode", "tidy")).isEqualTo(Ending.DONE);

    assertThat(rig.statusLines())
        .containsExactly("GOOD\t----\tcleanup\tloop cleaned up successfully");
    assertThat(rig.runs()).isEmpty();
    assertThat(onlyVersion()).isDirectory();
    lost.join();
  }

  @Test
  void cleanup_ends_what_control_groups_of_dead_clients_hold() throws Exception {
    String cgroups = "awk '$3 == \"cgroup2\" { print $2; exit }' /proc/mounts";
    Path root = Path.of(output("sh", "-c", cgroups).strip() + "/");
    assumeTrue(Files.isWritable(root.resolve("cgroup.procs")), "control groups may not be made");
    String dead = output("sh", "-c", "echo $$").strip();
    Path group = Files.createDirectory(root.resolve("autotest-%s.1.1".formatted(dead)));
    Path living =
        Files.createDirectory(
            root.resolve("autotest-%d.1.1".formatted(ProcessHandle.current().pid())));
    try {
      Process member =
          new ProcessBuilder(
                  "sh",
                  "-c",
                  "echo 0 >\"$0\" && exec sleep 600",
                  group.resolve("cgroup.procs") + "")
              .start();
      Awaitility.await().until(() -> holds(group, member.pid()));

      assertThat(run("-C")).isEqualTo(Ending.DONE);

      assertThat(member.waitFor(10, TimeUnit.SECONDS))
          .as(rig.file("debug/autoserv.DEBUG"))
          .isTrue();
      assertThat(member.exitValue()).isEqualTo(128 + 9);
      assertThat(group).doesNotExist();
      assertThat(living).isDirectory();
    } finally {
      Files.deleteIfExists(group);
      Files.deleteIfExists(living);
    }
  }

  @Test
  void cleanup_unmounts_what_a_killed_client_had_mounted_and_removes_nothing_of_it()
      throws Exception {
    assumeTrue(
        output("sh", "-c", "unshare -m mount -t tmpfs none /mnt && echo yes").contains("yes"),
        "mounting is not allowed here");
    Path others = Files.createDirectory(temp.resolve("others"));
    Files.writeString(others.resolve("file"), "of somebody else");
    Path noted = Files.createDirectory(temp.resolve("noted"));
    Thread lost =
        abandonedClient(
            """
            mkdir -p "$out/tmp/clients" "$out/a place"
            mount --bind %1$s "$out/a place"
            printf 'boot %%s\nmount noted-device %2$s\nmount none %3$s\nunmount none %3$s\n' \
              "$(cat /proc/sys/kernel/random/boot_id)" >"$out/tmp/clients/mounts.1"
            mount -t tmpfs noted-device %2$s
            mount -t tmpfs none %3$s
            start_test t; wait_for @GO@
            """
                .formatted(others, noted, Files.createDirectory(temp.resolve("kept"))));
    try {
      Awaitility.await().until(() -> mounts().size() == 3);

      assertThat(run("-C")).isEqualTo(Ending.DONE);

      assertThat(mounts()).as(rig.file("debug/autoserv.DEBUG")).containsExactly("kept");
      assertThat(others.resolve("file")).exists();
      assertThat(rig.runs()).isEmpty();
      assertThat(rig.file("debug/autoserv.INFO")).contains("unmounted " + noted);
    } finally {
      output("sh", "-c", "umount %1$s/kept %1$s/noted %1$s/*/*/*/*/out/a*".formatted(temp));
    }
    lost.join();
  }

  /// The last parts of the places below this test's directory where something is mounted.
  private List<String> mounts() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/mounts")).stream()
        .map(line -> line.split(" ", 3)[1])
        .filter(place -> place.startsWith(temp.toString()))
        .map(place -> place.replaceFirst(".*/", ""))
        .toList();
  }

  private static boolean holds(Path group, long pid) throws IOException {
    return Files.readAllLines(group.resolve("cgroup.procs")).contains(Long.toString(pid));
  }

  private static String output(String... command) throws IOException {
    return new String(
        new ProcessBuilder(command).start().getInputStream().readAllBytes(),
        StandardCharsets.UTF_8);
  }

  @Test
  void reset_cleans_up_and_looks_whether_the_machine_is_fit() throws Exception {
    assertThat(run("--reset", "--cleanup-mode", "tidy", "--disk-free-mb", "900000000"))
        .isEqualTo(Ending.FAILED);

    assertThat(rig.statusLines().getFirst())
        .isEqualTo("GOOD\t----\tcleanup\tloop cleaned up successfully");
    assertThat(rig.statusLines().get(1)).startsWith("FAIL\t----\tverify.disk_space\t");
  }

  @Test
  void cleanup_reboots_the_machine_and_waits_for_it() throws Exception {
    Path bootId = rig.sshd().bootId("first");

    assertThat(run("-C")).isEqualTo(Ending.DONE);

    assertThat(bootId).content().isNotEqualTo("first\n");
    assertThat(rig.statusLines().subList(0, 3))
        .containsExactly(
            "START\t----\treboot", "\tGOOD\t----\treboot.start", "\tGOOD\t----\treboot.verify");
    assertThat(rig.statusLines().get(3)).startsWith("END GOOD\t----\treboot\tkernel=");
    assertThat(rig.statusLines().get(4)).startsWith("GOOD\t----\tcleanup");
  }

  @Test
  void a_machine_that_is_the_server_itself_is_never_rebooted() throws Exception {
    rig.sshd().bootId(Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip());
    Path marker = temp.resolve("rebooted");
    rig.fakeReboot("touch " + marker);

    assertThat(run("-C")).isEqualTo(Ending.DONE);

    assertThat(rig.statusLines())
        .containsExactly(
            "GOOD\t----\tcleanup\tloop cleaned up successfully, without a reboot: it is the"
                + " machine that autoserv runs on");
    assertThat(marker).doesNotExist();
  }

  /// A client whose execution is gone: its connection is cut for good at once.
  private Thread abandonedClient(String script) throws Exception {
    Thread execution =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    rig.run(
                        rig.job("begin; " + script, "--disconnect-wait", "0", "--crash-wait", "0"));
                  } catch (IOException noRoom) {
                    throw new java.io.UncheckedIOException(noRoom);
                  }
                });
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> rig.status().contains("START\tt"));
    rig.sshd().stop();
    execution.join();
    rig.sshd().restart();
    clearResults();
    return execution;
  }

  private Path onlyVersion() throws IOException {
    try (Stream<Path> versions = Files.list(rig.home().resolve("versions"))) {
      return versions.findFirst().orElseThrow();
    }
  }

  private Ending run(String... options) {
    List<String> words = rig.common(options);
    words.addAll(List.of("-m", "loop"));
    return rig.run(words);
  }

  private void clearResults() throws IOException {
    Path aside = Files.createTempDirectory(temp, "aside");
    Files.move(rig.results(), aside.resolve("results"));
  }
}
