package org.autotest.autoserv.job;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.autotest.autoserv.host.HostConnection;
import org.autotest.autoserv.host.RemoteProcess;
import org.autotest.autoserv.host.Scripts;
import org.autotest.autoserv.host.SshFailure;
import org.autotest.autoserv.install.Installation;
import org.autotest.autoserv.results.MachineResults;
import org.autotest.core.control.ControlLanguage;
import org.autotest.core.failure.Blame;
import org.autotest.core.statuslog.StatusCode;

/// Starts a client and reads its status file as it grows, over as many connections as it takes.
final class ClientFollower {
  /// @param runDir the run directory on the machine
  record Run(ClientOrder order, String runDir, Lifeline lifeline, Patience patience) {}

  private static final Duration FOR_EVER = Duration.ofDays(1000);
  private static final Duration LOOK_AROUND = Duration.ofSeconds(1);

  /// A connection that lives that long is no sign of a machine that cannot keep one.
  private static final Duration LASTING = Duration.ofSeconds(10);

  /// As the original calls such warnings, and a test that breaks the network.
  private static final Set<String> DISCONNECTED = Set.of("NETWORK");

  private static final int SHORT_LOSSES_MAX = 10;
  private static final int NEVER_STARTED = 70;
  private static final int SENT_BEFORE = -1;

  private final HostConnection host;
  private final Installation installation;
  private final MachineResults results;
  private final Run run;
  private final ClientLimits limits;
  private final RemoteResults remote;
  private final StatusStream status;
  private final Set<String> finishedTests = new LinkedHashSet<>();
  private long lastCollection = System.nanoTime();

  ClientFollower(
      HostConnection host,
      Installation installation,
      MachineResults results,
      Run run,
      ClientLimits limits,
      RemoteResults remote) {
    this.host = host;
    this.installation = installation;
    this.results = results;
    this.run = run;
    this.limits = limits;
    this.remote = remote;
    this.status = new StatusStream(results.status(), results.log(), limits.statusBytesMax());
  }

  /// Starts one section and follows it to its end.
  ///
  /// @param section 0, and one more after each reboot
  /// @throws ClientFailure when it cannot be started
  /// @throws SshFailure when the machine is lost for longer than the limit
  ClientEnd follow(int section) throws InterruptedException {
    boolean send = section == 0;
    int losses = 0;
    while (true) {
      long attached = System.nanoTime();
      try (RemoteProcess monitor = attach(section, send)) {
        read(monitor);
        int exit = monitor.waitFor();
        Optional<ClientEnd> end = ClientEnd.parse(monitor.stderr());
        if (end.isPresent()) {
          results.log().log(Level.INFO, "the client ended: {0}", end.get().inWords());
          return end.get();
        }
        if (send || exit != NEVER_STARTED) {
          throw new ClientFailure(
              Blame.HOST,
              "starting the client on %s: %s (exit status %d)"
                  .formatted(host.hostname(), monitor.stderr().strip(), exit));
        }
        send = true;
      } catch (SshFailure lost) {
        boolean lasted = System.nanoTime() - attached > LASTING.toNanos();
        losses = lasted ? 1 : losses + 1;
        awaitReturn(lost, losses);
        send = false;
      }
    }
  }

  /// Takes what the status file, now collected, holds beyond what was streamed.
  ///
  /// @throws ClientFailure when it cannot be read
  void readRestOfStatus() {
    Path collected = results.directory().resolve("status");
    if (!Files.isRegularFile(collected, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (InputStream in = Files.newInputStream(collected)) {
      in.skipNBytes(Math.min(status.offset(), Files.size(collected)));
      byte[] buffer = new byte[16 * 1024];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        status.accept(buffer, n);
      }
    } catch (IOException unreadable) {
      throw new ClientFailure(
          Blame.LAB, "reading %s: %s".formatted(collected, unreadable.getMessage()));
    }
    status.finish();
  }

  void finishStatus() {
    status.finish();
  }

  private RemoteProcess attach(int section, boolean send) throws InterruptedException {
    byte[] control = run.order().control().getBytes(StandardCharsets.UTF_8);
    byte[] state = run.order().state().getBytes(StandardCharsets.UTF_8);
    RemoteProcess monitor =
        host.start(
            Scripts.load(ClientFollower.class, "attach.sh"),
            FOR_EVER,
            List.of(
                run.runDir(),
                Integer.toString(section),
                installation.client(),
                installation.tests(),
                host.hostname(),
                run.order().user(),
                Integer.toString(send ? control.length : SENT_BEFORE),
                Long.toString(status.offset()),
                String.join(" ", run.order().arguments()),
                ControlLanguage.of(run.order().control()).fileName(),
                Integer.toString(state.length)));
    if (send) {
      // The stream stays open: its end tells the other side that we are gone.
      OutputStream stdin = monitor.stdin();
      try {
        stdin.write(control);
        stdin.write(state);
        stdin.flush();
      } catch (IOException gone) {
        results.log().log(Level.DEBUG, "sending the control file: " + gone.getMessage());
      }
    }
    return monitor;
  }

  private void read(RemoteProcess monitor) throws InterruptedException {
    while (true) {
      byte[] chunk = monitor.next(LOOK_AROUND);
      if (chunk != null && chunk.length == 0) {
        return;
      }
      if (chunk != null) {
        status.accept(chunk, chunk.length);
        results.status().trail().takeFinishedTest().ifPresent(finishedTests::add);
      }
      if (run.lifeline().isDead(host)) {
        throw new SshFailure(
            SshFailure.Kind.LOST,
            "following the client on %s: its kernel has died".formatted(host.hostname()));
      }
      collectFinishedTests();
    }
  }

  /// So that people can look into them while the job goes on. Losing this race loses nothing.
  private void collectFinishedTests() throws InterruptedException {
    boolean due = System.nanoTime() - lastCollection > limits.betweenCollections().toNanos();
    if (!due || finishedTests.isEmpty()) {
      return;
    }
    try {
      remote.collect(List.copyOf(finishedTests));
      finishedTests.clear();
    } catch (SshFailure | ClientFailure later) {
      results.log().log(Level.DEBUG, later.problem() + "; collected at the end");
    }
    lastCollection = System.nanoTime();
  }

  private void awaitReturn(SshFailure lost, int losses) throws InterruptedException {
    if (!lost.kind().mayBeAway() || losses > SHORT_LOSSES_MAX) {
      throw lost;
    }
    results.log().log(
        Level.WARNING, lost.problem() + "; the client goes on, waiting to find it again");
    if (!results.status().wasMuted(DISCONNECTED, System.nanoTime())) {
      results
          .status()
          .result(StatusCode.WARN, "", "Autotest client was disconnected: " + lost.problem());
    }
    host.disconnect();
    run.lifeline().revive(host);
    run.patience().awaitReturn(host, limits.disconnect());
  }
}
