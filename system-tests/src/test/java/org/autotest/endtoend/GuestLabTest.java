package org.autotest.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.autotest.testkit.Guest;
import org.autotest.testkit.GuestImage;
import org.autotest.testkit.IpmiController;
import org.autotest.testkit.LoopbackSshd;
import org.autotest.testkit.NeedsGuests;
import org.autotest.testkit.NeedsProgram;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// A lab of guests: they reboot, crash, and are power-cycled through a management controller. The
/// order spares time only: the first job installs the client.
@Tag("long")
@Tag("longest")
@NeedsGuests
@NeedsProgram(
    value = {"ipmi_sim", "ipmitool"},
    from = "openipmi ipmitool")
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class GuestLabTest {
  private static final Duration LIMIT = Duration.ofMinutes(9);
  private static final List<String> OVER = List.of("Completed", "Failed", "Aborted", "Stopped");

  private static final String DISCONNECTED = "Autotest client was disconnected";

  @TempDir static Path temp;

  private final List<AutoCloseable> open = new ArrayList<>();
  private Guest alpha;
  private Guest beta;
  private Guest gamma;
  private IpmiController controller;
  private RunningLab lab;

  @BeforeAll
  void start() throws Exception {
    GuestImage image = GuestImage.get();
    String network = "network=230.99.0.1:" + LoopbackSshd.freePort();
    alpha = opened(Guest.in(temp, "alpha", image, "address=1", network));
    beta = opened(Guest.in(temp, "beta", image, "address=2", network));
    gamma = opened(Guest.in(temp, "gamma", image));
    alpha.order("start");
    beta.order("start");
    controller = opened(IpmiController.start(temp.resolve("bmc"), alpha));
    Path machines = Files.writeString(temp.resolve("machines"), machines());
    lab =
        opened(
            RunningLab.start(
                Files.createDirectory(temp.resolve("lab")),
                alpha.sshConfiguration() + beta.sshConfiguration() + gamma.sshConfiguration(),
                "host.cleanup = tidy\nhost.machines_file = " + machines));
    for (Guest guest : List.of(alpha, beta, gamma)) {
      assertThat(lab.atest("host", "create", guest.name()).exit()).isZero();
    }
    for (Guest guest : List.of(alpha, beta)) {
      guest.awaitUp();
      guest.ssh("echo 10.99.0.1 alpha >>/etc/hosts; echo 10.99.0.2 beta >>/etc/hosts").orFail();
    }
  }

  /// How the lab switches, watches and starts them.
  private String machines() {
    String program = GuestImage.program("qemu-guest");
    return """
    alpha  power    %s
    alpha  console  %s console %s
    gamma  guest    %s {action} %s
    """
        .formatted(
            controller.powerCommand(), program, alpha.directory(), program, gamma.directory());
  }

  @AfterAll
  void stop() throws Exception {
    for (AutoCloseable it : open) {
      it.close();
    }
  }

  private <T extends AutoCloseable> T opened(T it) {
    open.addFirst(it);
    return it;
  }

  @Test
  @Order(1)
  void two_machines_meet_before_and_after_a_reboot_of_both() throws Exception {
    long job =
        submit(
            """
            CLIENT = '''
            def step_init():
                job.next_step(after)
                job.barrier('%(me)s', 'before', 600).rendezvous('alpha', 'beta')
                job.reboot()

            def after():
                job.barrier('%(me)s', 'after', 600).rendezvous('alpha', 'beta')
                job.run_test('sleeptest', seconds=0)
            '''

            def run(machine):
                me = '127.0.0.1#' + machine
                all = ['127.0.0.1#' + name for name in machines]
                host = hosts.create_host(machine)
                boot = host.get_boot_id()
                barrier.barrier(me, 'begin', 600).rendezvous(*all)
                autotest.Autotest(host).run(CLIENT % {'me': machine})
                if host.get_boot_id() == boot:
                    raise error.TestFail('it has not booted')
                barrier.barrier(me, 'end', 600).rendezvous(*all)
                job.record('GOOD', None, 'met', machine)

            job.parallel_simple(run, machines)
            """,
            "-m", "alpha,beta", "-y", "2", "-s");

    assertThat(awaitEnd(job)).containsOnly("Completed");

    for (Guest guest : List.of(alpha, beta)) {
      assertThat(status(job, "group0/" + guest.name()))
          .contains("GOOD\tsleeptest\tsleeptest", "GOOD\t----\tmet")
          .doesNotContain("FAIL", "ERROR", "ABORT");
    }
  }

  @Test
  @Order(2)
  void a_machine_that_waits_alone_at_a_barrier_does_not_wait_for_ever() throws Exception {
    long job =
        submit(
            "job.barrier('beta', 'alone', 5).rendezvous('alpha', 'beta')\n",
            "-m",
            "beta",
            "--noverify");

    assertThat(awaitEnd(job)).containsOnly("Failed");

    assertThat(status(job, "beta")).contains("END ABORT\t----\t----").contains("timeout");
  }

  /// Both take minutes, so they happen at the same time.
  @Test
  @Order(3)
  void a_network_that_is_cut_and_a_kernel_that_dies() throws Exception {
    long cut = submit("job.run_test('sleeptest', seconds=5)\n", "-m", "beta", "--noverify");
    await().atMost(LIMIT).until(() -> log(cut, "beta").contains("START\tsleeptest"));
    beta.plug(false);

    aKernelThatDiesIsTheTestsFailureAndTheMachineComesBack();

    await().atMost(LIMIT).until(() -> log(cut, "beta").contains(DISCONNECTED));
    beta.plug(true);
    assertThat(awaitEnd(cut)).containsOnly("Completed");
    assertThat(status(cut, "beta")).contains("GOOD\tsleeptest\tsleeptest");
    assertThat(status(cut, "beta").lines().filter(line -> line.contains(DISCONNECTED))).hasSize(1);
  }

  private void aKernelThatDiesIsTheTestsFailureAndTheMachineComesBack() throws Exception {
    long job =
        submit(
            """
            import os
            os.system('sync')
            open('/proc/sysrq-trigger', 'w').write('c')
            """,
            "-m",
            "alpha",
            "--noverify");

    assertThat(awaitEnd(job)).containsOnly("Failed");

    assertThat(entry(job, "blame")).isEqualTo("TEST");
    assertThat(entry(job, "problem")).contains("its console said: ", "Kernel panic - not syncing");
    assertThat(status(job, "alpha"))
        .contains("WARN\t----\tconsole.panic", "GOOD\t----\thardreset", "Chassis Power Control");
    assertThat(results(job, "alpha").resolve("console.log"))
        .content()
        .contains("sysrq triggered crash");
    assertThat(results(job, "alpha").resolve("crashinfo.alpha")).isNotEmptyDirectory();
    await().atMost(LIMIT).until(() -> lab.hostStatus("alpha").equals("Ready"));
    long next = submit("job.run_test('sleeptest', seconds=0)\n", "-m", "alpha", "--noverify");
    assertThat(awaitEnd(next)).containsOnly("Completed");
  }

  @Test
  @Order(4)
  void repair_switches_a_machine_without_power_on_again() throws Exception {
    alpha.order("off");

    Dist.Ran ran =
        Dist.run(
            LIMIT,
            temp.resolve("lab"),
            "autoserv",
            "-R",
            "-m",
            "alpha",
            "-r",
            temp.resolve("repair").toString(),
            "--repair-wait",
            "1",
            "--machines-file",
            temp.resolve("machines").toString(),
            "--ssh-config",
            temp.resolve("lab/ssh_config").toString());

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(temp.resolve("repair/status.log"))
        .content()
        .contains("GOOD\t----\trepair.power_cycle", "alpha repaired successfully");
    assertThat(alpha.ssh("true").exit()).isZero();
  }

  @Test
  @Order(5)
  void a_guest_of_the_lab_is_there_for_the_time_of_a_job() throws Exception {
    long job =
        submit(
            """
            void main() {
              var host = hosts.create("gamma");
              job.record(StatusCode.GOOD, "name", host.run("hostname").stdout().strip());
              host.run("touch /left");
            }
            """,
            "-m",
            "gamma",
            "--noverify",
            "-s");

    assertThat(awaitEnd(job)).containsOnly("Completed");

    assertThat(status(job, "gamma")).containsPattern("GOOD\t----\tname\t.*\tgamma");
    await().atMost(LIMIT).until(() -> lab.hostStatus("gamma").equals("Ready"));
    assertThat(gamma.directory().resolve("disk.qcow2")).doesNotExist();
    assertThat(gamma.directory().resolve("qemu.pid")).doesNotExist();
  }

  private long submit(String control, String... options) throws Exception {
    Path file = Files.writeString(Files.createTempFile(temp, "control", ".txt"), control);
    List<String> words =
        Stream.concat(
                Stream.of("job", "create", "guests", "-f", file.toString(), "-a", "Never"),
                Stream.of(options))
            .toList();
    return lab.json(words.toArray(String[]::new)).findValue("id").asLong();
  }

  /// Waits until all entries of a job are over.
  ///
  /// @return their statuses
  private List<String> awaitEnd(long job) {
    return await().atMost(LIMIT).until(() -> statuses(job), statuses -> OVER.containsAll(statuses));
  }

  private List<String> statuses(long job) {
    return lab.entries(job, "status");
  }

  private String entry(long job, String field) {
    return lab.entries(job, field).getFirst();
  }

  private Path results(long job, String below) {
    return temp.resolve("lab/results/%d-alice/%s".formatted(job, below));
  }

  /// As far as it is there.
  private String log(long job, String below) throws IOException {
    return Files.exists(results(job, below).resolve("status.log")) ? status(job, below) : "";
  }

  private String status(long job, String below) throws IOException {
    return Files.readString(results(job, below).resolve("status.log"));
  }
}
