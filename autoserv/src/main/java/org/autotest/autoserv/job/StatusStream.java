package org.autotest.autoserv.job;

import java.io.ByteArrayOutputStream;
import java.lang.System.Logger;
import java.nio.charset.StandardCharsets;
import org.autotest.autoserv.results.EntryLines;
import org.autotest.autoserv.results.StatusLogFile;
import org.autotest.core.failure.Blame;

/// Takes the bytes of a client's status file as they come and appends whole lines of entries to the
/// server's status log. Knows how many bytes it has seen, for going on after a lost connection.
final class StatusStream {
  private static final int LINE_BYTES_MAX = 1 << 20;

  private final StatusLogFile status;
  private final EntryLines entries;
  private final long bytesMax;
  private final ByteArrayOutputStream unfinished = new ByteArrayOutputStream();
  private long offset;

  /// @param log is told what is of no entry
  StatusStream(StatusLogFile status, Logger log, long bytesMax) {
    this.status = status;
    this.entries = EntryLines.logging(log);
    this.bytesMax = bytesMax;
  }

  /// Bytes seen so far.
  long offset() {
    return offset;
  }

  /// Takes the next bytes.
  ///
  /// @throws ClientFailure when there are more than a status file may have
  void accept(byte[] bytes, int length) {
    offset += length;
    if (offset > bytesMax) {
      throw new ClientFailure(
          Blame.TEST,
          "following the client: its status file is larger than %d bytes".formatted(bytesMax));
    }
    int whole = 0;
    for (int i = length - 1; i >= 0 && whole == 0; i--) {
      whole = bytes[i] == '\n' ? i + 1 : 0;
    }
    if (whole > 0) {
      unfinished.write(bytes, 0, whole);
      append();
    }
    unfinished.write(bytes, whole, length - whole);
    if (unfinished.size() > LINE_BYTES_MAX) {
      finish();
    }
  }

  /// Nothing will follow: a last line without its newline gets one.
  void finish() {
    if (unfinished.size() > 0) {
      unfinished.write('\n');
      append();
    }
  }

  /// As characters of one byte each they go through unchanged.
  private void append() {
    StringBuilder kept = new StringBuilder();
    String lines = unfinished.toString(StandardCharsets.ISO_8859_1);
    unfinished.reset();
    int start = 0;
    for (int end = lines.indexOf('\n') + 1; end > start; end = lines.indexOf('\n', end) + 1) {
      String line = lines.substring(start, end);
      kept.append(entries.take(line) ? line : "");
      start = end;
    }
    if (!kept.isEmpty()) {
      status.append(kept.toString().getBytes(StandardCharsets.ISO_8859_1));
    }
  }
}
