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

  /// Added to the number of a signal.
  private static final int SIGNALS = 128;

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

  /// Whether a signal ended it, or nobody knows what did: it could end nothing of what it had
  /// started.
  boolean wasKilled() {
    return exit.filter(code -> code <= SIGNALS).isEmpty();
  }

  /// In words: `exit status 1`, `signal 9`, `killed`.
  String inWords() {
    return exit.map(code -> code > SIGNALS ? "signal " + (code - SIGNALS) : "exit status " + code)
        .orElse("killed")
        .toLowerCase(Locale.ROOT);
  }
}
