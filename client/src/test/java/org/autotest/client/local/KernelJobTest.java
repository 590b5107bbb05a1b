package org.autotest.client.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.autotest.client.sandbox.ClientSandbox;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where kernels of Python jobs come from, how they are configured, and how they are told after the
/// boot. The programs only record their words.
@Tag("long")
class KernelJobTest {
  @TempDir private Path temp;

  private ClientSandbox sandbox;

  @BeforeEach
  void make() throws IOException {
    sandbox = ClientSandbox.in(temp).onMachineWithGrubby();
  }

  @Test
  void a_python_job_installs_a_kernel_of_a_package() throws Exception {
    Files.writeString(temp.resolve("linux-image-7.deb"), "");
    sandbox.program("dpkg-deb", "echo '-rw-r--r-- root/root 8 2023-01-01 ./boot/vmlinuz-7.0.0'");
    sandbox.program("dpkg", "exit 0");
    sandbox.machineFile("boot/initrd.img-7.0.0", "");
    sandbox.control(
        """
        job.config_set('boot.sleep_before_reboot', 0)
        def step_init():
            kernel = job.kernel('%s/linux-image-7.deb')
            kernel.install()
            job.record('GOOD', None, 'release', kernel.get_kernel_build_ver())
            kernel.add_to_bootloader('beside', 'quiet')
            kernel.boot(args='debug', ident=False)
        """
            .formatted(temp));

    assertThat(sandbox.run()).isEqualTo(5);
    sandbox.machineFile("proc/sys/kernel/osrelease", "7.0.0\n");
    assertThat(sandbox.run("--continue")).isZero();

    assertThat(sandbox.calls("dpkg"))
        .containsExactly("-i --force-downgrade " + temp.resolve("linux-image-7.deb"));
    assertThat(sandbox.calls("grubby"))
        .contains(
            "--add-kernel=/boot/vmlinuz-7.0.0 --title=autotest --initrd=/boot/initrd.img-7.0.0"
                + " --copy-default --args=root=UUID=1-2 ro quiet debug");
    assertThat(sandbox.calls("grubby"))
        .contains(
            "--add-kernel=/boot/vmlinuz-7.0.0 --title=beside --initrd=/boot/initrd.img-7.0.0"
                + " --copy-default --args=root=UUID=1-2 ro quiet quiet");
    assertThat(sandbox.status())
        .contains(
            "GOOD build kernel.install",
            "GOOD ---- release 7.0.0",
            "GOOD build kernel.add_to_bootloader")
        .endsWith("END GOOD build reboot kernel=7.0.0", "END GOOD ---- ----");
  }

  @Test
  void another_kernel_than_that_of_the_package_is_told_after_the_boot() throws Exception {
    Files.writeString(temp.resolve("kernel-7.rpm"), "");
    sandbox.program("rpm", "[ \"$1\" = -qlp ] && echo /lib/modules/7.0.0/vmlinuz; exit 0");
    sandbox.program(
        "grubby",
        "[ \"$1\" = --info=ALL ] && printf 'index=0\\nkernel=\"/boot/old\"\\ntitle=\"old\"\\n"
            + "index=1\\nkernel=\"/lib/modules/7.0.0/vmlinuz\"\\ntitle=\"seven\"\\n'; exit 0");
    sandbox.control(
        """
        job.config_set('boot.sleep_before_reboot', 0)
        def step_init():
            job.next_step('after')
            kernel = job.kernel('%s/kernel-7.rpm')
            kernel.install(tag='seven')
            kernel.boot(ident=False)
        def after():
            job.record('GOOD', None, 'after')
        """
            .formatted(temp));

    assertThat(sandbox.run()).isEqualTo(5);
    assertThat(sandbox.calls("grubby"))
        .anyMatch(line -> line.startsWith("--add-kernel=/lib/modules/7.0.0/vmlinuz --title=seven"));
    assertThat(sandbox.run("--continue")).isEqualTo(1);

    assertThat(sandbox.status())
        .contains("ABORT build reboot.verify boot failure: 6.0.1 runs, not 7.0.0")
        .doesNotContain("GOOD ---- after");
  }

  @Test
  void a_kernel_that_a_test_builds_ends_with_the_test() throws Exception {
    String mark = "9" + System.nanoTime();
    Files.createDirectories(temp.resolve("linux"));
    sandbox.program("make", "exec sleep %s".formatted(mark));
    sandbox.test(
        "builds/builds.py",
        """
        from autotest.client import test
        class builds(test.test):
            version = 1
            def run_once(self):
                self.job.kernel('%s/linux').build()
        """
            .formatted(temp));
    sandbox.control("job.run_test('builds', timeout=10)\n");

    assertThat(sandbox.run()).isZero();

    assertThat(sandbox.calls("make")).hasSize(1);
    assertThat(sandbox.status())
        .contains("ERROR builds builds Test timeout expired, rc=15", "END GOOD ---- ----");
    assertThat(LocalClient.processes(mark)).isEmpty();
  }

  @Test
  void the_configuration_of_a_kernel_is_chosen_by_its_version_and_what_make_says_is_kept()
      throws Exception {
    Path tree = Files.createDirectories(temp.resolve("linux"));
    Files.writeString(
        tree.resolve("Makefile"), "VERSION = 6\nPATCHLEVEL = 10\nSUBLEVEL = 3\nEXTRAVERSION =\n");
    for (String version : new String[] {"5.0", "6.9", "6.11"}) {
      Files.writeString(temp.resolve("config-" + version), "CONFIG_OF=" + version + "\n");
    }
    sandbox.program(
        "make",
        """
        case "$*" in
          olddefconfig) echo CONFIG_NEW=y >> .config ;;
          *kernelrelease) echo 6.10.3-autotest ;;
          *LOCALVERSION*) echo "CC init/main.o"; echo "a warning" >&2 ;;
        esac
        """);
    sandbox.control(
        """
        job.config_set('kernel.default_config_set', ['%1$s/config-', '5.0', '6.11', '6.9'])
        kernel = job.kernel('%1$s/linux')
        kernel.config()
        kernel.build()
        kernel.build(logfile='%1$s/new/mine.log')
        """
            .formatted(temp));

    assertThat(sandbox.run()).isZero();

    assertThat(sandbox.read("build/config/config.new")).isEqualTo("CONFIG_OF=6.9\nCONFIG_NEW=y\n");
    assertThat(sandbox.read("build/config/config.diff")).contains("\n+CONFIG_NEW=y");
    assertThat(sandbox.read("build/debug/kernel_build").lines())
        .containsExactlyInAnyOrder("CC init/main.o", "a warning");
    assertThat(temp.resolve("new/mine.log")).content().contains("CC init/main.o");
  }

  @Test
  void a_release_comes_from_the_mirror_of_the_machines_configuration() throws Exception {
    Path mirror = Files.createDirectories(temp.resolve("mirror/v6.x"));
    Files.createDirectories(temp.resolve("linux-6.1.55"));
    Files.writeString(temp.resolve("linux-6.1.55/README"), "a tree\n");
    sandbox.shell("tar -czf '%s/linux-6.1.55.tar.gz' linux-6.1.55".formatted(mirror));
    Files.writeString(
        sandbox.client().resolve("global_config.ini"),
        "[CLIENT]\nkernel_mirror = file:///nowhere file://%s\n".formatted(mirror.getParent()));
    sandbox.control(
        """
        import os
        assert job.config_get('mirror.ftp_kernel_org').startswith('file:///nowhere ')
        k = job.kernel('6.1.55')
        assert os.listdir(k.build_dir)
        """);

    assertThat(sandbox.run()).isZero();

    assertThat(sandbox.status()).contains("GOOD build kernel.extract");
  }

  @Test
  void settings_of_a_configuration_and_the_end_of_a_release_are_the_authors() throws Exception {
    Files.createDirectories(temp.resolve("linux"));
    Files.writeString(temp.resolve("over"), "CONFIG_Y=m");
    Files.writeString(temp.resolve("last"), "CONFIG_Z=n\n");
    sandbox.program("make", "case \"$*\" in *kernelrelease) echo 6.2.0-bisect1 ;; esac");
    sandbox.control(
        """
        k = job.kernel('%1$s/linux')
        k.config(config_list=['%1$s/over', '%1$s/last'])
        k.build(extraversion='bisect1')
        try:
            k.build(extraversion='a b')
        except error.TestError as e:
            job.record('GOOD', None, 'refused', str(e))
        """
            .formatted(temp));

    assertThat(sandbox.run()).isZero();

    assertThat(sandbox.calls("make")).anyMatch(line -> line.endsWith(" LOCALVERSION=-bisect1"));
    assertThat(sandbox.read("build/config/config.new"))
        .isEqualTo("CONFIG_X=y\nCONFIG_Y=m\nCONFIG_Z=n\n");
    assertThat(sandbox.read("build/config/config.over1")).isEqualTo("CONFIG_Y=m");
    assertThat(sandbox.status())
        .contains("GOOD ---- refused building a kernel: 'a b' cannot end its release");
  }

  @Test
  void a_step_with_a_kernel_that_fails_is_recorded_and_ends_the_job() throws Exception {
    Files.createDirectories(temp.resolve("linux"));
    sandbox.program("make", "echo broken >&2; exit 2");
    sandbox.control("k = job.kernel('%s/linux')\nk.build()\n".formatted(temp));

    assertThat(sandbox.run()).isEqualTo(1);

    assertThat(sandbox.status())
        .anyMatch(line -> line.startsWith("FAIL build kernel.build Command <make -j"))
        .last()
        .asString()
        .startsWith("END ABORT ---- ---- Unhandled CmdError: Command <make -j");
  }
}
