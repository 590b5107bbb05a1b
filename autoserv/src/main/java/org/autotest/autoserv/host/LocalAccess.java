package org.autotest.autoserv.host;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.autotest.core.host.Hostname;
import org.autotest.core.program.CallersLocale;

/// [Access] to the machine that autoserv runs on, as whoever runs it. Shells have sessions of their
/// own, so that what is sent to autoserv's reaches none of them, and of its environment what a
/// login has.
final class LocalAccess implements Access {
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

  /// Waits for a line, which a shell reads byte by byte, so that the rest is the command's.
  private static final String WHEN_TOLD = "read -r told || exit 255; exec \"$0\" -c \"$1\"";

  /// Between asking a process to end and killing it.
  private static final Duration GRACE = Duration.ofSeconds(2);

  private static final Set<String> KEPT =
      Set.of("HOME", "LOGNAME", "USER", "PATH", "SHELL", "LANG", "LC_ALL", "TZ", "TMPDIR");

  /// Where nothing else is said, as for a service.
  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private final Hostname hostname;

  LocalAccess(Hostname hostname) {
    this.hostname = hostname;
  }

  @Override
  public String hostname() {
    return hostname.value();
  }

  @Override
  public boolean isHere() {
    return true;
  }

  @Override
  public Duration answerLimit() {
    return ANSWER_LIMIT;
  }

  @Override
  public ProcessBuilder shell() {
    return asAfterLogin(new ProcessBuilder("setsid", "/bin/sh"));
  }

  @Override
  public SshFailure judged(SshFailure failed) {
    return failed;
  }

  @Override
  public ProcessBuilder command(String command) {
    return asAfterLogin(
        new ProcessBuilder("setsid", "/bin/sh", "-c", WHEN_TOLD, "/bin/sh", command));
  }

  @Override
  public void begin(Process process) {
    try {
      process.getOutputStream().write('\n');
      process.getOutputStream().flush();
    } catch (IOException over) {
      // It cannot be waiting any more: how it ended is told by others.
    }
  }

  @Override
  public boolean commandsEndWithShell() {
    return false;
  }

  /// Asked first, so that scripts take away what they made for a while.
  @Override
  public void end(Process process) {
    LocalCommand.end(process, GRACE);
  }

  private static ProcessBuilder asAfterLogin(ProcessBuilder starting) {
    Map<String, String> environment = starting.environment();
    CallersLocale.putBack(environment);
    environment.keySet().retainAll(KEPT);
    String home = environment.computeIfAbsent("HOME", _ -> System.getProperty("user.home", "/"));
    environment.putIfAbsent("PATH", PATH);
    File directory = new File(home);
    return starting.directory(directory.isDirectory() ? directory : new File("/"));
  }
}
