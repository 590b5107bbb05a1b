package org.autotest.client.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.autotest.client.sandbox.ClientSandbox;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Reboots, with programs in the place of those that would do it, and a directory in the place of
/// the machine's own files.
class RebootTest {
  private static final String RELEASE = "6.1.0-test";
  private static final String VERSION = "#1 SMP today";

  @TempDir private Path temp;

  private ClientSandbox sandbox;

  @BeforeEach
  void make() throws IOException {
    sandbox = ClientSandbox.in(temp);
    sandbox.program("reboot", "exit 0");
    sandbox.machineFile("proc/sys/kernel/osrelease", RELEASE + "\n");
    sandbox.machineFile("proc/sys/kernel/version", VERSION + "\n");
    sandbox.machineFile("proc/cmdline", "root=/dev/sda1 quiet IDENT=1700000000\n");
    sandbox.machineFile("proc/mounts", "/dev/sda1 / ext4 rw 0 0\nproc /proc proc rw 0 0\n");
    sandbox.machineFile("proc/cpuinfo", "processor\t: 0\nprocessor\t: 1\n");
    sandbox.machineFile("run/systemd/system/x", "");
    Files.createDirectories(sandbox.machine().resolve("etc/systemd/system"));
  }

  @Test
  void a_python_job_reboots_into_a_kernel_and_checks_that_it_runs() throws Exception {
    grubby("");
    sandbox.control(
        """
        job.config_set('boot.sleep_before_reboot', 0)
        def step_init():
            job.next_step([job.end_reboot_and_verify, 1700000000, '6.1.0-test::#1 SMP today', None,
                           'src', ['a b c']])
            job.next_step(after)
            job.start_reboot()
            job.reboot('new kernel')
        def after():
            job.record('GOOD', None, 'after', str(job.last_boot_tag))
        """);

    assertThat(sandbox.run()).isEqualTo(5);

    assertThat(sandbox.calls("grub2-reboot")).containsExactly("1");
    LocalClient.await(() -> Files.exists(temp.resolve("reboot.calls")), "the reboot");
    Path unit = sandbox.machine().resolve("etc/systemd/system/autotest-resume.service");
    assertThat(unit).content().contains("ExecStart=\"", "\"--continue\" \"control\"");
    assertThat(unit).content().contains("WorkingDirectory=" + temp);
    Path wanted =
        sandbox
            .machine()
            .resolve("etc/systemd/system/multi-user.target.wants/autotest-resume.service");
    assertThat(wanted.toRealPath()).isEqualTo(unit.toRealPath());

    assertThat(sandbox.run("--continue")).isZero();

    assertThat(sandbox.status())
        .containsExactly(
            "START ---- ----",
            "START ---- reboot",
            "GOOD ---- reboot.start",
            "GOOD ---- reboot.verify 6.1.0-test",
            "END GOOD ---- reboot kernel=6.1.0-test patch0=a b c",
            "GOOD ---- after new kernel",
            "END GOOD ---- ----");
    assertThat(sandbox.results().resolve("sysinfo/boot.0")).isDirectory();
    assertThat(unit).doesNotExist();
    assertThat(Files.isSymbolicLink(wanted)).isFalse();
  }

  @Test
  void another_kernel_than_the_wanted_one_aborts_the_job() throws Exception {
    Files.delete(sandbox.machine().resolve("run/systemd/system/x"));
    Files.delete(sandbox.machine().resolve("run/systemd/system"));
    Files.createDirectories(sandbox.machine().resolve("etc/init.d"));
    Files.createDirectories(sandbox.machine().resolve("etc/rc3.d"));
    Path control = sandbox.root().resolve("Control.java");
    Files.writeString(
        control,
        """
        void stepInit() {
          job.nextStep("after");
          job.startReboot();
          job.configSet("boot.sleep_before_reboot", 0);
          job.reboot();
        }

        void after() {
          job.endRebootAndVerify("1700000001", "6.1.0-test::#2 SMP today", "", java.util.List.of());
        }
        """);

    assertThat(sandbox.shell("./autotest-local Control.java")).isEqualTo(5);

    Path script = sandbox.machine().resolve("etc/init.d/autotest-resume");
    assertThat(script).isExecutable().content().contains("'--continue' 'Control.java'");
    assertThat(sandbox.machine().resolve("etc/rc3.d/S99autotest-resume")).exists();

    assertThat(sandbox.shell("./autotest-local --continue Control.java")).isEqualTo(1);

    assertThat(sandbox.status())
        .containsSubsequence(
            "START ---- reboot",
            "ABORT ---- reboot.verify boot failure: 6.1.0-test::#1 SMP today runs, not"
                + " 6.1.0-test::#2 SMP today; IDENT=1700000001 is not on the kernel's command line",
            "END ABORT ---- reboot kernel=6.1.0-test")
        .last()
        .asString()
        .startsWith("END ABORT ---- ---- Machine booted the wrong kernel: ");
    assertThat(script).doesNotExist();
  }

  @Test
  void a_machine_that_came_back_smaller_is_told_and_may_abort_the_job() throws Exception {
    sandbox.control(
        """
        job.config_set('boot.sleep_before_reboot', 0)
        job.config_set('abort_on_mismatch', args == ['strict'])
        def step_init():
            job.next_step([job.end_reboot, None, '6.1.0-test', []])
            job.start_reboot()
            job.reboot(None)
        """);
    assertThat(sandbox.run()).isEqualTo(5);
    sandbox.machineFile("proc/cpuinfo", "processor\t: 0\n");

    assertThat(sandbox.shell("./autotest-local --continue -a strict control")).isEqualTo(1);

    String difference = "2 processors before the reboot, 1 now";
    assertThat(sandbox.status())
        .containsSubsequence(
            "ABORT ---- reboot.verify_config " + difference,
            "END ABORT ---- reboot kernel=6.1.0-test",
            "END ABORT ---- ---- mismatch after the reboot: " + difference);
  }

  @Test
  void a_reboot_into_an_entry_that_is_not_there_aborts_the_job() throws Exception {
    grubby("");
    sandbox.control("job.reboot('none such')\n");

    assertThat(sandbox.run()).isEqualTo(1);

    assertThat(sandbox.calls("reboot")).isEmpty();
    assertThat(sandbox.status().getLast())
        .isEqualTo("END ABORT ---- ---- grubby has no entry 'none such'");
  }

  @Test
  void a_test_that_fills_the_disk_too_fast_gets_a_warning() throws Exception {
    sandbox.test(
        "filler/filler.py",
        """
        from autotest.client import test
        class filler(test.test):
            version = 1
            def run_once(self):
                with open('much', 'wb') as f:
                    f.write(b'x' * (64 << 20))
                    f.flush()
                    import os; os.fsync(f.fileno())
        """);
    sandbox.control("job.monitor_disk_usage(10)\njob.run_test('filler')\n");

    assertThat(sandbox.run()).isZero();

    assertThat(sandbox.status())
        .anyMatch(
            line -> line.matches("WARN filler filler disk usage of \\d+ MB/hour is above .*"));
  }

  private void grubby(String more) throws IOException {
    sandbox.program(
        "grubby",
        """
        [ "$1" = --info=ALL ] || exit 0
        cat <<'END'
        index=0
        kernel="/boot/vmlinuz-1"
        args="ro quiet"
        root="/dev/sda1"
        initrd="/boot/initrd-1"
        title="old kernel"
        index=1
        kernel="/boot/vmlinuz-2"
        title="new kernel"
        END
        """
            + more);
    sandbox.program("grub2-reboot", "exit 0");
  }
}
