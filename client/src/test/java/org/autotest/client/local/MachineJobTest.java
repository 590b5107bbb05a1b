package org.autotest.client.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.autotest.client.sandbox.ClientSandbox;
import org.autotest.core.control.ControlComposer;
import org.autotest.core.control.KernelSteps;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Jobs that build and boot kernels, and make file systems. Kernels are built by programs that only
/// record their words; file systems are real.
@Tag("long")
class MachineJobTest {
  @TempDir private Path temp;

  private ClientSandbox sandbox;

  @BeforeEach
  void make() throws IOException {
    sandbox = ClientSandbox.in(temp).onMachineWithGrubby();
  }

  @Test
  void java_lays_settings_over_a_target_of_make_names_the_release_and_boots_unmarked()
      throws Exception {
    Path tree = Files.createDirectories(temp.resolve("linux"));
    Files.writeString(tree.resolve("Makefile"), "VERSION = 6\n");
    Files.writeString(temp.resolve("over"), "CONFIG_OVER=y\n");
    sandbox.program(
        "make",
        """
        case "$*" in
          tinyconfig) echo CONFIG_TINY=y > .config ;;
          *kernelrelease) echo 6.0.1-mine ;;
          *image_name) echo image ;;
          *LOCALVERSION*) touch image System.map ;;
        esac
        """);
    sandbox.program("mkinitramfs", "echo initrd > \"$2\"");
    Files.writeString(
        temp.resolve("Control.java"),
        """
        void main() {
          job.configSet("boot.sleep_before_reboot", 0);
          Kernel kernel = job.kernel("%s/linux");
          kernel.configTarget("tinyconfig", List.of("%s/over"));
          kernel.build(1, "W=1", "mine");
          kernel.bootUnmarked("debug");
        }
        """
            .formatted(temp, temp));

    assertThat(sandbox.shell("./autotest-local Control.java"))
        .as(sandbox.read("status"))
        .isEqualTo(5);

    assertThat(sandbox.read("build/config/config.new")).contains("CONFIG_OVER=y");
    assertThat(sandbox.calls("make"))
        .contains("tinyconfig")
        .anyMatch(words -> words.contains("W=1") && words.contains("LOCALVERSION=-mine"));
    assertThat(sandbox.calls("grubby"))
        .anyMatch(words -> words.startsWith("--add-kernel=") && words.endsWith("debug"))
        .noneMatch(words -> words.contains("IDENT="));
  }

  @Test
  void a_java_job_builds_a_kernel_from_sources_and_boots_it() throws Exception {
    Path source = Files.createDirectories(temp.resolve("linux"));
    Files.writeString(source.resolve("README"), "a tree\n");
    Files.writeString(
        temp.resolve("fix.patch"), "--- a/README\n+++ b/README\n@@ -1 +1 @@\n-a tree\n+patched\n");
    sandbox.program(
        "make",
        """
        case "$*" in
          *kernelrelease) echo 6.1.55-autotest ;;
          *image_name) echo arch/x86/boot/bzImage ;;
          *LOCALVERSION*)
            mkdir -p arch/x86/boot include/generated
            echo image > arch/x86/boot/bzImage
            echo map > System.map
            echo '#define UTS_VERSION "#1 SMP today"' > include/generated/utsversion.h ;;
        esac
        """);
    sandbox.program("mkinitramfs", "echo initrd > \"$2\"");
    Files.writeString(
        temp.resolve("Control.java"),
        """
        void stepInit() {
          job.nextStep("after");
          job.configSet("boot.sleep_before_reboot", 0);
          Kernel kernel = job.kernel("%1$s");
          kernel.patch("%2$s");
          kernel.config("");
          kernel.build(3, "V=1");
          kernel.boot("debug");
        }

        void after() {
          job.record(StatusCode.GOOD, "after", "");
          job.kernel("%1$s").config("");
        }
        """
            .formatted(source, temp.resolve("fix.patch")));

    assertThat(sandbox.shell("./autotest-local Control.java")).isEqualTo(5);

    assertThat(sandbox.calls("make"))
        .containsSubsequence(
            "olddefconfig",
            "-j3 V=1 LOCALVERSION=-autotest",
            "-s LOCALVERSION=-autotest kernelrelease",
            "modules_install");
    String ident =
        sandbox.calls("grubby").stream()
            .filter(line -> line.startsWith("--add-kernel"))
            .findFirst()
            .orElseThrow();
    assertThat(ident)
        .matches(
            "--add-kernel=/boot/vmlinuz-autotest --title=autotest --initrd=/boot/initrd-autotest"
                + " --copy-default --args=root=UUID=1-2 ro quiet debug IDENT=\\d+");
    assertThat(sandbox.calls("grub2-reboot")).containsExactly("1");
    assertThat(sandbox.machine().resolve("boot/vmlinuz-autotest")).hasContent("image");
    assertThat(sandbox.machine().resolve("boot/initrd-autotest")).hasContent("initrd");
    assertThat(sandbox.read("build/debug/build_log"))
        .contains("BASE: " + source + "\n", "PATCH: ", "BUILD VERSION: 6.1.55");
    sandbox.machineFile(
        "proc/cmdline", "root=UUID=1-2 " + ident.replaceAll(".* (IDENT=)", "$1") + "\n");
    sandbox.machineFile("proc/sys/kernel/osrelease", "6.1.55-autotest\n");

    assertThat(sandbox.shell("./autotest-local --continue Control.java")).isZero();

    assertThat(sandbox.status())
        .startsWith(
            "START ---- ----",
            "GOOD build kernel.extract",
            "GOOD build kernel.patch",
            "GOOD build kernel.config",
            "GOOD build kernel.build",
            "GOOD build kernel.install",
            "GOOD build kernel.boot",
            "START ---- reboot",
            "GOOD ---- reboot.start",
            "GOOD build reboot.verify 6.1.55-autotest")
        .endsWith(
            "GOOD ---- after",
            "GOOD build.2 kernel.extract",
            "GOOD build.2 kernel.config",
            "END GOOD ---- ----")
        .anyMatch(
            line ->
                line.matches(
                    "END GOOD build reboot kernel=6.1.55-autotest patch0=.*fix.patch fix.patch"
                        + " [0-9a-f]{32}"));
  }

  @Test
  void tests_run_on_each_kernel_that_a_job_was_asked_to_boot() throws Exception {
    Files.createDirectories(temp.resolve("linux"));
    Files.writeString(temp.resolve("linux-image-7.deb"), "");
    sandbox.program(
        "make",
        """
        case "$*" in
          *kernelrelease) echo 6.1.55-autotest ;;
          *image_name) echo image ;;
          *LOCALVERSION*) mkdir -p include/generated; echo image > image; echo map > System.map
            echo '#define UTS_VERSION "#1 SMP today"' > include/generated/utsversion.h ;;
        esac
        """);
    sandbox.program("mkinitramfs", "echo initrd > \"$2\"");
    sandbox.program("dpkg-deb", "echo '-rw-r--r-- root/root 8 2023-01-01 ./boot/vmlinuz-7.0.0'");
    sandbox.program("dpkg", "exit 0");
    sandbox.machineFile("boot/initrd.img-7.0.0", "");
    sandbox.test(
        "mini/mini.py",
        """
        from autotest.client import test
        class mini(test.test):
            version = 1
            def run_once(self):
                pass
        """);
    KernelSteps kernels =
        KernelSteps.of(
            List.of(temp.resolve("linux").toString(), temp.resolve("linux-image-7.deb").toString()),
            List.of(),
            "debug");
    String text = "NAME = 'mini'\njob.run_test('mini')\n";
    Files.writeString(
        temp.resolve("Control.java"),
        ControlComposer.compose(
            List.of(new ControlComposer.Part("mini", "mini/control", text)), kernels));

    assertThat(sandbox.shell("./autotest-local Control.java")).isEqualTo(5);
    sandbox.machineFile("proc/cmdline", "root=UUID=1-2 " + identOfBoot(0) + "\n");
    sandbox.machineFile("proc/sys/kernel/osrelease", "6.1.55-autotest\n");
    assertThat(sandbox.shell("./autotest-local --continue Control.java")).isEqualTo(5);
    sandbox.machineFile("proc/cmdline", "root=UUID=1-2 " + identOfBoot(1) + "\n");
    sandbox.machineFile("proc/sys/kernel/osrelease", "7.0.0\n");
    assertThat(sandbox.shell("./autotest-local --continue Control.java")).isZero();

    assertThat(sandbox.status())
        .containsSubsequence(
            "GOOD build kernel.build",
            "GOOD build kernel.boot",
            "GOOD kernel1/mini mini completed successfully",
            "END GOOD build.2 reboot kernel=7.0.0",
            "GOOD kernel2/mini mini completed successfully",
            "END GOOD ---- ----");
  }

  private String identOfBoot(int number) throws IOException {
    return sandbox.calls("grubby").stream()
        .filter(line -> line.startsWith("--add-kernel") && line.contains(" debug IDENT="))
        .skip(number)
        .findFirst()
        .orElseThrow()
        .replaceAll(".* (IDENT=)", "$1");
  }

  @Test
  void file_systems_are_made_mounted_and_checked_in_both_languages() throws Exception {
    assumeTrue(
        sandbox.shell(
                "unshare -m sh -c 'truncate -s 8M t && D=$(losetup --find --show t) &&"
                    + " losetup -d $D && mkfs.ext4 -V'")
            == 0,
        "loop devices and mount namespaces are not allowed here");
    sandbox.control(
        """
        import os
        p = job.partition('%s/image', loop_size=8, mountpoint='%s/mnt')
        p.mkfs('ext4', args='-m 0')
        p.mount()
        open('%s/mnt/file', 'w').write('x')
        assert p.get_mountpoint() == p.mountpoint and os.path.ismount(p.mountpoint)
        p.unmount()
        p.fsck()
        p.run_test_on_partition('filler', lambda p: '%s/mnt')
        p.unmount()
        from autotest.client import partition
        ext4 = partition.FsOptions('ext4', 'ext4')
        partition.run_test_on_partitions(job, 'careless', [p], lambda p: '%s/mnt', 'raw', ext4)
        p.mount()
        p.run_test('careless', tag='again')
        p.close()
        """
            .replace("%s", temp.toString()));
    sandbox.test(
        "filler/filler.py",
        """
        from autotest.client import test
        class filler(test.test):
            version = 1
            def run_once(self, dir):
                open(dir + '/more', 'w').write('y')
        """);
    sandbox.test(
        "careless/careless.py",
        """
        from autotest.client import test
        class careless(test.test):
            version = 1
            def run_once(self):
                pass
        """);
    Files.writeString(
        temp.resolve("Control.java"),
        """
        void main() throws Exception {
          var image = java.nio.file.Path.of("%s/second");
          try (Partition disk = job.partition(image, 8, java.nio.file.Path.of("%s/mnt"))) {
            disk.mkfs("ext2");
            disk.mount("noatime");
            java.nio.file.Files.writeString(disk.mountpoint().resolve("file"), "x");
            disk.unmount();
            disk.fsck("-fy");
          }
        }
        """
            .replace("%s", temp.toString()));

    assertThat(sandbox.shell("unshare -m ./autotest-local control")).isZero();
    assertThat(sandbox.status())
        .anyMatch(line -> line.matches("GOOD ---- mkfs -t ext4 -q -F -m 0 /dev/loop\\d+"))
        .anyMatch(line -> line.matches("GOOD ---- mount -t ext4 /dev/loop\\d+ .*/mnt"))
        .anyMatch(line -> line.matches("GOOD ---- fsck -fy /dev/loop\\d+"))
        .anyMatch(line -> line.equals("START ---- filler.image"))
        .anyMatch(line -> line.startsWith("GOOD filler.image filler.image completed"))
        .anyMatch(line -> line.matches("FAIL ---- umount /dev/loop\\d+ /dev/.* is not mounted"))
        .anyMatch(line -> line.startsWith("GOOD careless.raw.ext4 careless.raw.ext4 completed"))
        .anyMatch(line -> line.startsWith("GOOD careless.again careless.again completed"))
        .last()
        .isEqualTo("END GOOD ---- ----");

    // Two by the control file, and one after each test on a partition.
    assertThat(umounts(sandbox)).hasSize(4);
    assertThat(sandbox.shell("unshare -m ./autotest-local -t second Control.java")).isZero();
    List<String> second =
        LocalClient.status(sandbox.client().resolve("results/second/status")).stream()
            .map(String::strip)
            .toList();
    assertThat(second)
        .anyMatch(line -> line.matches("GOOD ---- mkfs -t ext2 -q -F /dev/loop\\d+"))
        .anyMatch(line -> line.matches("GOOD ---- mount -t ext2 -o noatime /dev/loop\\d+ .*"))
        .anyMatch(line -> line.matches("GOOD ---- umount .*"))
        .last()
        .isEqualTo("END GOOD ---- ----");
    assertThat(sandbox.shell("losetup -a | grep '%s' && exit 1 || exit 0".formatted(temp)))
        .isZero();
  }

  private static List<String> umounts(ClientSandbox sandbox) throws IOException {
    return sandbox.status().stream()
        .filter(line -> line.matches("GOOD ---- umount .*/mnt"))
        .toList();
  }
}
