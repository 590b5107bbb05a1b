package org.autotest.client.job;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.autotest.core.statuslog.StatusLine;
import org.autotest.core.statuslog.StatusLogReader;
import org.autotest.core.statuslog.StatusLogWriter;
import org.autotest.core.statuslog.StatusWord;

/// What a job that goes on had begun and not ended, as its status log tells it.
final class OpenEntries {
  private OpenEntries() {}

  /// Reads the log, and ends its last line, which a full disk may have cut.
  ///
  /// @return the START lines of what is open, the outermost first; empty when there is no log
  static List<StatusLine> in(Path results) throws IOException {
    Path status = results.resolve(StatusLogWriter.CLIENT_FILE);
    List<StatusLine> open = new ArrayList<>();
    if (Files.exists(status)) {
      endLastLine(status);
      StatusLogReader.readFile(
          status,
          StatusLogReader.Growth.DONE,
          item -> {
            if (item instanceof StatusLogReader.Item.Entry entry) {
              take(entry.line(), open);
            }
          });
    }
    return open;
  }

  private static void take(StatusLine line, List<StatusLine> open) {
    boolean start = line.word() instanceof StatusWord.Start;
    if (start || line.word() instanceof StatusWord.End) {
      while (open.size() > line.indent()) {
        open.removeLast();
      }
    }
    if (start) {
      open.add(line);
    }
  }

  private static void endLastLine(Path status) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(status.toFile(), "rw")) {
      long size = file.length();
      if (size > 0) {
        file.seek(size - 1);
        if (file.read() != '\n') {
          file.write('\n');
        }
      }
    }
  }
}
