package org.autotest.autoserv.install;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.autotest.autoserv.host.RemoteProcess;
import org.autotest.autoserv.host.SshFailure;
import org.autotest.core.failure.Blame;

/// What `receive.sh` says: one line. Machines may say anything.
sealed interface Answer {
  /// Wants the archive from a byte on.
  record Send(long offset) implements Answer {}

  /// Anything else; what it says is looked at by [#isInstalled].
  record Other(String line) implements Answer {}

  int BYTES_MAX = 4_000;
  Pattern SEND = Pattern.compile("send (\\d{1,18})");
  Pattern SPACE = Pattern.compile("space (\\d{1,18}) (\\d{1,18})");
  Pattern FAILED = Pattern.compile("failed (.+)");

  /// Waits for it.
  ///
  /// @param doing the attempt, for failures
  /// @param bytes of the archive
  /// @throws InstallFailure when there is none, one without an end, or one that wants what is
  ///   beyond the archive
  static Answer read(RemoteProcess receiver, String doing, long bytes)
      throws IOException, InterruptedException {
    InputStream from = receiver.stdout();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = from.read(); b != '\n' && b >= 0; b = from.read()) {
      if (line.size() == BYTES_MAX) {
        throw meaningless(doing, text(line).substring(0, 100) + "…");
      }
      line.write(b);
    }
    String text = text(line);
    if (text.isEmpty()) {
      int exit = receiver.waitFor();
      throw new InstallFailure(
          Blame.HOST, "%s: exit status %d: %s".formatted(doing, exit, receiver.stderr().strip()));
    }
    Matcher send = SEND.matcher(text);
    if (!send.matches()) {
      return new Other(text);
    }
    long offset = Long.parseLong(send.group(1));
    if (offset > bytes) {
      throw meaningless(doing, text);
    }
    return new Send(offset);
  }

  /// Whether the archive is there now; false when it arrived damaged.
  ///
  /// @param directory the install directory
  /// @throws InstallFailure when it is not, for another reason
  /// @throws SshFailure when it did not arrive whole
  default boolean isInstalled(String doing, String directory) {
    String line = this instanceof Other(var said) ? said : toString();
    Matcher space = SPACE.matcher(line);
    if (space.matches()) {
      throw new InstallFailure(
          Blame.HOST,
          "%s: %s has %d MB free, %d MB are needed"
              .formatted(doing, directory, mib(space.group(1)), mib(space.group(2))));
    }
    Matcher failed = FAILED.matcher(line);
    if (failed.matches()) {
      throw new InstallFailure(Blame.HOST, doing + ": " + failed.group(1).strip());
    }
    return switch (line.split(" ", 2)[0]) {
      case "present", "installed" -> true;
      case "corrupt" -> false;
      case "cut" -> throw new SshFailure(SshFailure.Kind.LOST, doing + ": the stream broke off");
      case "busy" ->
          throw new InstallFailure(
              Blame.HOST, doing + ": another execution has been installing it for 5 minutes");
      default -> throw meaningless(doing, line);
    };
  }

  private static long mib(String kib) {
    return Long.parseLong(kib) / 1024;
  }

  private static String text(ByteArrayOutputStream line) {
    return line.toString(StandardCharsets.UTF_8);
  }

  private static InstallFailure meaningless(String doing, String line) {
    return new InstallFailure(
        Blame.HOST, "%s: an answer that means nothing: '%s'".formatted(doing, line));
  }
}
