package org.autotest.client.crash;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the name of a core dump's file tells.
///
/// ```
/// core.python3.0.11.1234.1700000000                                             the kernel's, by PATTERN
/// core.python3.0.0123456789abcdef0123456789abcdef.1234.1700000000000000.zst     systemd-coredump's
/// ```
///
/// @param program the first 15 characters of its name
/// @param pid of the process
record CoreName(String program, long pid) {
  /// How the kernel is told to call the files: program, user, signal, process, time.
  static final String PATTERN = "core.%e.%u.%s.%P.%t";

  private static final Pattern NAME =
      Pattern.compile(
          "core\\.(.{1,64})\\.\\d{1,10}\\.(?:\\d{1,3}|[0-9a-f]{32})\\.(\\d{1,10})\\.\\d{1,20}"
              + "(?:\\.(?:zst|lz4|xz))?",
          Pattern.DOTALL);

  /// Empty for the name of something else.
  static Optional<CoreName> of(String file) {
    Matcher name = NAME.matcher(file);
    return name.matches()
        ? Optional.of(new CoreName(name.group(1), Long.parseLong(name.group(2))))
        : Optional.empty();
  }

  /// The directory for it, in that of the test's logs.
  String directory() {
    return "crash.%s.%d".formatted(program.replaceAll("[^A-Za-z0-9_+.-]", "_"), pid);
  }
}
