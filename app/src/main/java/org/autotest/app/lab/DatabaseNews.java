package org.autotest.app.lab;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/// What happened last to the database server of an installation, in a file of two lines beside its
/// address: so every program of the installation can tell it, not only the one that looks after the
/// server.
///
/// ```
/// 2026-11-28T21:14:03Z
/// The database server ended with status 137 at 2026-11-28T21:14:02Z and was started again; see …
/// ```
final class DatabaseNews {
  /// The file's name in the state directory.
  static final String NAME = "database-news";

  private static final Duration TOLD_FOR = Duration.ofHours(24);

  private static final System.Logger log = System.getLogger(DatabaseNews.class.getName());

  private final Path file;
  private final InstantSource clock;
  private volatile Optional<Told> own = Optional.empty();

  private record Told(Instant at, String text) {}

  /// News of an installation; there may be none.
  DatabaseNews(Path stateDir, InstantSource clock) {
    this.file = stateDir.resolve(NAME);
    this.clock = clock;
  }

  /// Replaces what was told before. Where the file cannot be written, the log says so and only this
  /// program tells it.
  ///
  /// @param text a sentence for people, on one line
  void tell(String text) {
    Told told = new Told(clock.instant(), text);
    own = Optional.of(told);
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.write(beside, List.of(told.at().toString(), text));
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failure) {
      log.log(
          Level.WARNING,
          "noting what happened to the database in %s: %s (blame: the lab)"
              .formatted(file, failure.getMessage()));
    }
  }

  /// What was told in the last day; empty when nothing was, or the file is not readable.
  Optional<String> latest() {
    Instant since = clock.instant().minus(TOLD_FOR);
    return own.or(this::read).filter(told -> told.at().isAfter(since)).map(Told::text);
  }

  private Optional<Told> read() {
    try {
      List<String> lines = Files.readAllLines(file);
      return lines.size() < 2
          ? Optional.empty()
          : Optional.of(new Told(Instant.parse(lines.get(0)), lines.get(1)));
    } catch (IOException | DateTimeParseException nothing) {
      return Optional.empty();
    }
  }
}
