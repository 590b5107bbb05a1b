package org.autotest.autoserv.job;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How one section of a client ended, as `autotest-daemon-monitor` says in its last line.
///
/// @param exit the client's exit code; empty when it was killed with its daemon, or the machine
///   went down
/// @param statusBytes size of the status file by then
record ClientEnd(Optional<Integer> exit, long statusBytes) {
  /// The client wants to be continued after a reboot.
  static final int CONTINUE_AFTER_REBOOT = 5;

  private static final Pattern LINE =
      Pattern.compile("(?:ended ([+-]\\d{1,4})|vanished) (\\d{1,15})");

  /// Reads the last line of that form; empty when there is none.
  static Optional<ClientEnd> parse(String monitorSaid) {
    Matcher matcher = LINE.matcher(monitorSaid);
    Optional<ClientEnd> last = Optional.empty();
    while (matcher.find()) {
      Optional<Integer> exit = Optional.ofNullable(matcher.group(1)).map(Integer::valueOf);
      last = Optional.of(new ClientEnd(exit, Long.parseLong(matcher.group(2))));
    }
    return last;
  }

  /// In words: `exit status 1`, `signal 9`, `killed`.
  String inWords() {
    return exit.map(code -> code > 128 ? "signal " + (code - 128) : "exit status " + code)
        .orElse("killed")
        .toLowerCase(Locale.ROOT);
  }
}
