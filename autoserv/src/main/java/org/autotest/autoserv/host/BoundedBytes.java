package org.autotest.autoserv.host;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Output of a program, kept up to a limit: its beginning and its end. One thread at a time.
final class BoundedBytes {
  private final ByteArrayOutputStream head = new ByteArrayOutputStream();
  private final int half;
  private byte[] ring = {};
  private long total;

  /// An empty one.
  ///
  /// @param limit most bytes kept, at least 2
  BoundedBytes(int limit) {
    this.half = limit / 2;
  }

  void add(byte b) {
    if (total < half) {
      head.write(b);
    } else {
      if (ring.length == 0) {
        ring = new byte[half];
      }
      ring[(int) ((total - half) % half)] = b;
    }
    total++;
  }

  void add(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      add(bytes[i]);
    }
  }

  /// Drops the last byte added, if it is still the last.
  void dropLast() {
    if (total == 0) {
      return;
    }
    total--;
    if (total < half) {
      byte[] kept = head.toByteArray();
      head.reset();
      head.write(kept, 0, kept.length - 1);
    }
  }

  /// How much was cut out.
  long cutBytes() {
    return Math.max(0, total - head.size() - half);
  }

  /// What is kept, as UTF-8, with a note where the middle was cut out.
  String text() {
    String first = head.toString(StandardCharsets.UTF_8);
    long later = total - head.size();
    if (later <= 0) {
      return first;
    }
    if (later <= half) {
      byte[] all = new byte[head.size() + (int) later];
      System.arraycopy(head.toByteArray(), 0, all, 0, head.size());
      System.arraycopy(ring, 0, all, head.size(), (int) later);
      return new String(all, StandardCharsets.UTF_8);
    }
    byte[] last = new byte[half];
    int start = (int) (later % half);
    System.arraycopy(ring, start, last, 0, half - start);
    System.arraycopy(ring, 0, last, half - start, start);
    return "%s%n[… %d bytes cut out …]%n%s"
        .formatted(first, later - half, new String(last, StandardCharsets.UTF_8));
  }
}
