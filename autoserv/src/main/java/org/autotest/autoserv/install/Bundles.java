package org.autotest.autoserv.install;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.autotest.core.failure.Blame;

/// The client for machines of each architecture: the one that came along, and those that the lab
/// made with `lib/client/add-runtime`.
///
/// @param own the one for machines like this, or, without others, for all machines
/// @param others has a directory with one bundle for each other architecture, named as `uname -m`
///   calls it
public record Bundles(Archive own, Optional<Path> others) {
  private static final Pattern ARCHITECTURE = Pattern.compile("[A-Za-z0-9_]{1,30}");

  /// One for all machines.
  public static Bundles only(Archive bundle) {
    return new Bundles(bundle, Optional.empty());
  }

  /// The one for a machine.
  ///
  /// @param architecture as `uname -m` calls it there; empty when it did not say
  /// @throws InstallFailure when there is none
  public Archive of(String architecture, String hostname) {
    if (others.isEmpty() || architecture.isEmpty() || architecture.equals(here())) {
      return own;
    }
    return added(architecture)
        .orElseThrow(
            () ->
                new InstallFailure(
                    Blame.LAB,
                    "choosing a client for %s: it is %s, for which there is none; make it with %s"
                        .formatted(
                            hostname,
                            ARCHITECTURE.matcher(architecture).matches()
                                ? architecture
                                : "of an unknown architecture",
                            others.get().resolve("add-runtime"))));
  }

  private Optional<Archive> added(String architecture) {
    if (!ARCHITECTURE.matcher(architecture).matches()) {
      return Optional.empty();
    }
    Path directory = others.orElseThrow().resolve(architecture);
    if (!Files.isDirectory(directory)) {
      return Optional.empty();
    }
    return newest(directory).map(Archives::bundle);
  }

  /// There is another for a moment, while a new one takes the place of an old one.
  private static Optional<Path> newest(Path directory) {
    return bundles(directory).stream().max(Comparator.comparing(Bundles::changed));
  }

  private static FileTime changed(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException gone) {
      return FileTime.fromMillis(0);
    }
  }

  /// The bundle of a directory; empty when there is none.
  ///
  /// @throws InstallFailure when there are several
  public static Optional<Path> in(Path directory) {
    List<Path> found = bundles(directory);
    if (found.size() > 1) {
      throw new InstallFailure(
          Blame.LAB,
          "choosing a client bundle in %s: there are several, say which with --client-bundle"
              .formatted(directory));
    }
    return found.stream().findFirst();
  }

  private static List<Path> bundles(Path directory) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(directory, "autotest-client-*.tar.gz")) {
      files.forEach(found::add);
    } catch (IOException unreadable) {
      throw new InstallFailure(
          Blame.LAB, "looking into %s: %s".formatted(directory, unreadable.getMessage()));
    }
    return found;
  }

  /// This machine's own, as `uname -m` calls it.
  private static String here() {
    String name = System.getProperty("os.arch", "");
    return name.equals("amd64") ? "x86_64" : name;
  }
}
