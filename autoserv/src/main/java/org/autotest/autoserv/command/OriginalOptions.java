package org.autotest.autoserv.command;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Options of the original that mean nothing here, and why: whoever gives one is told.
final class OriginalOptions {
  private static final String NO_INSTALL_SERVER =
      "machines are not installed from here; see to it before the job";

  private static final Map<String, String> REFUSED =
      Map.ofEntries(
          Map.entry("-i", NO_INSTALL_SERVER),
          Map.entry("--install-before", NO_INSTALL_SERVER),
          Map.entry("-I", NO_INSTALL_SERVER),
          Map.entry("--install-after", NO_INSTALL_SERVER),
          Map.entry(
              "--ssh-pass", "passwords are not accepted, everybody could read them; use keys"),
          Map.entry(
              "--install-in-tmpdir",
              "each version of the client has a directory of its own; say with --client-dir where"),
          Map.entry("-N", "an execution always has results and logs; -n keeps the console quiet"),
          Map.entry(
              "--no-logging",
              "an execution always has results and logs; -n keeps the console quiet"),
          Map.entry("--no_console_prefix", "lines on the console are as those in the logs"));

  private OriginalOptions() {}

  /// Why the first of them that is refused is; empty when none is.
  ///
  /// @param options no values of options, which may look like these
  static Optional<UsageError> refuse(List<String> options) {
    return options.stream()
        .map(word -> word.replaceFirst("=.*", ""))
        .filter(REFUSED::containsKey)
        .findFirst()
        .map(word -> new UsageError("option %s: %s".formatted(word, REFUSED.get(word))));
  }
}
