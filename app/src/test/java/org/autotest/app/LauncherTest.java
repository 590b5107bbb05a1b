package org.autotest.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The shell script `bin/autotest` of an installation, whose Java tells how it was called, and
/// which sees a directory in the place of what the kernel tells of memory.
final class LauncherTest {
  @TempDir Path home;

  @BeforeEach
  void installs() throws Exception {
    Files.createDirectories(home.resolve("bin"));
    Files.createDirectories(home.resolve("lib/runtime/bin"));
    Files.createDirectories(home.resolve("proc/self"));
    Files.createDirectories(home.resolve("sys/fs/cgroup/lab.slice/web.service"));
    String script = Files.readString(Path.of("../distribution/src/main/bin/autotest"));
    Files.writeString(
        home.resolve("bin/autotest"), script.replaceAll("(?<![\\w/])/(proc|sys)/", home + "/$1/"));
    Path java = home.resolve("lib/runtime/bin/java");
    Files.writeString(java, "#!/bin/sh\nfor word; do echo \"$word\"; done\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Files.writeString(home.resolve("proc/meminfo"), "MemFree: 1 kB\nMemTotal: 8388608 kB\n");
  }

  @Test
  void a_quarter_of_the_machines_memory_is_taken() throws Exception {
    assertThat(told()).contains("-Xmx2048m");
    Files.writeString(home.resolve("proc/meminfo"), "MemTotal: 1048576 kB\n");
    assertThat(told()).contains("-Xmx512m");
    Files.writeString(home.resolve("proc/meminfo"), "MemTotal: 104857600 kB\n");
    assertThat(told()).contains("-Xmx4096m");
  }

  @Test
  void no_more_is_taken_than_a_quarter_of_what_the_control_group_may_have() throws Exception {
    Path groups = home.resolve("sys/fs/cgroup");
    Files.writeString(home.resolve("proc/self/cgroup"), "0::/lab.slice/web.service\n");
    Files.writeString(groups.resolve("lab.slice/web.service/memory.max"), "max\n");
    assertThat(told()).contains("-Xmx2048m");

    Files.writeString(groups.resolve("lab.slice/memory.max"), "4294967296\n");
    assertThat(told()).contains("-Xmx1024m");

    Files.writeString(home.resolve("proc/self/cgroup"), "0::/\n");
    assertThat(told()).contains("-Xmx2048m");
    Files.writeString(groups.resolve("memory.max"), "1073741824\n");
    assertThat(told()).contains("-Xmx512m");
  }

  private String told() throws Exception {
    Process process =
        new ProcessBuilder("sh", home.resolve("bin/autotest").toString(), "lab")
            .redirectErrorStream(true)
            .start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(text).isZero();
    return text;
  }
}
