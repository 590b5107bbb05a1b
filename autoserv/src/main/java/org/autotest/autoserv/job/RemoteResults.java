package org.autotest.autoserv.job;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.autotest.autoserv.host.CommandResult;
import org.autotest.autoserv.host.HostConnection;
import org.autotest.autoserv.host.RemoteProcess;
import org.autotest.autoserv.host.Scripts;
import org.autotest.autoserv.host.SshFailure;
import org.autotest.autoserv.results.MachineResults;
import org.autotest.autoserv.results.ResultsReceiver.Received;
import org.autotest.core.failure.Blame;
import org.autotest.core.statuslog.StatusCode;

/// The results and the processes of one client on a machine, also of one that another execution
/// started.
public final class RemoteResults {
  private static final Duration COLLECT_LIMIT = Duration.ofHours(1);
  private static final Duration COMMAND_LIMIT = Duration.ofSeconds(60);
  private static final int PADDING_BYTES_MAX = 1 << 20;
  private static final int NOTHING_THERE = 72;

  private final HostConnection host;
  private final String runDir;
  private final MachineResults results;
  private final int clientNumber;
  private final long bytesMax;

  /// Nothing is done yet.
  ///
  /// @param runDir the client's run directory on the machine
  /// @param clientNumber for the names of its logs
  /// @param bytesMax most bytes of results
  public RemoteResults(
      HostConnection host, String runDir, MachineResults results, int clientNumber, long bytesMax) {
    this.host = host;
    this.runDir = runDir;
    this.results = results;
    this.clientNumber = clientNumber;
    this.bytesMax = bytesMax;
  }

  /// Ends the client and all that it started.
  ///
  /// @param grace between asking and killing
  /// @throws SshFailure when the machine does not answer
  public void stop(Duration grace) throws InterruptedException {
    CommandResult said =
        host.run(
            Scripts.load(RemoteResults.class, "stop.sh"),
            grace.plus(COMMAND_LIMIT),
            List.of(runDir, Long.toString(grace.toSeconds())));
    said.stdout().lines().forEach(line -> results.log().log(Level.INFO, line));
  }

  /// Brings results here; what came earlier is replaced.
  ///
  /// @param names directories or files below the client's results; none for everything
  /// @throws SshFailure when the machine is lost on the way; what came before is kept
  /// @throws ClientFailure when what comes is no archive
  public void collect(List<String> names) throws InterruptedException {
    collect(names, COLLECT_LIMIT);
  }

  /// Brings results here as the other does.
  ///
  /// @param limit after which it is cut off, which is an [SshFailure]
  void collect(List<String> names, Duration limit) throws InterruptedException {
    List<String> arguments = new ArrayList<>(List.of(runDir));
    arguments.addAll(names);
    String doing = "collecting results from " + host.hostname();
    String script = Scripts.load(RemoteResults.class, "results.sh");
    try (RemoteProcess tar = host.start(script, limit, arguments)) {
      Received received;
      try (InputStream stream = new GZIPInputStream(tar.stdout(), 64 * 1024)) {
        received = results.receiver(clientNumber, bytesMax).receive(stream);
        if (!received.overLimit()) {
          // What follows the archive is padding; its end holds the checksum.
          stream.readNBytes(PADDING_BYTES_MAX);
        }
      } catch (IOException broken) {
        explain(tar, doing, broken);
        return;
      }
      report(received, tar.stderr());
    }
  }

  /// Brings the end of what the client wrote to its standard streams here, as
  /// `debug/client.<n>.log`: its last words, when it did not end as it should.
  public void collectLastWords(int section) throws InterruptedException {
    CommandResult words =
        host.run(
            "for f in stdout stderr; do tail -c 200000 \"$1/section.$2/$f\" 2>/dev/null; done",
            COMMAND_LIMIT,
            List.of(runDir, Integer.toString(section)));
    if (!words.stdout().isBlank()) {
      results.writeDebug("client.%d.log".formatted(clientNumber), words.stdout());
    }
  }

  /// What the client wrote last to its standard error, on one line; may be empty.
  public String lastComplaint(int section) throws InterruptedException {
    CommandResult words =
        host.run(
            "tail -c 1000 \"$1/section.$2/stderr\" >&2",
            COMMAND_LIMIT,
            List.of(runDir, Integer.toString(section)));
    return words.stderr().isBlank() ? "" : words.complaint();
  }

  /// Removes the run directory on the machine, and before it what a killed client has mounted.
  /// Where that cannot be unmounted, the directory stays.
  public void remove() throws InterruptedException {
    String removal = "case $1 in /*/runs/?*) unmount_left \"$1\" && rm -rf -- \"$1\" ;; esac";
    CommandResult said =
        host.run(
            Scripts.load(RemoteResults.class, "unmount.sh") + removal,
            COMMAND_LIMIT,
            List.of(runDir));
    said.stdout().lines().forEach(line -> results.log().log(Level.INFO, line));
    said.stderr().lines().forEach(line -> results.log().log(Level.WARNING, line));
  }

  private void explain(RemoteProcess tar, String doing, IOException broken)
      throws InterruptedException {
    int exit = tar.waitFor();
    if (exit == NOTHING_THERE) {
      results.log().log(Level.INFO, "there are no results on {0}", host.hostname());
      return;
    }
    throw new ClientFailure(
        Blame.HOST,
        "%s: %s (exit status %d) %s"
            .formatted(doing, broken.getMessage(), exit, tar.stderr().strip()));
  }

  private void report(Received received, String complaints) {
    results.log().log(
        Level.INFO,
        "collected %d files with %d bytes".formatted(received.files(), received.bytes()));
    complaints.lines().forEach(line -> results.log().log(Level.WARNING, line));
    received
        .refused()
        .forEach(line -> results.log().log(Level.WARNING, "left out of the results: " + line));
    if (received.overLimit()) {
      String message =
          "results of %s are larger than %d MB: the rest was left there"
              .formatted(host.hostname(), bytesMax >> 20);
      results.log().log(Level.WARNING, message);
      results.status().result(StatusCode.WARN, "", message);
    }
  }
}
