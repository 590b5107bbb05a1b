package org.autotest.autoserv.results;

import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.text.MessageFormat;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/// The logs of one machine's part of an execution: `debug/autoserv.DEBUG`, `.INFO`, `.WARNING` and
/// `.ERROR`, each with its level and all above; or those of a directory below.
///
/// ```
/// 11/22 21:42:28 INFO |ClientJob :0087| started the client
/// ```
///
/// A [Logger][System.Logger] of its own, since an execution on several machines has several, and
/// since a process that lives a second should not start a logging framework. Writing never throws:
/// the first trouble is kept for [#trouble].
public final class RunLog implements System.Logger, AutoCloseable {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("MM/dd HH:mm:ss", Locale.ROOT);
  private static final StackWalker STACK = StackWalker.getInstance();

  /// Where else the log goes.
  ///
  /// @param out takes levels below ERROR
  /// @param least the lowest level that is shown
  public record Console(PrintStream out, PrintStream err, Level least) {}

  private final Map<Level, Writer> files = new EnumMap<>(Level.class);
  private final InstantSource clock;
  private final ZoneId zone;
  private final Optional<Console> console;
  private final Optional<RunLog> whole;
  private Optional<IOException> trouble = Optional.empty();

  /// Opens the four files, after what they already hold.
  ///
  /// @param directory `debug` in the results directory; made when absent. Empty for no files
  /// @throws ResultsUnwritable when they cannot be opened
  public RunLog(
      Optional<Path> directory, Optional<Console> console, InstantSource clock, ZoneId zone) {
    this(console, clock, zone, Optional.empty());
    directory.ifPresent(place -> open(place, "autoserv"));
  }

  private RunLog(
      Optional<Console> console, InstantSource clock, ZoneId zone, Optional<RunLog> whole) {
    this.console = console;
    this.clock = clock;
    this.zone = zone;
    this.whole = whole;
  }

  /// That of a part, which no console shows.
  ///
  /// @param directory `debug` of the part; made when absent
  /// @param name of its files, before the level
  /// @throws ResultsUnwritable when they cannot be opened
  public RunLog below(Path directory, String name) {
    return part(directory, name, Optional.empty());
  }

  /// That of a part, of which everything comes into this one as well, also what is written after
  /// the part's is closed. Otherwise as [#below].
  public RunLog partIn(Path directory, String name) {
    return part(directory, name, Optional.of(this));
  }

  private RunLog part(Path directory, String name, Optional<RunLog> whole) {
    RunLog log = new RunLog(Optional.empty(), clock, zone, whole);
    log.open(directory, name);
    return log;
  }

  /// The first error while writing, if any.
  public synchronized Optional<IOException> trouble() {
    return trouble;
  }

  @Override
  public String getName() {
    return "autoserv";
  }

  @Override
  public boolean isLoggable(Level level) {
    return level != Level.OFF && level.compareTo(Level.DEBUG) >= 0;
  }

  @Override
  public void log(
      Level level,
      @Nullable ResourceBundle bundle,
      @Nullable String message,
      @Nullable Throwable thrown) {
    if (isLoggable(level)) {
      StringBuilder stack = new StringBuilder();
      for (Throwable at = thrown; at != null; at = at.getCause()) {
        stack.append("\n  ").append(at);
        for (StackTraceElement frame : at.getStackTrace()) {
          stack.append("\n    at ").append(frame);
        }
      }
      write(level, caller(), message + stack);
    }
  }

  @Override
  public void log(
      Level level,
      @Nullable ResourceBundle bundle,
      @Nullable String format,
      @Nullable Object @Nullable ... parameters) {
    if (isLoggable(level) && format != null) {
      boolean plain = parameters == null || parameters.length == 0;
      write(level, caller(), plain ? format : MessageFormat.format(format, parameters));
    }
  }

  /// Writes what was logged elsewhere.
  ///
  /// @param module where that was, with the line there; of a long name as much as fits
  public void log(Level level, String module, long line, String text) {
    if (isLoggable(level)) {
      write(level, "%10.10s:%04d".formatted(module, line), text);
    }
  }

  @Override
  public synchronized void close() {
    for (Writer file : files.values()) {
      try {
        file.close();
      } catch (IOException full) {
        note(full);
      }
    }
    files.clear();
  }

  private void open(Path directory, String name) {
    for (Level level : new Level[] {Level.DEBUG, Level.INFO, Level.WARNING, Level.ERROR}) {
      Path file = directory.resolve(name + "." + level);
      try {
        Files.createDirectories(directory);
        files.put(
            level,
            Files.newBufferedWriter(
                file,
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND));
      } catch (IOException unwritable) {
        throw new ResultsUnwritable(file, unwritable);
      }
    }
  }

  private synchronized void write(Level level, String place, String text) {
    String line =
        "%s %-5s|%s| %s%n"
            .formatted(
                TIME.format(clock.instant().atZone(zone)),
                level == Level.WARNING ? "WARN" : level,
                place,
                text.replaceAll("[\\p{Cntrl}&&[^\\n\\t]]", "?"));
    for (Map.Entry<Level, Writer> file : files.entrySet()) {
      if (level.compareTo(file.getKey()) >= 0) {
        try {
          file.getValue().write(line);
          file.getValue().flush();
        } catch (IOException full) {
          note(full);
        }
      }
    }
    console
        .filter(shown -> level.compareTo(shown.least()) >= 0)
        .map(shown -> level.compareTo(Level.ERROR) >= 0 ? shown.err() : shown.out())
        .ifPresent(stream -> stream.print(line));
    whole.ifPresent(log -> log.write(level, place, text));
  }

  private void note(IOException problem) {
    if (trouble.isEmpty()) {
      trouble = Optional.of(problem);
    }
  }

  /// The class and line that logged, as wide as the original's module and line.
  private static String caller() {
    return STACK.walk(
        frames ->
            frames
                .filter(frame -> !isBetween(frame.getClassName()))
                .findFirst()
                .map(
                    frame -> {
                      String name = frame.getClassName().replaceAll(".*[.$]", "");
                      String module = name.length() > 10 ? name.substring(0, 10) : name;
                      return "%10s:%04d".formatted(module, frame.getLineNumber());
                    })
                .orElse("          :0000"));
  }

  /// Whether a class only brings lines here.
  private static boolean isBetween(String className) {
    return className.equals(RunLog.class.getName())
        || className.startsWith(PrintedLines.class.getName())
        || className.startsWith("java.")
        || className.startsWith("sun.nio.cs.");
  }
}
