package org.autotest.client.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is told to boot loaders, and what they tell.
class BootLoaderTest {
  private static final BootEntry ENTRY =
      new BootEntry(
          "autotest", "/boot/vmlinuz-a", "/boot/initrd-a", "UUID=x-y", List.of("ro", "IDENT=7"));

  @TempDir private Path root;

  @Test
  void grubby_takes_one_line_for_an_entry() {
    assertThat(Grubby.adding(ENTRY))
        .containsExactly(
            "grubby",
            "--add-kernel=/boot/vmlinuz-a",
            "--title=autotest",
            "--initrd=/boot/initrd-a",
            "--copy-default",
            "--args=root=UUID=x-y ro IDENT=7");
    assertThat(Grubby.removing("/boot/vmlinuz-a"))
        .containsExactly("grubby", "--remove-kernel=/boot/vmlinuz-a");
  }

  @Test
  void grubby_lists_entries() {
    String info =
        """
        index=0
        kernel="/boot/vmlinuz-1"
        args="ro quiet"
        root="UUID=1"
        initrd="/boot/initramfs-1.img"
        title="Fedora (1)"
        id="one"
        index=1
        non linux entry
        index=2
        kernel="/boot/vmlinuz-2"
        title="Fedora (2)"
        """;

    assertThat(Grubby.parse(info))
        .containsExactly(
            new BootEntry(
                "Fedora (1)",
                "/boot/vmlinuz-1",
                "/boot/initramfs-1.img",
                "UUID=1",
                List.of("ro", "quiet")),
            new BootEntry("Fedora (2)", "/boot/vmlinuz-2", "", "", List.of()));
  }

  @Test
  void grub_entries_are_added_to_and_taken_from_its_own_file() {
    String others = "menuentry 'kept' {\n\tlinux /k\n}\n";
    String written = Grub.menuEntry(ENTRY, "12-34", "/vmlinuz-a", "/initrd-a");

    assertThat(written)
        .isEqualTo(
            """
            menuentry 'autotest' {
            \tsearch --no-floppy --fs-uuid --set=root 12-34
            \tlinux /vmlinuz-a root=UUID=x-y ro IDENT=7
            \tinitrd /initrd-a
            }
            """);
    assertThat(Grub.parse(written))
        .containsExactly(
            new BootEntry(
                "autotest", "/vmlinuz-a", "/initrd-a", "UUID=x-y", List.of("ro", "IDENT=7")));
    assertThat(Grub.without(written + others, "autotest")).isEqualTo(others);
  }

  @Test
  void an_entry_whose_title_is_a_number_is_told_from_the_one_of_that_place() throws IOException {
    Path grub = Files.createDirectories(root.resolve("boot/grub"));
    Files.writeString(
        grub.resolve("grub.cfg"),
        "menuentry 'Debian' {\n\tlinux /a\n}\nmenuentry 'Old' {\n\tlinux /b\n}\n");
    BootEntry numbered = new BootEntry("1", "/c", "", "", List.of());
    Files.writeString(grub.resolve("custom.cfg"), Grub.menuEntry(numbered, "12-34", "/c", ""));
    Machine machine = new Machine(root, "", List.of(), false);
    Grub loader = new Grub(machine, new Programs((_, _, _, _) -> {}), "grub");

    assertThat(loader.entry("1").kernel()).isEqualTo("/c");
    assertThat(loader.entry("0").kernel()).isEqualTo("/a");
    assertThat(loader.entry("2").kernel()).isEqualTo("/c");
    assertThat(Files.readString(grub.resolve("custom.cfg")))
        .startsWith("menuentry '1' --id 'autotest:1' {");
  }

  @Test
  void grub_entries_within_a_submenu_have_both_titles() {
    String menu =
        """
        menuentry 'Debian GNU/Linux' --class debian $menuentry_id_option 'gnulinux-simple' {
                linux   /boot/vmlinuz-6.1 root=UUID=u ro  quiet
                initrd  /boot/initrd.img-6.1
        }
        submenu 'Advanced options for Debian' $menuentry_id_option 'gnulinux-advanced' {
                menuentry 'Debian, with Linux 6.1' --class debian {
                        linux   /boot/vmlinuz-6.1 root=UUID=u ro single
                }
        }
        menuentry 'System setup' {
                fwsetup
        }
        """;

    assertThat(Grub.parse(menu))
        .extracting(BootEntry::title)
        .containsExactly("Debian GNU/Linux", "Advanced options for Debian>Debian, with Linux 6.1");
  }

  @Test
  void systemd_boot_has_a_file_for_each_entry() {
    String text = SystemdBoot.text(ENTRY, "/boot");

    assertThat(text)
        .isEqualTo(
            """
            title autotest
            linux /vmlinuz-a
            initrd /initrd-a
            options root=UUID=x-y ro IDENT=7
            """);
    assertThat(SystemdBoot.parse(text, "/boot")).isEqualTo(ENTRY);
    assertThat(SystemdBoot.parse(text, "/efi").kernel()).isEqualTo("/efi/vmlinuz-a");
    assertThat(SystemdBoot.defaultOf("[{\"title\":\"a\"},{\"title\":\"b\",\"isDefault\":true}]"))
        .contains("b");
    assertThat(SystemdBoot.defaultOf("Unknown option")).isEmpty();
  }

  @Test
  void an_entry_of_systemd_boot_gets_the_first_name_that_no_other_has() {
    assertThat(SystemdBoot.fileName("My Kernel/2", List.of())).isEqualTo("my-kernel-2.conf");
    assertThat(SystemdBoot.fileName("fedora", List.of("Fedora.conf", "fedora-2.conf")))
        .isEqualTo("fedora-3.conf");
    assertThat(SystemdBoot.fileName("--日本", List.of())).isEqualTo("entry.conf");
    assertThat(SystemdBoot.fileName("a".repeat(300), List.of("a".repeat(100) + ".conf")))
        .isEqualTo("a".repeat(100) + "-2.conf");
  }

  @Test
  void what_takes_up_a_job_quotes_every_word() {
    Machine machine =
        new Machine(
            Path.of("/nowhere"), "/usr/bin", List.of("/opt/a b/java", "$x%h\"'", "-c"), false);
    ResumeUnit resume = new ResumeUnit(machine);

    assertThat(resume.unit(Path.of("/some where")))
        .contains("ExecStart=\"/opt/a b/java\" \"$$x%%h\\\"'\" \"-c\"\n")
        .contains("WorkingDirectory=/some where\n");
    assertThat(resume.script(Path.of("/some where")))
        .contains("setsid '/opt/a b/java' '$x%h\"'\\''' '-c' <")
        .contains("cd '/some where' ||");
  }

  @Test
  void commands_of_partitions() {
    assertThat(PartitionCommands.mkfs("ext4", "/dev/x1", "-b", "1024"))
        .containsExactly("mkfs", "-t", "ext4", "-q", "-F", "-b", "1024", "/dev/x1");
    assertThat(PartitionCommands.mkfs("xfs", "/dev/x1"))
        .containsExactly("mkfs", "-t", "xfs", "-f", "/dev/x1");
    assertThat(PartitionCommands.mount("", "ro,noatime", "/dev/x1", "/m"))
        .containsExactly("mount", "-o", "ro,noatime", "/dev/x1", "/m");
    assertThat(PartitionCommands.isMounted("/dev/x1 /with\\040blank ext4 rw 0 0\n", "/with blank"))
        .isTrue();
    assertThat(PartitionCommands.isMounted("/dev/x1 /mnt2 ext4 rw 0 0\n", "/mnt")).isFalse();
  }
}
