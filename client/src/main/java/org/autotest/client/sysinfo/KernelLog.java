package org.autotest.client.sysinfo;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/// Follows the kernel's log from its device, without clearing it. A thread waits in the read; the
/// newest four million characters are kept.
final class KernelLog {
  private static final Path DEVICE = Path.of("/dev/kmsg");
  private static final int KEPT_LENGTH_MAX = 4 * 1024 * 1024;

  private record Entry(long number, String text) {}

  private final Deque<Entry> entries = new ArrayDeque<>();
  private long kept;
  private long next;

  private KernelLog() {}

  /// Starts to follow. Where the device may not be read the log stays empty.
  static KernelLog follow() {
    KernelLog log = new KernelLog();
    if (Files.isReadable(DEVICE)) {
      Thread.ofPlatform().daemon().name("kernel-log").start(log::read);
    }
    return log;
  }

  /// The present end: what comes later has this number or a higher one.
  synchronized long end() {
    return next;
  }

  /// What came from the number on, in the form of `dmesg`.
  synchronized String since(long number) {
    StringBuilder text = new StringBuilder();
    for (Entry entry : entries) {
      if (entry.number() >= number) {
        append(text, entry.text());
      }
    }
    return text.toString();
  }

  private void read() {
    byte[] buffer = new byte[8192];
    try (InputStream device = new FileInputStream(DEVICE.toFile())) {
      while (true) {
        try {
          int count = device.read(buffer);
          if (count <= 0) {
            return;
          }
          keep(new String(buffer, 0, count, StandardCharsets.UTF_8));
        } catch (IOException overtaken) {
          if (!String.valueOf(overtaken.getMessage()).contains("Broken pipe")) {
            return;
          }
        }
      }
    } catch (IOException notForUs) {
      // Without the right to read it there is no kernel log, as with dmesg.
    }
  }

  private synchronized void keep(String text) {
    entries.addLast(new Entry(next++, text));
    kept += text.length();
    while (kept > KEPT_LENGTH_MAX) {
      kept -= entries.removeFirst().text().length();
    }
  }

  /// `6,339,5140900,-;message` becomes `[ 5.140900] message`; lines with further facts are left
  /// out.
  private static void append(StringBuilder text, String record) {
    int body = record.indexOf(';');
    String[] fields = body < 0 ? new String[0] : record.substring(0, body).split(",", 4);
    if (fields.length < 3) {
      return;
    }
    int end = record.indexOf('\n', body);
    try {
      long micros = Long.parseLong(fields[2]);
      String seconds = Long.toString(micros / 1_000_000);
      String fraction = Long.toString(1_000_000 + micros % 1_000_000).substring(1);
      text.append('[').append(" ".repeat(Math.max(0, 5 - seconds.length())));
      text.append(seconds).append('.').append(fraction).append("] ");
      text.append(record, body + 1, end < 0 ? record.length() : end).append('\n');
    } catch (NumberFormatException notARecord) {
      // The kernel wrote something else; nothing to show.
    }
  }
}
