package org.autotest.client.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What the name of a kernel means, and the lines it takes.
class KernelCommandsTest {
  @Test
  void a_name_tells_the_kind() {
    assertThat(KernelOrigin.of("linux-image-6.1.deb", List.of()))
        .isInstanceOf(KernelOrigin.Deb.class);
    assertThat(KernelOrigin.of("http://h/kernel-6.1.x86_64.rpm", List.of()))
        .isInstanceOf(KernelOrigin.Rpm.class);
    assertThat(KernelOrigin.of("/usr/src/linux", List.of()))
        .isEqualTo(new KernelOrigin.Source("/usr/src/linux"));
    assertThat(KernelOrigin.of("linux-6.1.tar.xz", List.of()))
        .isInstanceOf(KernelOrigin.Source.class);
    assertThatThrownBy(() -> KernelOrigin.of("2.6.9-mm1", List.of()))
        .hasMessageContaining("no longer published");
    assertThatThrownBy(() -> KernelOrigin.of("kernel-6.1.src.rpm", List.of()))
        .hasMessageContaining("not built");
  }

  @Test
  void a_release_is_looked_for_at_the_mirrors_first() {
    assertThat(KernelOrigin.of("3.4.1", List.of("http://mirror/linux/")))
        .isEqualTo(
            new KernelOrigin.Release(
                "3.4.1",
                List.of(
                    "http://mirror/linux/v3.x/linux-3.4.1.tar.xz",
                    "http://mirror/linux/v3.x/linux-3.4.1.tar.gz",
                    "https://cdn.kernel.org/pub/linux/kernel/v3.x/linux-3.4.1.tar.xz",
                    "https://cdn.kernel.org/pub/linux/kernel/v3.x/linux-3.4.1.tar.gz")));
    KernelOrigin candidate = KernelOrigin.of("6.2-rc3", List.of());
    assertThat(((KernelOrigin.Release) candidate).urls())
        .contains("https://git.kernel.org/torvalds/t/linux-6.2-rc3.tar.gz");
    KernelOrigin old = KernelOrigin.of("2.6.32.61", List.of());
    assertThat(((KernelOrigin.Release) old).urls().getFirst())
        .isEqualTo("https://cdn.kernel.org/pub/linux/kernel/v2.6/linux-2.6.32.61.tar.xz");
  }

  @Test
  void lines_of_make_and_of_packages() {
    assertThat(KernelCommands.make(4, "V=1  W=1", "LOCALVERSION=-autotest"))
        .containsExactly("make", "-j4", "V=1", "W=1", "LOCALVERSION=-autotest");
    assertThat(KernelCommands.install(new KernelOrigin.Rpm("k.rpm"), "/k.rpm"))
        .containsExactly("rpm", "-i", "--force", "--oldpackage", "/k.rpm");
    assertThat(KernelCommands.contents(new KernelOrigin.Deb("k.deb"), "/k.deb"))
        .containsExactly("dpkg-deb", "-c", "/k.deb");
    assertThat(KernelCommands.initrd("dracut"::equals, "/boot/i", "6.1"))
        .contains(List.of("dracut", "--force", "/boot/i", "6.1"));
    assertThat(KernelCommands.initrd(_ -> false, "/boot/i", "6.1")).isEmpty();
  }

  @Test
  void the_kernel_in_a_package() {
    String debian = "-rw-r--r-- root/root 8 2023-01-01 00:00 ./boot/vmlinuz-6.1.0-9-amd64\n";
    assertThat(KernelCommands.kernelIn(debian)).contains("/boot/vmlinuz-6.1.0-9-amd64");
    assertThat(KernelCommands.kernelIn("/lib/modules/6.5.6/vmlinuz\n"))
        .contains("/lib/modules/6.5.6/vmlinuz");
    assertThat(KernelCommands.kernelIn("/usr/share/doc/vmlinuz-notes\n"))
        .isEqualTo(Optional.empty());
    assertThat(KernelCommands.releaseOf("/boot/vmlinuz-6.1.0-9-amd64")).isEqualTo("6.1.0-9-amd64");
    assertThat(KernelCommands.releaseOf("/lib/modules/6.5.6/vmlinuz")).isEqualTo("6.5.6");
  }

  @Test
  void a_new_kernel_inherits_the_words_of_the_running_one_but_for_its_own() {
    assertThat(
            KernelCommands.inherited(
                "BOOT_IMAGE=/vmlinuz root=/dev/sda1 ro quiet IDENT=5 console=ttyS0\n"))
        .containsExactly("ro", "quiet", "console=ttyS0");
  }
}
