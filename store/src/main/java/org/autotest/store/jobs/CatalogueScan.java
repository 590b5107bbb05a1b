package org.autotest.store.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.autotest.core.control.ControlFile;
import org.autotest.core.failure.MalformedInput;
import org.autotest.core.job.ControlType;

/// Finds the control files of a tests directory and reads what they say of themselves; runs
/// nothing, follows no links.
final class CatalogueScan {
  private static final Pattern CONTROL =
      Pattern.compile("control(\\.[A-Za-z0-9_.-]+)?|Control\\.java");
  private static final int DEPTH_MAX = 4;
  private static final long BYTES_MAX = 1 << 20;
  private static final int NAME_CHARS_MAX = 255;

  private final List<Found> tests = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private final Map<String, String> pathOfName = new HashMap<>();

  /// A control file that can stand in the catalogue.
  ///
  /// @param path below the directory of its type
  record Found(String name, String path, ControlType type, ControlFile file) {}

  List<Found> tests() {
    return tests;
  }

  List<String> problems() {
    return problems;
  }

  /// Reads all control files below `testsDir/client` or `testsDir/server`; a directory that does
  /// not exist has none.
  void read(Path testsDir, ControlType type) throws IOException {
    Path root = root(testsDir, type);
    for (Path file : files(root)) {
      take(root, file, type);
    }
  }

  /// What the control files of a tests directory are called, and when they were written: another
  /// text when one was added, changed or removed.
  static String stamp(Path testsDir) throws IOException {
    StringBuilder stamp = new StringBuilder();
    for (ControlType type : ControlType.values()) {
      for (Path file : files(root(testsDir, type))) {
        BasicFileAttributes about = Files.readAttributes(file, BasicFileAttributes.class);
        stamp.append(
            "%s %d %s%n".formatted(file, about.size(), about.lastModifiedTime().toInstant()));
      }
    }
    return stamp.toString();
  }

  private static Path root(Path testsDir, ControlType type) {
    return testsDir.resolve(type.word().toLowerCase(Locale.ROOT));
  }

  private static List<Path> files(Path root) throws IOException {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> walk = Files.walk(root, DEPTH_MAX)) {
      return walk.filter(file -> CONTROL.matcher(file.getFileName().toString()).matches())
          .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .sorted()
          .toList();
    } catch (UncheckedIOException unreadable) {
      throw unreadable.getCause();
    }
  }

  private void take(Path root, Path file, ControlType type) throws IOException {
    String path = root.relativize(file).toString();
    String shown = type.word().toLowerCase(Locale.ROOT) + "/" + path;
    if (Files.size(file) > BYTES_MAX) {
      problems.add(shown + ": is larger than 1 MiB");
      return;
    }
    ControlFile control;
    try {
      control = ControlFile.read(shown, Files.readString(file));
    } catch (MalformedInput fault) {
      problems.add(fault.problem());
      return;
    } catch (MalformedInputException notText) {
      problems.add(shown + ": is no UTF-8 text");
      return;
    }
    control.problems().forEach(problem -> problems.add(problem.at(shown)));
    String name = control.about().name().strip();
    if (name.isEmpty() || name.length() > NAME_CHARS_MAX || path.length() > NAME_CHARS_MAX) {
      problems.add(shown + ": not taken, since NAME or path has not 1 to 255 characters");
    } else if (control.type().filter(said -> said != type).isPresent()) {
      problems.add("%s: not taken, since TEST_TYPE is not %s".formatted(shown, type.word()));
    } else if (pathOfName.containsKey(name.toLowerCase(Locale.ROOT))) {
      problems.add(
          "%s: not taken, since %s is called '%s' too"
              .formatted(shown, pathOfName.get(name.toLowerCase(Locale.ROOT)), name));
    } else {
      pathOfName.put(name.toLowerCase(Locale.ROOT), shown);
      tests.add(new Found(name, path, type, control));
    }
  }
}
