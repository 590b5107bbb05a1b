package org.autotest.client.sysinfo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.autotest.client.machine.Machine;
import org.autotest.core.bridge.JsonReader;
import org.autotest.core.bridge.Values;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A directory stands for the machine.
class SysInfoTest {
  private static final String DPKG =
      """
      Package: bash
      Status: install ok installed
      Version: 5.2-1

      Package: gone
      Status: deinstall ok config-files
      Version: 1.0

      """;

  @TempDir Path directory;

  @Test
  void facts_json_tells_what_the_machine_is() throws Exception {
    machineFile("etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n# no\nHOME_URL=x\n");
    machineFile("proc/sys/kernel/osrelease", "6.1.0-18-amd64\n");
    machineFile(
        "proc/cpuinfo",
        """
        processor : 0
        model name : Fast CPU
        microcode : 0xf1
        physical id : 0
        core id : 0

        processor : 1
        model name : Fast CPU
        physical id : 1
        core id : 0
        """);
    machineFile("sys/devices/system/cpu/vulnerabilities/meltdown", "Not affected\n");
    machineFile("proc/meminfo", "MemTotal:  1000 kB\nHugePages_Total:  0\n");
    machineFile("sys/block/sda/size", "2048\n");
    machineFile("sys/block/loop0/size", "2048\n");
    machineFile("sys/class/net/eth0/address", "02:00:00:00:00:01\n");
    machineFile("var/lib/dpkg/status", DPKG);

    try (SysInfo sysinfo = sysinfo(false)) {
      sysinfo.collectAtBoot(directory.resolve("boot"));
      sysinfo.awaitBoot();
    }

    Map<String, ?> facts =
        Values.map(JsonReader.parse(Files.readString(directory.resolve("boot/facts.json"))));
    assertThat(facts.get("distro")).isEqualTo(Map.of("id", "debian", "version", "12"));
    assertThat(Values.map(facts.get("kernel"))).containsEntry("release", "6.1.0-18-amd64");
    assertThat(Values.map(facts.get("cpu")))
        .containsEntry("model", "Fast CPU")
        .containsEntry("microcode", "0xf1")
        .containsEntry("sockets", 2L)
        .containsEntry("cores", 2L);
    assertThat(facts.get("mitigations")).isEqualTo(Map.of("meltdown", "Not affected"));
    assertThat(Values.map(facts.get("memory"))).containsEntry("total_kb", 1000L);
    assertThat(facts.get("disks")).isEqualTo(List.of(Map.of("name", "sda", "bytes", 1048576L)));
    assertThat(Values.list(facts.get("nics"))).hasSize(1);
    assertThat(Values.list(facts.get("unavailable"))).contains("/proc/slabinfo");
    assertThat(facts.get("packages")).isEqualTo(Map.of("bash", "5.2-1"));
    assertThat(directory.resolve("boot/installed_packages")).doesNotExist();
  }

  @Test
  void a_large_log_is_compressed_as_it_is_and_cut_with_a_word() throws Exception {
    byte[] log = new byte[300_000];
    new java.util.Random(7).nextBytes(log);
    Path copy = directory.resolve("copy.gz");

    ProcFile.writeGzip(copy, new java.io.ByteArrayInputStream(log), 300_000);
    assertThat(unpacked(copy)).isEqualTo(log);

    ProcFile.writeGzip(copy, new java.io.ByteArrayInputStream(log), 200_000);
    String cut = new String(unpacked(copy), StandardCharsets.ISO_8859_1);
    assertThat(cut)
        .startsWith(new String(log, 0, 200_000, StandardCharsets.ISO_8859_1))
        .endsWith("cut this copy here, after 200000 bytes: there was more.]\n")
        .hasSizeLessThan(200_100);
    ProcFile.writeGzip(copy, new java.io.ByteArrayInputStream(new byte[0]), 200_000);
    assertThat(unpacked(copy)).isEmpty();
  }

  private static byte[] unpacked(Path file) throws IOException {
    try (var in = new GZIPInputStream(Files.newInputStream(file))) {
      return in.readAllBytes();
    }
  }

  @Test
  void a_test_that_installs_packages_is_told_of() throws Exception {
    machineFile("var/lib/dpkg/status", DPKG);
    Path test = Files.createDirectories(directory.resolve("results/mytest"));
    try (SysInfo sysinfo = sysinfo(true)) {
      sysinfo.collectAtBoot(directory.resolve("results/sysinfo"));
      sysinfo.awaitBoot();
      TestSysInfo around = sysinfo.forTest(test);

      around.beforeTest();
      machineFile(
          "var/lib/dpkg/status",
          DPKG.replace("5.2-1", "5.2-2")
              + "Package: new\nStatus: install ok installed\nVersion: 1\n");
      around.afterTest();
    }

    assertThat(directory.resolve("results/sysinfo/installed_packages")).hasContent("bash 5.2-1");
    assertThat(test.resolve("sysinfo/installed_packages")).hasContent("bash 5.2-2\nnew 1");
    assertThat(test.resolve("sysinfo/added_packages")).hasContent("bash 5.2-2\nnew 1");
    assertThat(test.resolve("sysinfo/removed_packages")).hasContent("bash 5.2-1");
  }

  @Test
  void where_only_the_journal_is_a_test_has_its_part_of_it() throws Exception {
    machineFile("run/systemd/journal/stdout", "");
    Path trigger = directory.resolve("trigger");
    Path program =
        machineFile(
            "bin/journalctl",
            """
            #!/bin/sh
            echo before
            while [ ! -e %s ]; do sleep 0.02; done
            echo during
            exec sleep 1000
            """
                .formatted(trigger));
    assertThat(program.toFile().setExecutable(true)).isTrue();
    Path test = Files.createDirectories(directory.resolve("results/mytest"));
    try (SysInfo sysinfo = sysinfo(false)) {
      sysinfo.collectAtBoot(directory.resolve("results/sysinfo"));
      sysinfo.awaitBoot();
      await(() -> sysinfo.journal().end() == 1);
      TestSysInfo around = sysinfo.forTest(test);

      around.beforeTest();
      Files.createFile(trigger);
      await(() -> sysinfo.journal().end() == 2);
      around.afterTest();
    }

    Path journal = test.resolve("sysinfo/journal.gz");
    try (var in = new GZIPInputStream(Files.newInputStream(journal))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("during\n");
    }
    assertThat(ProcessHandle.allProcesses())
        .noneMatch(process -> process.info().commandLine().orElse("").contains(program.toString()));
  }

  /// A socket stands for a file that may not be read, which root could.
  @Test
  void logs_that_are_there_and_cannot_be_read_are_told_of() throws Exception {
    machineFile("var/log/messages", "before\n");
    Path syslog = directory.resolve("machine/var/log/syslog");
    Path device = Files.createDirectories(directory.resolve("machine/dev")).resolve("kmsg");
    try (var one = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        var other = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        SysInfo sysinfo = boundTo(one, syslog, other, device)) {
      sysinfo.collectAtBoot(directory.resolve("boot"));
      sysinfo.awaitBoot();
      TestSysInfo around = sysinfo.forTest(Files.createDirectories(directory.resolve("mytest")));
      around.beforeTest();
      machineFile("var/log/messages", "before\nduring\n");
      around.afterTest();
    }

    Map<String, ?> facts =
        Values.map(JsonReader.parse(Files.readString(directory.resolve("boot/facts.json"))));
    assertThat(Values.list(facts.get("unavailable")))
        .contains("/dev/kmsg", "/var/log/syslog")
        .doesNotContain("/var/log/messages");
    assertThat(directory.resolve("boot/dmesg.gz")).doesNotExist();
    assertThat(unpacked(directory.resolve("mytest/sysinfo/messages.gz")))
        .asString()
        .isEqualTo("during\n");
  }

  private SysInfo boundTo(
      ServerSocketChannel one, Path syslog, ServerSocketChannel other, Path device)
      throws IOException {
    one.bind(UnixDomainSocketAddress.of(syslog));
    other.bind(UnixDomainSocketAddress.of(device));
    return sysinfo(false);
  }

  private SysInfo sysinfo(boolean listsPackages) {
    String path = directory.resolve("machine/bin") + ":" + System.getenv("PATH");
    Machine machine = new Machine(directory.resolve("machine"), path, List.of(), false);
    return new SysInfo((_, _, _, _) -> {}, machine, directory.resolve("kept"), listsPackages);
  }

  private Path machineFile(String name, String text) throws IOException {
    Path file = directory.resolve("machine").resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static void await(java.util.function.BooleanSupplier condition) {
    long end = System.nanoTime() + 20_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
    }
  }
}
