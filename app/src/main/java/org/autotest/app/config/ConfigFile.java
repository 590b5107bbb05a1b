package org.autotest.app.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.autotest.core.failure.Blame;
import org.autotest.core.failure.MalformedInput;

/// The configuration as it stands in a file:
///
/// ```
/// # One lab, one database.
/// database.url = jdbc:mariadb://db.lab:3306/autotest
/// web.port     = 80
/// ```
///
/// A `#` at the beginning of a line, or after a blank, begins a comment. A key stands at most once.
final class ConfigFile {
  /// A value and where it was written.
  ///
  /// @param line from 1; 0 for a value that nobody wrote
  record Entry(String value, int line) {}

  private final String name;
  private final Path directory;
  private final Map<ConfigKey, Entry> entries;

  private ConfigFile(String name, Path directory, Map<ConfigKey, Entry> entries) {
    this.name = name;
    this.directory = directory;
    this.entries = entries;
  }

  /// A file with nothing in it.
  ///
  /// @param directory what relative paths are relative to
  static ConfigFile empty(Path directory) {
    return new ConfigFile("built-in configuration", directory, Map.of());
  }

  /// Reads a file, which must exist.
  ///
  /// @throws MalformedInput for a file that is absent or not readable, an unknown key, a key
  ///   without a value sign, and a key that stands twice
  static ConfigFile read(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (NoSuchFileException absent) {
      throw new MalformedInput(Blame.LAB, file.toString(), 0, "no such file");
    } catch (IOException unreadable) {
      throw new MalformedInput(
          Blame.LAB, file.toString(), 0, "cannot be read: " + unreadable.getMessage());
    }
    Map<ConfigKey, Entry> entries = new EnumMap<>(ConfigKey.class);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).replaceFirst("(^|\\s)#.*", "").strip();
      if (!line.isEmpty()) {
        add(entries, file.toString(), i + 1, line);
      }
    }
    Path directory = file.toAbsolutePath().getParent();
    return new ConfigFile(file.toString(), directory == null ? Path.of("/") : directory, entries);
  }

  private static void add(Map<ConfigKey, Entry> entries, String file, int number, String line) {
    int sign = line.indexOf('=');
    if (sign < 0) {
      throw new MalformedInput(Blame.LAB, file, number, "'%s' is no 'key = value'".formatted(line));
    }
    String key = line.substring(0, sign).strip();
    ConfigKey known =
        ConfigKey.of(key)
            .orElseThrow(() -> new MalformedInput(Blame.LAB, file, number, unknown(key)));
    Entry earlier = entries.putIfAbsent(known, new Entry(line.substring(sign + 1).strip(), number));
    if (earlier != null) {
      throw new MalformedInput(
          Blame.LAB, file, number, "'%s' stands in line %d already".formatted(key, earlier.line()));
    }
  }

  private static String unknown(String key) {
    return "there is no key '%s'; %s"
        .formatted(
            key,
            ConfigKey.nearest(key)
                .map(near -> "is '%s' meant?".formatted(near.key()))
                .orElse("autotest config prints all that there are"));
  }

  /// The value written, or the standard one.
  String text(ConfigKey key) {
    Entry entry = entries.get(key);
    return entry == null ? key.standard() : entry.value();
  }

  /// A whole number within limits.
  int number(ConfigKey key, int least, int most) {
    String text = text(key);
    if (text.matches("\\d{1,9}")) {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw wrong(key, "a whole number from %d to %d".formatted(least, most));
  }

  /// One of a few words, in lower case.
  String word(ConfigKey key, List<String> words) {
    String text = text(key);
    if (!words.contains(text)) {
      throw wrong(key, "one of " + String.join(", ", words));
    }
    return text;
  }

  /// A path; a relative one is below the directory of the file.
  Path path(ConfigKey key, Path otherwise) {
    String text = text(key);
    return text.isEmpty() ? otherwise : directory.resolve(text).normalize();
  }

  /// A path, as [#path]; empty when the value is.
  Optional<Path> optionalPath(ConfigKey key) {
    return text(key).isEmpty() ? Optional.empty() : Optional.of(path(key, directory));
  }

  /// A file, as [#optionalPath], that is there and can be read.
  Optional<Path> readableFile(ConfigKey key) {
    return optionalPath(key)
        .map(
            file -> {
              if (!Files.isReadable(file) || Files.isDirectory(file)) {
                throw wrong(key, "a file that this account can read");
              }
              return file;
            });
  }

  /// A directory, as [#optionalPath], that is there and can be read.
  Optional<Path> readableDirectory(ConfigKey key) {
    return optionalPath(key)
        .map(
            path -> {
              if (!Files.isDirectory(path) || !Files.isReadable(path)) {
                throw wrong(key, "a directory that this account can read");
              }
              return path;
            });
  }

  /// The first line of the file that a key names; empty when it names none.
  Optional<String> secret(ConfigKey key) {
    if (text(key).isEmpty()) {
      return Optional.empty();
    }
    try (Stream<String> lines = Files.lines(path(key, directory))) {
      return Optional.of(lines.findFirst().orElse(""));
    } catch (IOException | UncheckedIOException unreadable) {
      throw wrong(key, "a file that this account can read");
    }
  }

  /// The refusal of a value.
  MalformedInput wrong(ConfigKey key, String wanted) {
    Entry entry = entries.get(key);
    return new MalformedInput(
        Blame.LAB,
        name,
        entry == null ? 0 : entry.line(),
        "'%s' is no value for '%s': %s is wanted".formatted(text(key), key.key(), wanted));
  }

  /// What a text says when it is an address of the web, `https://lab.example` for one.
  static Optional<URI> webAddress(String text) {
    try {
      URI address = new URI(text);
      boolean web = "https".equals(address.getScheme()) || "http".equals(address.getScheme());
      return web && address.getHost() != null ? Optional.of(address) : Optional.empty();
    } catch (URISyntaxException notOne) {
      return Optional.empty();
    }
  }
}
