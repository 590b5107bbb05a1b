package org.autotest.client.commandline;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The tests there are: every control file below the test directories, with the name it gives
/// itself.
public final class TestList {
  private static final int DEPTH_MAX = 16;
  private static final int FILE_BYTES_MAX = 1 << 20;
  private static final Pattern CONTROL =
      Pattern.compile("[\\w-]*control(?:[_-][\\w-]*)?(?:\\.[\\w-]+)*");
  private static final Pattern OTHER =
      Pattern.compile("\\.(?:java|py[co]?|bak|orig|rej|save|sw[a-z])$");
  private static final Pattern NAME =
      Pattern.compile("(?ms)^(?:String\\s+)?NAME\\s*=\\s*\\(?\\s*(\"\"\"|'''|\"|')(.*?)\\1");

  private TestList() {}

  /// A section for each directory that exists.
  ///
  /// ```
  /// Tests of the client (/usr/local/autotest/tests)
  ///  sleeptest                                          Sleep test
  /// ```
  ///
  /// @param titles of the directories
  public static String of(Map<Path, String> titles) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<Path, String> section : titles.entrySet()) {
      Path root = section.getKey();
      text.append(section.getValue()).append(" (").append(root).append(")\n");
      for (Path control : controls(root)) {
        String path =
            root.relativize(control).toString().replaceFirst("/[Cc]ontrol(\\.java)?$", "");
        name(control)
            .ifPresent(
                name -> {
                  text.append(' ').append(path);
                  text.append(" ".repeat(Math.max(1, 51 - path.length())))
                      .append(name)
                      .append('\n');
                });
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static List<Path> controls(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root, DEPTH_MAX)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> isControl(file.getFileName().toString()))
          .sorted()
          .toList();
    }
  }

  /// `control`, `control.big`, `fs_control`, `Control.java`; not the code of a test, nor what
  /// editors and patches leave behind. The catalogue of a lab does not take `fs_control`: what
  /// stands there runs on many machines, what stands here is run by who looks at it.
  private static boolean isControl(String name) {
    return name.equals("Control.java")
        || (CONTROL.matcher(name).matches() && !OTHER.matcher(name).find());
  }

  private static Optional<String> name(Path control) throws IOException {
    byte[] content;
    try (var in = Files.newInputStream(control)) {
      content = in.readNBytes(FILE_BYTES_MAX);
    }
    Matcher matcher = NAME.matcher(new String(content, StandardCharsets.UTF_8));
    return matcher.find()
        ? matcher.group(2).lines().map(String::strip).filter(line -> !line.isEmpty()).findFirst()
        : Optional.empty();
  }
}
