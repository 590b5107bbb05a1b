package org.autotest.autoserv.crash;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.autotest.autoserv.host.HostConnection;
import org.autotest.autoserv.host.RemoteProcess;
import org.autotest.autoserv.host.Scripts;
import org.autotest.autoserv.host.SshFailure;
import org.autotest.autoserv.results.MachineResults;
import org.autotest.autoserv.results.ResultsReceiver;
import org.autotest.autoserv.results.ResultsUnwritable;

/// What the kernel and the system log of a machine say since a job started there, for
/// `crashinfo.<host>/`.
public final class CrashInfo {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final long BYTES_MAX = 64L * 1024 * 1024;

  /// When and where a job began.
  ///
  /// @param startedEpoch by the machine's clock; 0 when unknown, less for so many seconds ago
  /// @param messagesFile the system log; empty text for none
  /// @param messagesBytes its size then
  public record Since(long startedEpoch, String messagesFile, long messagesBytes) {
    public static final Since UNKNOWN = new Since(0, "", 0);

    /// Of a job that began a while ago; the machine's clock may show another time than ours.
    public static Since ago(Duration age) {
      return new Since(-age.toSeconds() - 1, "", 0);
    }
  }

  private CrashInfo() {}

  /// Collects it, as far as it is to be had; trouble is only logged.
  public static void collect(HostConnection host, MachineResults results, Since since)
      throws InterruptedException {
    Path directory = results.directory().resolve("crashinfo." + host.hostname());
    List<String> arguments =
        List.of(
            Long.toString(since.startedEpoch()),
            since.messagesFile(),
            Long.toString(since.messagesBytes()));
    String doing = "collecting crash information from " + host.hostname();
    try (RemoteProcess tar =
        host.start(Scripts.load(CrashInfo.class, "crashinfo.sh"), LIMIT, arguments)) {
      try (InputStream stream = new GZIPInputStream(tar.stdout(), 64 * 1024)) {
        Files.createDirectories(directory);
        new ResultsReceiver(directory, BYTES_MAX, 100, Optional::of).receive(stream);
        results.log().log(Level.INFO, "collected crash information from {0}", host.hostname());
      } catch (IOException broken) {
        results.log().log(Level.WARNING, "%s: %s".formatted(doing, words(broken, tar)));
      }
    } catch (SshFailure | ResultsUnwritable trouble) {
      results.log().log(Level.WARNING, "%s: %s".formatted(doing, trouble.problem()));
    }
  }

  /// Why the archive did not come: what went wrong there, where that is known.
  private static String words(IOException broken, RemoteProcess tar) throws InterruptedException {
    int exit = tar.waitFor();
    String said = tar.stderr().strip().replaceAll("\\s*\\R\\s*", "; ");
    String what =
        broken instanceof EOFException
            ? "what it sent has no end"
            : Objects.requireNonNullElse(broken.getMessage(), broken.toString());
    return "%s (exit status %d)%s".formatted(what, exit, said.isEmpty() ? "" : ": " + said);
  }
}
