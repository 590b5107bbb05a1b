package org.autotest.autoserv.results;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.autotest.core.statuslog.StatusCode;
import org.autotest.core.statuslog.StatusLine;
import org.autotest.core.statuslog.StatusLogReader;
import org.autotest.core.statuslog.StatusWord;

/// The `status.log` of one machine: our own lines, at the level where the lines of the client left
/// off, and those lines themselves, unchanged. Any thread may write.
public final class StatusLogFile {
  /// The file's name in a results directory.
  public static final String NAME = "status.log";

  private static final String ABORT_REASON = "job_abort_reason";

  /// Before a line of the client that begins or ends a group.
  private static final Pattern GROUP = Pattern.compile("(?dm)^(?=\t*(?:START\t|END ))");

  private final Path file;
  private final InstantSource clock;
  private final ZoneId zone;
  private final Optional<StatusLogFile> above;
  private final StatusTrail trail = new StatusTrail();
  private final MutedWarnings muted = new MutedWarnings();
  private final List<Runnable> beforeGroups = new CopyOnWriteArrayList<>();
  private int clientDepth;
  private boolean tellsWhy;

  /// Appends to the file, which need not exist yet.
  ///
  /// @param zone of the `localtime` fields
  public StatusLogFile(Path file, InstantSource clock, ZoneId zone) {
    this(file, clock, zone, Optional.empty());
  }

  private StatusLogFile(
      Path file, InstantSource clock, ZoneId zone, Optional<StatusLogFile> above) {
    this.file = file;
    this.clock = clock;
    this.zone = zone;
    this.above = above;
  }

  /// That of one machine of several: what is muted here is muted there.
  ///
  /// @param other as for the constructor
  public StatusLogFile below(Path other) {
    return new StatusLogFile(other, clock, zone, Optional.of(this));
  }

  /// Whether warnings of one of some types were not wanted then.
  ///
  /// @param types in any case
  /// @param nanos of [System#nanoTime]
  public boolean wasMuted(Set<String> types, long nanos) {
    return muted.held(types, nanos) || above.filter(log -> log.wasMuted(types, nanos)).isPresent();
  }

  /// From now on something is done before a group begins or ends, so that what belongs before that
  /// line is written before it. It is done by whoever writes the line, while nobody else writes.
  public void beforeGroups(Runnable work) {
    beforeGroups.add(work);
  }

  /// No longer.
  public void notBeforeGroups(Runnable work) {
    beforeGroups.remove(work);
  }

  /// Does something while nobody else writes.
  public synchronized void alone(Runnable work) {
    work.run();
  }

  /// Records a result without a subdirectory.
  ///
  /// @param operation empty for the job as a whole
  /// @throws ResultsUnwritable when the disk does not take it
  public void result(StatusCode code, String operation, String message) {
    record(new StatusWord.Result(code), operation, Map.of(), message);
  }

  /// Records data.
  ///
  /// @param fields in the order to write
  public void info(Map<String, String> fields, String message) {
    record(new StatusWord.Info(), "", fields, message);
  }

  /// Records any line without a subdirectory. Characters that a status line cannot hold are
  /// replaced: what machines say ends up here.
  ///
  /// @param operation empty for the job as a whole
  public void record(
      StatusWord word, String operation, Map<String, String> fields, String message) {
    record(word, "", operation, fields, message);
  }

  /// Records any line. One of a subdirectory that is there stands in the status log of that, too.
  ///
  /// @param subdir of the test, empty for none
  public synchronized void record(
      StatusWord word,
      String subdir,
      String operation,
      Map<String, String> fields,
      String message) {
    if (word instanceof StatusWord.Start || word instanceof StatusWord.End) {
      beforeGroups.forEach(Runnable::run);
    }
    Map<String, String> all = new LinkedHashMap<>();
    fields.forEach((key, value) -> all.put(cleaned(key), cleaned(value)));
    all.putAll(StatusLine.timeFields(clock.instant(), zone));
    StatusLine line =
        new StatusLine(
            word instanceof StatusWord.End ? Math.max(trail.depth() - 1, 0) : trail.depth(),
            word,
            present(subdir),
            present(operation),
            all,
            StatusLine.asMessage(message.strip()).replace('\0', '?'));
    String written = line.written();
    write(written.getBytes(StandardCharsets.UTF_8));
    tellsWhy |= fields.containsKey(ABORT_REASON) || isFailure(word);
    line.subdir().ifPresent(name -> copy(written.stripLeading(), name));
  }

  private static boolean isFailure(StatusWord word) {
    return word instanceof StatusWord.Result(var code) && code.isFailure();
  }

  /// Whether a line of the server's own says what failed, or why nothing more came.
  public synchronized boolean tellsWhy() {
    return tellsWhy;
  }

  /// Says why nothing more comes.
  public void abort(String reason) {
    info(Map.of(ABORT_REASON, reason), reason);
  }

  /// Appends a line to the log of a subdirectory. What a machine put in its place is left alone.
  private void copy(String line, String subdir) {
    Path top = file.toAbsolutePath().normalize().getParent();
    if (top == null) {
      return;
    }
    Path directory = top.resolve(subdir).normalize();
    if (!directory.startsWith(top) || directory.equals(top)) {
      return;
    }
    try {
      if (Files.isDirectory(directory) && isBelow(directory, top)) {
        Files.writeString(
            directory.resolve(NAME),
            line,
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND,
            LinkOption.NOFOLLOW_LINKS);
      }
    } catch (IOException full) {
      throw new ResultsUnwritable(directory.resolve(NAME), full);
    }
  }

  /// Whether no link leads there, and no link is the log in it.
  private static boolean isBelow(Path directory, Path top) throws IOException {
    return directory.toRealPath().equals(top.toRealPath().resolve(top.relativize(directory)))
        && (Files.isRegularFile(directory.resolve(NAME), LinkOption.NOFOLLOW_LINKS)
            || Files.notExists(directory.resolve(NAME), LinkOption.NOFOLLOW_LINKS));
  }

  /// From now on lines of the client stand as deep as ours would.
  public synchronized void openClient() {
    clientDepth = trail.depth();
    trail.beginClient();
  }

  /// No client writes any more; whatever groups it left open, ours go on where they were.
  public synchronized void closeClient() {
    trail.forgetGroups(clientDepth);
    clientDepth = 0;
  }

  /// Closes the client's job, whatever groups are open in it.
  public synchronized void abortAll(String message) {
    trail.forgetGroups(clientDepth);
    record(new StatusWord.End(StatusCode.ABORT), "", Map.of(), message);
  }

  /// Appends lines of the client as they are, or deeper within a group of ours.
  ///
  /// @param lines whole lines, newlines included
  public synchronized void append(byte[] lines) {
    String text = new String(lines, StandardCharsets.ISO_8859_1);
    for (String part : GROUP.splitAsStream(text).toList()) {
      if (GROUP.matcher(part).lookingAt()) {
        beforeGroups.forEach(Runnable::run);
      }
      byte[] bytes = part.getBytes(StandardCharsets.ISO_8859_1);
      write(clientDepth == 0 ? bytes : deeper(bytes));
    }
  }

  /// Lines that continue a message begin with two blanks, and stay.
  private byte[] deeper(byte[] lines) {
    String tabs = "\t".repeat(clientDepth);
    return new String(lines, StandardCharsets.ISO_8859_1)
        .replaceAll("(?dm)^(?!  )(?=.)", tabs)
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private void write(byte[] lines) {
    try {
      Files.write(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException full) {
      throw new ResultsUnwritable(file, full);
    }
    new String(lines, StandardCharsets.UTF_8)
        .lines()
        .flatMap(line -> StatusLogReader.readLine(line).stream())
        .forEach(
            line -> {
              trail.see(line);
              muted.see(line);
            });
  }

  /// What was written so far, in short.
  public StatusTrail trail() {
    return trail;
  }

  private static Optional<String> present(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(cleaned(text));
  }

  private static String cleaned(String text) {
    return text.replaceAll("\\s+", " ").replaceAll("\\p{Cntrl}", "?");
  }
}
