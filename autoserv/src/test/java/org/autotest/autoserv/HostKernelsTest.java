package org.autotest.autoserv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.autotest.autoserv.Autoserv.Ending;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Kernels and boot loaders of machines, from control files of the server, with the real client.
/// The programs of the boot loader and of the package manager note what they are told.
@Tag("long")
final class HostKernelsTest extends PythonRigTest {
  private Path calls;

  @BeforeEach
  void hasPrograms() throws IOException {
    Path machine = temp.resolve("machine");
    Files.createDirectories(machine.resolve("proc"));
    Files.writeString(machine.resolve("proc/cmdline"), "root=UUID=1-2 ro\n");
    rig.use(RealClient.bundle(temp, machine));
    calls = temp.resolve("calls");
    tool(
        "grubby",
        """
        case $1 in
          --info=ALL)
            printf 'index=0\\nkernel="/boot/old"\\nargs="ro"\\nroot="UUID=1"\\ntitle="old"\\n'
            printf 'index=1\\nkernel="/boot/vmlinuz-7.0.0"\\ntitle="new"\\n' ;;
          --default-title) echo old ;;
        esac
        """);
    tool("grub2-reboot", "");
    tool("dpkg", "");
    tool("dpkg-deb", "echo '-rw-r--r-- root/root 8 2023-01-01 ./boot/vmlinuz-7.0.0'");
    rig.fakeReboot("echo second >" + rig.sshd().bootId("first"));
  }

  private void tool(String name, String script) throws IOException {
    rig.program(name, "echo \"%s $*\" >>%s\n%s".formatted(name, calls, script));
  }

  /// All but questions.
  private List<String> told() throws IOException {
    return Files.readAllLines(calls).stream()
        .filter(line -> !line.matches("grubby --(info|default).*|dpkg-deb .*"))
        .toList();
  }

  @Test
  void a_java_job_installs_a_kernel_and_reboots_into_entries_of_the_boot_loader() throws Exception {
    passes(
        "loop",
        """
        void main() throws Exception {
          Files.writeString(job.resultDirectory().resolve("linux-7.deb"), "package");
          var host = hosts.create("loop");
          var loader = host.bootLoader();
          job.record(StatusCode.GOOD, "loader", loader.name() + " " + loader.defaultTitle()
              + " " + loader.entries().getFirst());
          try {
            loader.bootOnce("none");
          } catch (BootLoaderFailed failed) {
            job.record(StatusCode.GOOD, "refused", failed.problem());
          }
          try {
            loader.bootOnce("none".repeat(5000));
          } catch (BootLoaderFailed failed) {
            job.record(StatusCode.GOOD, "long", "" + (failed.problem().length() < 500));
          }
          host.installKernel(KernelOrder.of("linux-7.deb").titled("new").with("debug"));
          host.reboot(RebootOrder.STANDARD.into("old").with("it's=100%"));
          job.record(StatusCode.GOOD, "booted", host.bootId());
        }
        """);

    assertThat(rig.statusLines())
        .contains(
            "GOOD\t----\tloader\tgrubby old Entry[title=old, kernel=/boot/old, initrd=, root=UUID=1,"
                + " args=[ro]]",
            "GOOD\t----\trefused\tworking on the boot loader of loop: grubby has no entry 'none'",
            "GOOD\t----\tlong\ttrue",
            "\tGOOD\tbuild\tkernel.install",
            "\tGOOD\tbuild\tkernel.add_to_bootloader",
            "\tGOOD\t----\treboot.verify",
            "GOOD\t----\tbooted\tsecond");
    assertThat(told()).hasSize(7);
    assertThat(told().get(0)).matches("dpkg -i --force-downgrade /tmp/autoserv-\\w+/linux-7.deb");
    assertThat(told().subList(1, 3))
        .satisfiesExactly(
            removed -> assertThat(removed).isEqualTo("grubby --remove-kernel=/boot/vmlinuz-7.0.0"),
            added ->
                assertThat(added)
                    .startsWith("grubby --add-kernel=/boot/vmlinuz-7.0.0 --title=new ")
                    .endsWith(" debug"));
    assertThat(told().subList(3, 7))
        .containsExactly(
            "grub2-reboot 1",
            "grubby --remove-kernel=/boot/old",
            "grubby --add-kernel=/boot/old --title=old --copy-default --args=root=UUID=1 ro it's=100%",
            "grub2-reboot 0");
    assertThat(rig.runs()).isEmpty();
  }

  @Test
  void a_python_job_does_the_same_by_the_names_of_the_original() throws Exception {
    passes(
        "loop",
        """
        from autotest.client.shared import error
        open("linux-7.deb", "w").close()
        host = hosts.create_host("loop")
        assert host.bootloader.get_titles() == ["old", "new"]
        assert host.bootloader.get_architecture() == host.get_arch()
        kernel = deb_kernel.DEBKernel()
        for missing in ("/nosuch.deb", "./nosuch.deb"):
            try:
                kernel.get(missing)
                raise KeyError(missing)
            except error.AutoservError as raised:
                assert str(raised) == "looking for %s: it is not there" % missing, raised
        kernel.get("linux-7.deb")
        kernel.install(host, label="new")
        host.reboot(timeout=60, label="old", kernel_args="quiet splash")
        try:
            host.reboot(label="none")
        except error.AutoservRebootError as raised:
            job.record("GOOD", None, "refused", str(raised))
        """);

    assertThat(rig.statusLines())
        .contains(
            "\tGOOD\t----\treboot.verify",
            "GOOD\t----\trefused\tworking on the boot loader of loop: grubby has no entry 'none'");
    assertThat(told())
        .contains(
            "grubby --add-kernel=/boot/old --title=old --copy-default --args=root=UUID=1 ro quiet"
                + " splash",
            "grub2-reboot 0");
  }

  @Test
  void a_kernel_of_a_repository_is_built_by_the_machine() throws Exception {
    rig.program(
        "make",
        """
        case "$*" in
          *kernelrelease) echo 7.0.0 ;;
          *image_name) echo image ;;
          *LOCALVERSION*) cat README .config >image; echo map >System.map ;;
        esac
        """);
    passes(
        "loop",
        """
        import subprocess
        from autotest.client.shared import error
        def git(*words):
            subprocess.check_call(("git", "-c", "user.name=a", "-c", "user.email=a@b.c",
                                   "-C", "origin") + words)
        def write(name, text):
            with open(name, "w") as f:
                f.write(text)
        os.mkdir("origin")
        git("init", "--quiet")
        for text in ("first\\n", "second\\n"):
            write("origin/README", text)
            git("add", "README")
            git("commit", "--quiet", "-m", text)
        write("config", "CONFIG_X=y\\n")
        write("fix.patch", "--- a/README\\n+++ b/README\\n@@ -1 +1 @@\\n-first\\n+patched\\n")
        kernel = git_kernel.GitKernel(os.path.abspath("copies/copy"), "nowhere")
        try:
            kernel.get()
        except error.AutoservError:
            job.record("GOOD", None, "nowhere", str(os.listdir("copies")))
        kernel = git_kernel.GitKernel("copies/copy", "origin")
        kernel.get()
        assert os.listdir("copies") == ["copy"]
        kernel.configure("config")
        kernel.patch("fix.patch")
        kernel.install(hosts.create_host("loop"), revision="HEAD~1", label="new", default=True)
        assert not [name for _, _, names in os.walk(job.tmpdir) for name in names
                    if name == "linux.tar.gz"]
        """);

    assertThat(rig.statusLines()).contains("GOOD\t----\tnowhere\t[]");

    assertThat(temp.resolve("machine/boot/vmlinuz-new")).hasContent("patched\nCONFIG_X=y");
    assertThat(told())
        .anyMatch(line -> line.startsWith("grubby --add-kernel=/boot/vmlinuz-new --title=new "))
        .contains("grubby --set-default-index=1");
  }

  @Test
  void a_kernel_that_cannot_be_installed_fails_the_job_by_its_step() throws Exception {
    assertThat(
            run(
                "loop",
                "void main() { hosts.create(\"loop\").installKernel(KernelOrder.of(\"/no/such.deb\")); }"))
        .isEqualTo(Ending.FAILED);

    assertThat(failure()).startsWith("blame=SUBMITTER\n").contains("/no/such.deb: it is not there");
    assertThat(rig.statusLines())
        .anyMatch(line -> line.startsWith("\tFAIL\tbuild\tkernel.install"));
  }
}
