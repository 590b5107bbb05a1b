package org.autotest.client.sysinfo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.autotest.client.machine.Machine;
import org.autotest.core.bridge.JsonWriter;
import org.jspecify.annotations.Nullable;

/// `facts.json`: what the machine is, for programs. Read from `/proc`, `/sys` and `/etc`, without
/// starting anything. What cannot be read is left out; sizes are in bytes unless the name says
/// otherwise.
///
/// ```json
/// {"distro":{"id":"debian","version":"12",…},"kernel":{"release":"6.1.0-18-amd64",…},
///  "firmware":{…},"cpu":{"model":"…","online":8,"microcode":"0x…",…},
///  "mitigations":{"meltdown":"Not affected",…},"memory":{…},"disks":[…],"nics":[…],
///  "unavailable":["/proc/slabinfo"],"packages":{"bash":"5.2.15-2+b2",…}}
/// ```
final class FactSheet {
  private static final int BYTES_MAX = 64 * 1024;
  private static final int SECTOR_BYTES = 512;

  private final Machine machine;

  FactSheet(Machine machine) {
    this.machine = machine;
  }

  /// The sheet.
  ///
  /// @param unavailable files that were to be collected and cannot be read
  /// @param packages a JSON object of names and versions; empty when nobody knows
  String json(List<String> unavailable, Optional<String> packages) {
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    facts.put("distro", distro());
    facts.put("kernel", kernel());
    facts.put("firmware", firmware());
    facts.put("cpu", cpu());
    facts.put("mitigations", mitigations());
    facts.put("memory", memory());
    facts.put("disks", disks());
    facts.put("nics", nics());
    facts.put("unavailable", new ArrayList<>(unavailable));
    String text = JsonWriter.write(facts);
    return packages
        .map(known -> text.substring(0, text.length() - 1) + ",\"packages\":" + known + "}")
        .orElse(text);
  }

  private Map<String, @Nullable Object> distro() {
    Map<String, @Nullable Object> distro = new LinkedHashMap<>();
    for (String line : read("/etc/os-release").split("\n", -1)) {
      int equals = line.indexOf('=');
      if (equals > 0 && !line.startsWith("#")) {
        String value = line.substring(equals + 1).strip();
        boolean quoted = value.length() > 1 && "\"'".indexOf(value.charAt(0)) >= 0;
        String name =
            switch (line.substring(0, equals)) {
              case "ID" -> "id";
              case "VERSION_ID" -> "version";
              case "PRETTY_NAME" -> "name";
              case "VERSION_CODENAME" -> "codename";
              case "ID_LIKE" -> "like";
              default -> "";
            };
        if (!name.isEmpty()) {
          distro.put(name, quoted ? value.substring(1, value.length() - 1) : value);
        }
      }
    }
    return distro;
  }

  private Map<String, @Nullable Object> kernel() {
    Map<String, @Nullable Object> kernel = new LinkedHashMap<>();
    put(kernel, "release", "/proc/sys/kernel/osrelease");
    put(kernel, "version", "/proc/sys/kernel/version");
    put(kernel, "cmdline", "/proc/cmdline");
    put(kernel, "tainted", "/proc/sys/kernel/tainted");
    put(kernel, "clocksource", "/sys/devices/system/clocksource/clocksource0/current_clocksource");
    kernel.put("architecture", MachineFacts.machine());
    return kernel;
  }

  private Map<String, @Nullable Object> firmware() {
    Map<String, @Nullable Object> firmware = new LinkedHashMap<>();
    for (String name :
        List.of(
            "sys_vendor",
            "product_name",
            "product_version",
            "board_vendor",
            "board_name",
            "bios_vendor",
            "bios_version",
            "bios_date")) {
      put(firmware, name, "/sys/class/dmi/id/" + name);
    }
    put(firmware, "model", "/proc/device-tree/model");
    firmware.put("efi", Files.isDirectory(machine.file("/sys/firmware/efi")));
    return firmware;
  }

  /// Of the first processor, and how many there are.
  private Map<String, @Nullable Object> cpu() {
    Map<String, @Nullable Object> cpu = new LinkedHashMap<>();
    TreeSet<String> sockets = new TreeSet<>();
    TreeSet<String> cores = new TreeSet<>();
    String socket = "0";
    for (String line : read("/proc/cpuinfo").split("\n", -1)) {
      int colon = line.indexOf(':');
      if (colon < 1) {
        continue;
      }
      String value = line.substring(colon + 1).strip();
      switch (line.substring(0, colon).strip()) {
        case "model name", "cpu model" -> cpu.putIfAbsent("model", value);
        case "vendor_id", "CPU implementer" -> cpu.putIfAbsent("vendor", value);
        case "cpu family" -> cpu.putIfAbsent("family", value);
        case "model" -> cpu.putIfAbsent("model_number", value);
        case "stepping" -> cpu.putIfAbsent("stepping", value);
        case "microcode" -> cpu.putIfAbsent("microcode", value);
        case "flags", "Features" -> cpu.putIfAbsent("flags", value);
        case "physical id" -> {
          socket = value;
          sockets.add(socket);
        }
        case "core id" -> cores.add(socket + "." + value);
        default -> {}
      }
    }
    put(cpu, "online", "/sys/devices/system/cpu/online");
    put(cpu, "present", "/sys/devices/system/cpu/present");
    cpu.put("sockets", Math.max(1, sockets.size()));
    if (!cores.isEmpty()) {
      cpu.put("cores", cores.size());
    }
    put(cpu, "governor", "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");
    put(cpu, "smt", "/sys/devices/system/cpu/smt/control");
    return cpu;
  }

  private Map<String, @Nullable Object> mitigations() {
    Map<String, @Nullable Object> mitigations = new LinkedHashMap<>();
    for (String name : names("/sys/devices/system/cpu/vulnerabilities")) {
      put(mitigations, name, "/sys/devices/system/cpu/vulnerabilities/" + name);
    }
    return mitigations;
  }

  private Map<String, @Nullable Object> memory() {
    Map<String, @Nullable Object> memory = new LinkedHashMap<>();
    for (String line : read("/proc/meminfo").split("\n", -1)) {
      String[] words = line.split("\\s+", 4);
      if (words.length < 2 || !words[1].matches("\\d{1,15}")) {
        continue;
      }
      long value = Long.parseLong(words[1]);
      switch (words[0]) {
        case "MemTotal:" -> memory.put("total_kb", value);
        case "SwapTotal:" -> memory.put("swap_total_kb", value);
        case "HugePages_Total:" -> memory.put("hugepages", value);
        case "Hugepagesize:" -> memory.put("hugepage_kb", value);
        default -> {}
      }
    }
    int nodes = 0;
    for (String name : names("/sys/devices/system/node")) {
      nodes += name.matches("node\\d+") ? 1 : 0;
    }
    memory.put("numa_nodes", Math.max(1, nodes));
    put(memory, "transparent_hugepages", "/sys/kernel/mm/transparent_hugepage/enabled");
    return memory;
  }

  /// Real ones; loop devices and memory are left out.
  private List<@Nullable Object> disks() {
    List<@Nullable Object> disks = new ArrayList<>();
    for (String name : names("/sys/block")) {
      if (name.matches("(?:loop|ram|zram|fd)\\d+")) {
        continue;
      }
      String at = "/sys/block/" + name + "/";
      Map<String, @Nullable Object> disk = new LinkedHashMap<>();
      disk.put("name", name);
      String sectors = line(at + "size");
      if (sectors.matches("\\d{1,15}")) {
        disk.put("bytes", Long.parseLong(sectors) * SECTOR_BYTES);
      }
      put(disk, "vendor", at + "device/vendor");
      put(disk, "model", at + "device/model");
      put(disk, "firmware", at + "device/firmware_rev");
      put(disk, "rotational", at + "queue/rotational");
      put(disk, "scheduler", at + "queue/scheduler");
      disks.add(disk);
    }
    return disks;
  }

  private List<@Nullable Object> nics() {
    List<@Nullable Object> nics = new ArrayList<>();
    for (String name : names("/sys/class/net")) {
      if (name.equals("lo")) {
        continue;
      }
      String at = "/sys/class/net/" + name + "/";
      Map<String, @Nullable Object> nic = new LinkedHashMap<>();
      nic.put("name", name);
      put(nic, "address", at + "address");
      put(nic, "mtu", at + "mtu");
      put(nic, "state", at + "operstate");
      put(nic, "speed_mbit", at + "speed");
      driver(at + "device/driver").ifPresent(driver -> nic.put("driver", driver));
      nics.add(nic);
    }
    return nics;
  }

  private Optional<String> driver(String link) {
    try {
      return Optional.of(Files.readSymbolicLink(machine.file(link)).getFileName().toString());
    } catch (IOException virtual) {
      return Optional.empty();
    }
  }

  /// In order.
  private List<String> names(String directory) {
    TreeSet<String> names = new TreeSet<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(machine.file(directory))) {
      entries.forEach(entry -> names.add(entry.getFileName().toString()));
    } catch (IOException absent) {
      // Nothing to name.
    }
    return List.copyOf(names);
  }

  private void put(Map<String, @Nullable Object> facts, String name, String file) {
    String value = line(file);
    if (!value.isEmpty()) {
      facts.put(name, value);
    }
  }

  private String line(String file) {
    String text = read(file);
    int end = text.indexOf('\n');
    return (end < 0 ? text : text.substring(0, end)).replace("\0", "").strip();
  }

  private String read(String file) {
    try (var in = Files.newInputStream(machine.file(file))) {
      return new String(in.readNBytes(BYTES_MAX), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      return "";
    }
  }
}
