package org.autotest.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.autotest.testkit.Guest;
import org.autotest.testkit.GuestImage;
import org.autotest.testkit.NeedsGuests;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/// Standalone jobs on a machine that really reboots: a guest, its boot loader, its systemd.
@Tag("long")
@NeedsGuests
@TestInstance(Lifecycle.PER_CLASS)
class GuestRebootTest {
  private static final String LOCAL = "/opt/autotest/lib/client/unpacked/bin/autotest-local";
  private static final String RESULTS = "$HOME/.local/state/autotest/client/results/default";

  @TempDir static Path temp;

  private Guest guest;

  @BeforeAll
  void boot() throws Exception {
    guest = Guest.in(temp, "rebooted", GuestImage.get()).boot();
    guest.unpack(
        "tar -C '%s' -czf - lib/client/unpacked testsuite/client".formatted(Dist.HOME),
        "/opt/autotest");
  }

  @AfterAll
  void destroy() {
    guest.close();
  }

  @Test
  void scenario_15_a_job_goes_on_after_a_reboot_into_the_kernel_that_it_asked_for()
      throws Exception {
    String before = guest.ssh("cat /proc/sys/kernel/random/boot_id").orFail();
    run(
        """
        import platform
        release, version = platform.release(), open('/proc/sys/kernel/version').read().strip()

        def step_init():
            job.bootloader.add_kernel('/boot/vmlinuz-' + release, 'wanted', root='/dev/vda1',
                args='console=ttyS0 quiet net.ifnames=0 IDENT=1700000000',
                initrd='/boot/initrd.img-' + release)
            job.set_state('bootcheck.boot_id', open('/proc/sys/kernel/random/boot_id').read().strip())
            job.next_step([job.end_reboot_and_verify, 1700000000, release + '::' + version, None,
                'src', ['one two three']])
            job.next_step(after)
            job.start_reboot()
            job.reboot('wanted')

        def after():
            job.run_test('bootcheck', rebooted=True)
            job.bootloader.remove_kernel('wanted')
        """);

    awaitEnd();

    String release = guest.ssh("uname -r").orFail().strip();
    assertThat(status())
        .containsSubsequence(
            "START ---- ----",
            "START ---- reboot",
            "GOOD ---- reboot.start",
            "GOOD ---- reboot.verify " + release,
            "END GOOD ---- reboot kernel=" + release + " patch0=one two three",
            "START bootcheck bootcheck",
            "END GOOD bootcheck bootcheck",
            "END GOOD ---- bootcheck.rebooted subtest_of=bootcheck",
            "END GOOD ---- ----");
    assertThat(guest.ssh("cat /proc/sys/kernel/random/boot_id").orFail()).isNotEqualTo(before);
    assertThat(guest.ssh("cat /proc/cmdline").orFail()).contains("IDENT=1700000000");
    assertThat(guest.ssh("ls " + RESULTS + "/sysinfo").orFail()).contains("boot.0");
    assertThat(guest.ssh("cat /boot/grub/custom.cfg").orFail()).doesNotContain("wanted");
    assertThat(units()).doesNotContain("autotest-resume");
  }

  @Test
  void scenario_15_a_reboot_into_another_kernel_than_the_wanted_one_aborts_the_job()
      throws Exception {
    run(
        """
        def step_init():
            job.next_step([job.end_reboot_and_verify, 1700000001, '6.1.0::#1 of another', None])
            job.next_step(never)
            job.start_reboot()
            job.reboot('Debian with a mark')

        def never():
            job.record('GOOD', None, 'never')
        """);

    awaitEnd();

    String release = guest.ssh("uname -r").orFail().strip();
    List<String> status = status();
    assertThat(status)
        .containsSubsequence("START ---- ----", "START ---- reboot", "GOOD ---- reboot.start")
        .contains("END ABORT ---- reboot kernel=" + release)
        .noneMatch(line -> line.contains("never"));
    assertThat(status)
        .anyMatch(
            line ->
                line.startsWith("ABORT ---- reboot.verify boot failure: " + release + "::")
                    && line.endsWith(
                        " runs, not 6.1.0::#1 of another; IDENT=1700000001 is not on the kernel's"
                            + " command line"));
    assertThat(status.getLast())
        .startsWith("END ABORT ---- ---- Machine booted the wrong kernel: ");
    assertThat(guest.ssh("cat /proc/cmdline").orFail()).contains("marked=yes");
    assertThat(units()).doesNotContain("autotest-resume");
  }

  /// Runs a control file until it pauses for the reboot.
  private void run(String control) throws Exception {
    Path file =
        Files.writeString(
            Files.createDirectories(Files.createTempDirectory(temp, "job")).resolve("control"),
            "job.config_set('boot.sleep_before_reboot', 0)\n" + control.stripIndent());
    guest.unpack("tar -C '%s' -czf - control".formatted(file.getParent()), "/srv/job");
    var ran = guest.ssh("cd /srv/job && rm -f control.state && " + LOCAL + " control");
    // The reboot ends the connection, perhaps before the client has said what it ends with.
    assertThat(ran.exit()).as(ran.output()).isIn(5, 255);
  }

  /// Waits within the guest: each login costs it seconds.
  private void awaitEnd() {
    String wait =
        "timeout 90 sh -c 'until grep -q \"^END [A-Z]*\t----\t----\" \"$1\"; do sleep 0.5; done'";
    await()
        .atMost(Guest.BOOT_LIMIT)
        .pollInterval(Duration.ofSeconds(2))
        .until(() -> guest.ssh(wait + " sh " + RESULTS + "/status").exit() == 0);
  }

  /// The lines without indentation, times and continuations, with blanks for tabs.
  private List<String> status() throws Exception {
    return Arrays.stream(guest.ssh("cat " + RESULTS + "/status").output().split("\n", -1))
        .filter(line -> !line.startsWith("  "))
        .map(
            line ->
                line.strip().replaceAll("\t(timestamp|localtime)=[^\t]*", "").replace('\t', ' '))
        .filter(line -> !line.isEmpty())
        .toList();
  }

  private String units() throws Exception {
    return guest.ssh("find /etc/systemd/system -name 'autotest*'").orFail();
  }
}
