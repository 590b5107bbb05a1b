package org.autotest.client.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.autotest.core.failure.Blame;
import org.autotest.core.failure.MalformedInput;

/// What the files of the first of these directories that has a `global_config.ini` say: the one in
/// `AUTOTEST_TOP_PATH`, `/etc/autotest`, the client directory. A `shadow_config.ini` beside it wins
/// name by name. Without files everything has its default. A value left blank counts as not given.
public final class ClientConfig {
  /// The section for client and server alike.
  public static final String COMMON = "COMMON";

  /// The section for packages of tests and what they need.
  public static final String PACKAGES = "PACKAGES";

  /// The client's own section.
  public static final String CLIENT = "CLIENT";

  private static final String GLOBAL = "global_config.ini";
  private static final String SHADOW = "shadow_config.ini";

  private final Map<String, String> values;

  private ClientConfig(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  /// One where everything has its default.
  public static ClientConfig empty() {
    return new ClientConfig(Map.of());
  }

  /// Reads the files.
  ///
  /// @param topPath what the environment variable `AUTOTEST_TOP_PATH` holds; empty when it is not
  ///   set
  /// @throws MalformedInput when a file is not in its format, or when the named directory has none
  public static ClientConfig read(Optional<Path> topPath, Path clientDirectory) throws IOException {
    if (topPath.isPresent() && !Files.isRegularFile(topPath.get().resolve(GLOBAL))) {
      throw new MalformedInput(
          Blame.HOST,
          "AUTOTEST_TOP_PATH",
          0,
          "there is no %s in %s".formatted(GLOBAL, topPath.get()));
    }
    return readFirst(
        Stream.concat(topPath.stream(), Stream.of(Path.of("/etc/autotest"), clientDirectory))
            .toList());
  }

  /// Reads the files of the first directory that has them.
  static ClientConfig readFirst(List<Path> directories) throws IOException {
    for (Path directory : directories) {
      Path global = directory.resolve(GLOBAL);
      if (Files.isRegularFile(global)) {
        Map<String, String> values = new LinkedHashMap<>(IniFile.read(global));
        Path shadow = directory.resolve(SHADOW);
        if (Files.isRegularFile(shadow)) {
          values.putAll(IniFile.read(shadow));
        }
        return new ClientConfig(values);
      }
    }
    return empty();
  }

  /// A text; empty when it is not given.
  public Optional<String> text(String section, String name) {
    return Optional.ofNullable(values.get(section + "." + name)).filter(value -> !value.isBlank());
  }

  /// A path; empty when it is not given.
  public Optional<Path> path(String section, String name) {
    return text(section, name).map(Path::of);
  }

  /// Several texts, separated by commas.
  public List<String> list(String section, String name) {
    return text(section, name).stream()
        .flatMap(value -> Stream.of(value.split("[,\n]", -1)))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .toList();
  }

  /// A truth value: true, yes, on, 1, or false, no, off, 0.
  ///
  /// @throws MalformedInput for any other word
  public boolean truth(String section, String name, boolean fallback) {
    Optional<String> value = text(section, name);
    if (value.isEmpty()) {
      return fallback;
    }
    return switch (value.get().toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on", "1" -> true;
      case "false", "no", "off", "0" -> false;
      default ->
          throw new MalformedInput(
              Blame.HOST,
              "configuration of the client",
              0,
              "%s.%s is '%s', not true or false".formatted(section, name, value.get()));
    };
  }

  /// A whole number from 0.
  ///
  /// @throws MalformedInput for anything else
  public long number(String section, String name, long fallback) {
    Optional<String> value = text(section, name);
    if (value.isPresent() && !value.get().matches("\\d{1,15}")) {
      throw new MalformedInput(
          Blame.HOST,
          "configuration of the client",
          0,
          "%s.%s is '%s', not a number".formatted(section, name, value.get()));
    }
    return value.map(Long::parseLong).orElse(fallback);
  }

  /// Names in the section [#CLIENT] that mean nothing, so that a misspelt one is seen.
  public List<String> unknownNames() {
    List<String> unknown = new ArrayList<>();
    for (String key : new TreeSet<>(values.keySet())) {
      if (key.startsWith(CLIENT + ".") && !isKnown(key.substring(CLIENT.length() + 1))) {
        unknown.add(key);
      }
    }
    return unknown;
  }

  private static boolean isKnown(String name) {
    return Stream.of(ClientKey.values())
        .anyMatch(key -> key.section().equals(CLIENT) && key.key().equals(name));
  }
}
