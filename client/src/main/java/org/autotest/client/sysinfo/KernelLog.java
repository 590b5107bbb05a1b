package org.autotest.client.sysinfo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;

/// Follows the kernel's log from its device, without clearing it. A thread waits in the read; the
/// newest four million characters are kept.
///
/// It has to be closed: a Java runtime that ends while a thread waits in the kernel gives that
/// thread 300 ms to come back.
final class KernelLog implements AutoCloseable {
  private static final int RECORD_BYTES_MAX = 8192;
  private static final int KEPT_LENGTH_MAX = 4 * 1024 * 1024;

  private record Entry(long number, String text) {}

  private final Deque<Entry> entries = new ArrayDeque<>();
  private long kept;
  private long next;
  private final Optional<FileChannel> device;

  private KernelLog(Optional<FileChannel> device) {
    this.device = device;
  }

  /// Starts to follow. Where the device may not be read the log stays empty.
  ///
  /// @param file `/dev/kmsg`
  static KernelLog follow(Path file) {
    try {
      FileChannel device = FileChannel.open(file, StandardOpenOption.READ);
      KernelLog log = new KernelLog(Optional.of(device));
      Thread.ofPlatform().daemon().name("kernel-log").start(() -> log.read(device));
      return log;
    } catch (IOException notForUs) {
      return new KernelLog(Optional.empty());
    }
  }

  /// Whether there is one that may be read.
  boolean isFollowed() {
    return device.isPresent();
  }

  /// The present end: what comes later has this number or a higher one.
  synchronized long end() {
    return next;
  }

  /// What came from the number on, in the form of `dmesg`.
  synchronized String since(long number) {
    StringBuilder text = new StringBuilder();
    long oldest = entries.isEmpty() ? next : entries.getFirst().number();
    if (number < oldest) {
      text.append(leftOut(oldest - number));
    }
    // A test asks for the last few of many.
    Deque<Entry> wanted = new ArrayDeque<>();
    Iterator<Entry> latest = entries.descendingIterator();
    while (latest.hasNext()) {
      Entry entry = latest.next();
      if (entry.number() < number) {
        break;
      }
      wanted.addFirst(entry);
    }
    wanted.forEach(entry -> append(text, entry.text()));
    return text.toString();
  }

  /// The first line of a log whose beginning was not kept.
  static String leftOut(long lines) {
    return "[Autotest has not kept the first %d lines: there were too many.]\n".formatted(lines);
  }

  /// Ends the thread.
  @Override
  public void close() {
    if (device.isPresent()) {
      try {
        device.get().close();
      } catch (IOException odd) {
        // Then the thread ends with the process.
      }
    }
  }

  private void read(FileChannel from) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(RECORD_BYTES_MAX);
    byte[] record = new byte[RECORD_BYTES_MAX];
    while (true) {
      try {
        if (from.read(buffer.clear()) <= 0) {
          return;
        }
        int length = buffer.flip().remaining();
        buffer.get(record, 0, length);
        keep(new String(record, 0, length, StandardCharsets.UTF_8));
      } catch (IOException broken) {
        // A reader that the kernel has overtaken is told so with a broken pipe, and goes on.
        if (!String.valueOf(broken.getMessage()).contains("Broken pipe")) {
          return;
        }
      }
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
