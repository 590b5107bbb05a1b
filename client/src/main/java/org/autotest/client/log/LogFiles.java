package org.autotest.client.log;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/// The four files `<base>.DEBUG`, `<base>.INFO`, `<base>.WARNING` and `<base>.ERROR` of one
/// directory; appended to, and there even when nothing was logged.
///
/// A record that cannot be written is dropped: a full disk must not change how a test ends.
public final class LogFiles implements LogSink, AutoCloseable {
  private final LogFormat format;
  private final Map<LogLevel, OutputStream> files = new EnumMap<>(LogLevel.class);

  private LogFiles(LogFormat format) {
    this.format = format;
  }

  /// Creates the directory and the files as far as they are not there.
  public static LogFiles open(Path directory, String base, LogFormat format) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory);
    }
    LogFiles log = new LogFiles(format);
    for (LogLevel level : LogLevel.values()) {
      Path file = directory.resolve(base + "." + level.name());
      log.files.put(level, new FileOutputStream(file.toFile(), true));
    }
    return log;
  }

  @Override
  public synchronized void log(LogLevel level, String module, int line, String text) {
    byte[] record = format.forFile(level, module, line, text).getBytes(StandardCharsets.UTF_8);
    for (Map.Entry<LogLevel, OutputStream> file : files.entrySet()) {
      if (file.getKey().compareTo(level) <= 0) {
        write(file.getValue(), record);
      }
    }
  }

  @Override
  public synchronized void close() {
    for (OutputStream file : files.values()) {
      try {
        file.close();
      } catch (IOException full) {
        // As for a record that cannot be written.
      }
    }
    files.clear();
  }

  private static void write(OutputStream file, byte[] record) {
    try {
      file.write(record);
    } catch (IOException full) {
      // Dropped, as the class says.
    }
  }
}
