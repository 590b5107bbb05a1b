package org.autotest.client.executable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.autotest.core.bridge.Raise;
import org.autotest.core.bridge.RaisedException;
import org.autotest.core.results.HostFile;

/// The version of a program: the variable `VERSION` of the control file beside it, `VERSION = 2` or
/// `int VERSION = 2;`, read without running anything.
final class ProgramVersion {
  /// That of a program that says none.
  static final String FIRST = "1";

  private static final List<String> CONTROL_FILES = List.of("control", "Control.java");

  private static final Pattern LINE =
      Pattern.compile("^(?:int |String )?VERSION *= *[\"']?([\\w.-]{1,64})", Pattern.MULTILINE);

  private ProgramVersion() {}

  /// Reads it.
  ///
  /// @throws RaisedException `TestError` when the control file cannot be read
  static String of(Path testDirectory) throws RaisedException {
    for (String name : CONTROL_FILES) {
      Path control = testDirectory.resolve(name);
      try {
        String text = HostFile.read(control).orElse("");
        if (text.contains("VERSION")) {
          Matcher line = LINE.matcher(text);
          return line.find() ? line.group(1) : FIRST;
        }
      } catch (IOException cannot) {
        throw new RaisedException(
            Raise.of("TestError", "reading %s: %s".formatted(control, cannot.getMessage())));
      }
    }
    return FIRST;
  }
}
