package org.autotest.core.statuslog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.failure.Blame;
import org.autotest.core.failure.MalformedInput;
import org.autotest.core.results.ResultsSubdir;

/// Appends to a status log and keeps its indentation: a START opens a level, an END closes one.
///
/// Each entry is written at once and the file closed, so that a reader, a crash or another process
/// never sees more than the last line missing. An entry with a subdirectory also goes to the file
/// of the same name in that directory, with the same indentation.
///
/// Not safe for use by several threads.
public final class StatusLogWriter {
  /// The file of the client.
  public static final String CLIENT_FILE = "status";

  /// The file of autoserv.
  public static final String SERVER_FILE = "status.log";

  private final Path results;
  private final String fileName;
  private final String subdirFileName;
  private final InstantSource clock;
  private final ZoneId zone;
  private int depth;

  /// Continues a log at a level, 0 for a new one.
  ///
  /// @param results the job's directory; exists
  /// @param fileName [#CLIENT_FILE] or [#SERVER_FILE], or another name for one branch of a parallel
  ///   run
  /// @param zone of the `localtime` fields
  /// @param depth groups that are open
  public StatusLogWriter(
      Path results, String fileName, InstantSource clock, ZoneId zone, int depth) {
    this(results, fileName, fileName, clock, zone, depth);
  }

  /// Like the other, for a branch of a parallel run: its own file beside the main one, and the
  /// usual file in the directories of tests.
  ///
  /// @param subdirFileName [#CLIENT_FILE] or [#SERVER_FILE]
  public StatusLogWriter(
      Path results,
      String fileName,
      String subdirFileName,
      InstantSource clock,
      ZoneId zone,
      int depth) {
    if (depth < 0) {
      throw new IllegalArgumentException("depth must be at least 0, is " + depth);
    }
    this.results = results;
    this.fileName = fileName;
    this.subdirFileName = subdirFileName;
    this.clock = clock;
    this.zone = zone;
    this.depth = depth;
  }

  /// Groups that are open.
  public int depth() {
    return depth;
  }

  /// Writes an entry with the present time.
  ///
  /// @param subdir of the test it is about; its directory exists
  /// @param extraFields after the two time fields; may not repeat those
  /// @param message may have several lines
  /// @return what was written
  /// @throws MalformedInput when a part holds a character that would break the line, or the
  ///   subdirectory is none; nothing is written then
  /// @throws IOException also when the subdirectory is not there: then the main file has the entry
  public StatusLine write(
      StatusWord word,
      Optional<String> subdir,
      Optional<String> operation,
      Map<String, String> extraFields,
      String message)
      throws IOException {
    Map<String, String> fields = new LinkedHashMap<>(StatusLine.timeFields(clock.instant(), zone));
    fields.putAll(extraFields);
    boolean end = word instanceof StatusWord.End;
    int indent = end ? Math.max(0, depth - 1) : depth;
    StatusLine line = new StatusLine(indent, word, subdir, operation, fields, message);
    Optional<Path> subdirFile = subdir.map(this::fileIn);

    String text = line.written();
    append(results.resolve(fileName), text);
    depth = word instanceof StatusWord.Start ? depth + 1 : indent;
    if (subdirFile.isPresent()) {
      append(subdirFile.get(), text);
    }
    return line;
  }

  /// Appends text of another writer as it stands, to the main file alone. The depth stays.
  ///
  /// @param text whole lines, newlines included
  public void appendWritten(String text) throws IOException {
    append(results.resolve(fileName), text);
  }

  private Path fileIn(String subdir) {
    return ResultsSubdir.of(subdir)
        .map(safe -> safe.below(results).resolve(subdirFileName))
        .orElseThrow(
            () ->
                new MalformedInput(
                    Blame.TEST,
                    "status line",
                    0,
                    "'%s' is no directory below the results".formatted(subdir)));
  }

  private static void append(Path file, String text) throws IOException {
    // Bytes, not writeString: half a surrogate pair in a message becomes '?' instead of a failure.
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Files.write(file, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
