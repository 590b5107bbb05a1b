package org.autotest.client.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.autotest.client.sandbox.ClientSandbox;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a job does with the boot loaders of machines.
class BootLoaderJobTest {
  @TempDir private Path temp;

  private ClientSandbox sandbox;

  @BeforeEach
  void make() throws IOException {
    sandbox = ClientSandbox.in(temp);
  }

  @Test
  void systemd_boot_has_its_kernels_where_bootctl_says() throws Exception {
    sandbox.program(
        "bootctl",
        """
        case "$1" in
          --print-boot-path) echo /boot/efi ;;
          list) echo '[{"id":"new-one.conf","title":"new one","isDefault":true}]' ;;
        esac
        """);
    Path efi = Files.createDirectories(sandbox.machine().resolve("boot/efi/loader/entries"));
    Files.writeString(efi.resolve("old.conf"), "title old\nlinux /linux\noptions ro\n");
    Files.writeString(sandbox.machine().resolve("boot/vmlinuz-new"), "a kernel");
    Path lib = Files.createDirectories(sandbox.machine().resolve("lib/modules/7"));
    Files.writeString(lib.resolve("vmlinuz-new"), "another");
    java(
        """
        void main() {
          var loader = job.bootLoader();
          loader.add(new BootLoader.Entry("new one", "/boot/vmlinuz-new", "", "/dev/a", List.of("ro")));
          loader.addArgs("new one", "debug");
          loader.add(new BootLoader.Entry("Two/2", "/lib/modules/7/vmlinuz-new", "", "/dev/a", List.of()));
          job.record(StatusCode.GOOD, "copies", read("new-one/vmlinuz-new") + read("two-2/vmlinuz-new"));
          loader.add(new BootLoader.Entry("Two/2", "/boot/efi/linux", "", "/dev/a", List.of()));
          loader.remove("Two/2");
          loader.addArgs("old", "quiet");
          loader.setDefault("new one");
          job.record(StatusCode.GOOD, loader.name(), loader.defaultTitle() + loader.entries());
          loader.remove("new one");
        }

        String read(String copy) {
          try {
            return Files.readString(Path.of("%s/boot/efi/autotest", copy)) + ";";
          } catch (IOException gone) {
            return gone + ";";
          }
        }
        """
            .formatted(sandbox.machine()));

    assertThat(sandbox.shell("./autotest-local Control.java")).isZero();

    assertThat(sandbox.status())
        .contains(
            "GOOD ---- copies a kernel;another;",
            "GOOD ---- systemd-boot new one[Entry[title=new one, "
                + "kernel=/boot/efi/autotest/new-one/vmlinuz-new, initrd=, root=/dev/a, args=[ro, debug]], "
                + "Entry[title=old, kernel=/boot/efi/linux, initrd=, root=, args=[ro, quiet]]]");
    assertThat(sandbox.calls("bootctl")).contains("set-default new-one.conf");
    assertThat(efi).isDirectoryContaining(file -> file.endsWith("old.conf"));
    assertThat(efi).isDirectoryNotContaining(file -> file.endsWith("new-one.conf"));
    assertThat(sandbox.machine().resolve("boot/efi/autotest")).isEmptyDirectory();
  }

  @Test
  void systemd_boot_keeps_entries_whose_files_would_have_the_name_of_a_new_one() throws Exception {
    sandbox.program("bootctl", "[ $1 != --print-boot-path ] || echo /boot");
    Path entries = Files.createDirectories(sandbox.machine().resolve("boot/loader/entries"));
    String vendors = "title Fedora Linux 43\nlinux /vmlinuz\noptions ro\n";
    Files.writeString(entries.resolve("fedora.conf"), vendors);
    Path lib = Files.createDirectories(sandbox.machine().resolve("lib/modules/7"));
    Files.writeString(lib.resolve("vmlinuz"), "a kernel");
    java(
        """
        void main() {
          var loader = job.bootLoader();
          for (String title : List.of("fedora", "A b", "a-b", "a b", "A b")) {
            loader.add(new BootLoader.Entry(title, "/lib/modules/7/vmlinuz", "", "", List.of("ro")));
          }
          loader.remove("a-b");
          job.record(StatusCode.GOOD, "kernels",
              loader.entries().stream().map(e -> e.title() + "=" + e.kernel()).toList().toString());
        }
        """);

    assertThat(sandbox.shell("./autotest-local Control.java")).isZero();

    assertThat(sandbox.status())
        .contains(
            "GOOD ---- kernels [a b=/boot/autotest/a-b-3/vmlinuz, A b=/boot/autotest/a-b/vmlinuz, "
                + "fedora=/boot/autotest/fedora-2/vmlinuz, Fedora Linux 43=/boot/vmlinuz]");
    assertThat(entries.resolve("fedora.conf")).hasContent(vendors);
    assertThat(sandbox.machine().resolve("boot/autotest/a-b-2")).doesNotExist();
  }

  @Test
  void entries_that_grub_reads_do_not_make_a_machine_one_of_systemd_boot() throws Exception {
    sandbox.program("bootctl", "echo no; exit 1");
    sandbox.program("grub2-reboot", "exit 0");
    Files.createDirectories(sandbox.machine().resolve("boot/loader/entries"));
    Path menu = Files.createDirectories(sandbox.machine().resolve("boot/grub2"));
    Files.writeString(menu.resolve("grub.cfg"), "menuentry 'a' {\n\tlinux /k ro\n}\n");
    java("void main() { job.record(StatusCode.GOOD, job.bootLoader().name(), \"found\"); }\n");

    assertThat(sandbox.shell("./autotest-local Control.java")).isZero();

    assertThat(sandbox.status()).contains("GOOD ---- grub found");
  }

  @Test
  void an_entry_called_by_a_number_is_booted_and_not_the_one_of_that_place() throws Exception {
    sandbox.program("grub-reboot", "exit 0");
    sandbox.program("grub-probe", "echo 12-34");
    sandbox.program("grub-mkrelpath", "echo \"$1\"");
    Path menu = Files.createDirectories(sandbox.machine().resolve("boot/grub"));
    Files.writeString(menu.resolve("grub.cfg"), "menuentry 'a' {\n\tlinux /k ro\n}\n".repeat(3));
    java(
        """
        void main() {
          job.bootLoader().add(new BootLoader.Entry("1", "/boot/vmlinuz-1", "", "", List.of("ro")));
          job.bootLoader().bootOnce("1");
        }
        """);

    assertThat(sandbox.shell("./autotest-local Control.java")).isZero();

    assertThat(menu.resolve("custom.cfg"))
        .content()
        .startsWith("menuentry '1' --id 'autotest:1' {");
    assertThat(sandbox.calls("grub-reboot")).containsExactly("autotest:1");
  }

  @Test
  void java_has_the_boot_loader() throws Exception {
    sandbox.program(
        "grubby",
        """
        case "$1" in
          --info=ALL) printf 'index=0\\nkernel="/boot/old"\\nargs="ro"\\ntitle="old"\\n' ;;
        esac
        """);
    java(
        """
        void main() {
          var loader = job.bootLoader();
          job.record(StatusCode.GOOD, loader.name(), loader.entries().toString());
          loader.addArgs("old", "debug");
          loader.bootOnce("new");
        }
        """);

    assertThat(sandbox.shell("./autotest-local Control.java")).isEqualTo(1);

    assertThat(sandbox.status())
        .contains(
            "GOOD ---- grubby [Entry[title=old, kernel=/boot/old, initrd=, root=, args=[ro]]]");
    assertThat(sandbox.calls("grubby")).anyMatch(line -> line.contains("debug"));
    assertThat(sandbox.read("status")).contains("grubby has no entry 'new'");
  }

  private void java(String control) throws IOException {
    Files.writeString(sandbox.root().resolve("Control.java"), control);
  }
}
