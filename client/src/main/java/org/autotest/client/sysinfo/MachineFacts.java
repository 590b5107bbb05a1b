package org.autotest.client.sysinfo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Facts that commands used to be asked for and that a read can give.
final class MachineFacts {
  /// More than any machine has; a number of more digits is none.
  private static final long KB_MAX = 1_000_000_000_000_000L;

  private static final long[] MODULE_STEPS_MB = {64, 256, 1024};

  private MachineFacts() {}

  /// Like `uname -a`.
  static String uname() {
    return "%s %s %s".formatted(kernel("ostype"), kernel("hostname"), Boot.read().uname());
  }

  /// Like `hostname`.
  static String hostname() {
    return kernel("hostname");
  }

  /// Like `uptime`, without the clock and the users.
  static String uptime() {
    String[] uptime = ProcFile.firstLine(Path.of("/proc/uptime")).split(" ", 2);
    String[] load = ProcFile.firstLine(Path.of("/proc/loadavg")).split(" ", 4);
    long seconds = uptime[0].isEmpty() ? 0 : (long) Double.parseDouble(uptime[0]);
    // The runtime looks up how numbers are written in this country before it formats the first one.
    String hours = Long.toString(seconds % 86_400 / 3600);
    String minutes = Long.toString(100 + seconds % 3600 / 60).substring(1);
    return "up %s days, %s%s:%s,  load average: %s"
        .formatted(
            Long.toString(seconds / 86_400),
            " ".repeat(2 - hours.length()),
            hours,
            minutes,
            load.length < 3 ? "?" : load[0] + ", " + load[1] + ", " + load[2]);
  }

  /// Like `mount`.
  static String mounts() {
    StringBuilder text = new StringBuilder();
    try {
      for (String line : Files.readAllLines(Path.of("/proc/mounts"))) {
        String[] fields = line.split(" ", 5);
        if (fields.length >= 4) {
          text.append(fields[0]).append(" on ").append(fields[1]).append(" type ");
          text.append(fields[2]).append(" (").append(fields[3]).append(")\n");
        }
      }
    } catch (IOException noProc) {
      text.append("not available: /proc/mounts cannot be read\n");
    }
    return text.toString();
  }

  /// What stays the same until the machine boots again.
  ///
  /// @param cmdline of the kernel
  /// @param uname like `uname -a`, from the kernel's release on
  record Boot(String cmdline, String uname) {
    static Boot read() {
      return new Boot(
          ProcFile.firstLine(Path.of("/proc/cmdline")),
          "%s %s %s GNU/Linux".formatted(kernel("osrelease"), kernel("version"), machine()));
    }
  }

  /// The keyvals that every test carries.
  static Map<String, String> keyvals(Boot boot) {
    Map<String, String> keyvals = new LinkedHashMap<>();
    keyvals.put("sysinfo-cmdline", boot.cmdline());
    keyvals.put("sysinfo-uname", boot.uname());
    long totalKb = memoryTotalKb();
    keyvals.put("sysinfo-memtotal-in-kb", Long.toString(totalKb));
    keyvals.put("sysinfo-phys-mbytes", Long.toString(physicalMb(totalKb)));
    return keyvals;
  }

  /// The memory that the kernel sees, rounded up to what modules come in: the kernel keeps some for
  /// itself.
  static long physicalMb(long totalKb) {
    long mb = (totalKb + 1023) / 1024;
    long step = MODULE_STEPS_MB[0];
    for (long candidate : MODULE_STEPS_MB) {
      if (mb > candidate * 4) {
        step = candidate;
      }
    }
    return (mb + step - 1) / step * step;
  }

  private static long memoryTotalKb() {
    String line = ProcFile.firstLine(Path.of("/proc/meminfo"));
    long kb = 0;
    for (int i = 0; i < line.length() && kb < KB_MAX; i++) {
      char c = line.charAt(i);
      if (c >= '0' && c <= '9') {
        kb = kb * 10 + c - '0';
      }
    }
    return kb;
  }

  private static String kernel(String name) {
    return ProcFile.firstLine(Path.of("/proc/sys/kernel", name));
  }

  /// The architecture, as `uname -m` tells it.
  static String machine() {
    String arch = System.getProperty("os.arch", "unknown");
    return arch.equals("amd64") ? "x86_64" : arch;
  }
}
