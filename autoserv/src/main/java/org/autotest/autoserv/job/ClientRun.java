package org.autotest.autoserv.job;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.autoserv.host.HostConnection;
import org.autotest.autoserv.host.HostRestart;
import org.autotest.autoserv.host.SshFailure;
import org.autotest.autoserv.host.SystemThreads;
import org.autotest.autoserv.install.Installation;
import org.autotest.autoserv.results.MachineResults;
import org.autotest.autoserv.results.ResultsUnwritable;
import org.autotest.autoserv.results.StatusTrail;
import org.autotest.autoserv.results.UncollectedLogs;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// One run of the client on one machine, from its start until its results are here. The client runs
/// detached: a lost connection does not touch it, and we find it again.
public final class ClientRun {
  private static final int ATTEMPTS = 3;

  /// Leaves time for the rest of what is done when we are told to stop.
  private static final Duration END_EARLY_LIMIT = Duration.ofSeconds(40);

  private static final Duration COLLECT_EARLY_LIMIT = Duration.ofSeconds(25);
  private static final Duration CUT_LIMIT = Duration.ofSeconds(5);

  private static final String VANISHED = "Autotest client terminated unexpectedly";

  private final HostConnection host;
  private final Installation installation;
  private final MachineResults results;
  private final ClientOrder order;
  private final ClientLimits limits;
  private final String runDir;
  private final RemoteResults remote;
  private final ClientFollower follower;
  private final Lifeline lifeline;
  private final Patience patience = new Patience();

  /// Does nothing yet.
  ///
  /// @param lifeline asked when the machine is lost
  public ClientRun(
      HostConnection host,
      Installation installation,
      MachineResults results,
      ClientOrder order,
      ClientLimits limits,
      Lifeline lifeline) {
    this.host = host;
    this.installation = installation;
    this.results = results;
    this.order = order;
    this.limits = limits;
    this.lifeline = lifeline;
    this.runDir = installation.directory() + "/runs/" + order.name();
    this.remote =
        new RemoteResults(
            host, runDir, results, results.nextClientNumber(), limits.resultsBytesMax());
    this.follower =
        new ClientFollower(
            host,
            installation,
            results,
            new ClientFollower.Run(order, runDir, lifeline, patience),
            limits,
            remote);
  }

  /// Runs it. Whatever happens, what can be collected is.
  ///
  /// @throws ClientFailure when the client's job did not come to its end
  /// @throws SshFailure when the machine was lost for good
  /// @throws InterruptedException when we are told to stop; the client has been ended then
  public void run() throws InterruptedException {
    uncollected().write(results.directory());
    try {
      runUnlessLost();
    } catch (SshFailure | ClientFailure failed) {
      closeLog();
      throw failed;
    } catch (ResultsUnwritable full) {
      endWithoutRoom();
      throw full;
    } catch (InterruptedException stop) {
      Optional<String> late = CallerLimit.reached();
      if (late.isPresent()) {
        endLate(late.get());
      } else {
        endEarly();
      }
      throw stop;
    }
  }

  private void runUnlessLost() throws InterruptedException {
    try {
      runSections();
    } catch (SshFailure lost) {
      if (lost.kind().mayBeAway()) {
        collectStranded();
      }
      throw lost;
    }
  }

  /// The machine may be back later than its client is waited for. Then the client is ended, and
  /// what it wrote meanwhile comes into the status log before that is closed.
  private void collectStranded() throws InterruptedException {
    results.log().log(
        Level.WARNING,
        "{0} is lost; its results are waited for, {1} s at most",
        host.hostname(),
        limits.stranded().toSeconds());
    try {
      awaitStranded();
      remote.stop(limits.grace());
      remote.collect(List.of());
      follower.readRestOfStatus();
      finish();
    } catch (SshFailure | ClientFailure away) {
      results.log().log(Level.WARNING, away.problem() + "; its results stay there");
    }
  }

  /// Only one that was waited for in vain is reset: it may have lost no more than a connection.
  private void awaitStranded() throws InterruptedException {
    if (patience.isOver() && HostRestart.isSilent(host)) {
      lifeline.reset(host);
    }
    try {
      HostRestart.awaitReturn(host, limits.stranded());
    } catch (SshFailure away) {
      if (!away.kind().mayHang() || !lifeline.reset(host)) {
        throw away;
      }
      HostRestart.awaitReturn(host, limits.stranded());
    }
  }

  private void runSections() throws InterruptedException {
    int section = 0;
    String bootId = installation.bootId();
    ClientEnd end = follow(section);
    while (end.exit().equals(Optional.of(ClientEnd.CONTINUE_AFTER_REBOOT))) {
      results.log().log(Level.INFO, "the client reboots {0}", host.hostname());
      awaitReboot(bootId);
      bootId = HostRestart.bootId(host);
      section++;
      end = follow(section);
    }
    collect(end.wasKilled());
    judge(end, section, bootId);
  }

  /// One that is stuck in it is reset; the job ends all the same.
  private void awaitReboot(String bootId) throws InterruptedException {
    try {
      HostRestart.awaitReboot(host, bootId, limits.reboot());
    } catch (SshFailure stuck) {
      if (stuck.kind().mayHang()) {
        lifeline.reset(host);
      }
      throw stuck;
    }
  }

  private ClientEnd follow(int section) throws InterruptedException {
    try {
      return follower.follow(section);
    } catch (ClientFailure cannotGoOn) {
      endUnfollowed();
      throw cannotGoOn;
    }
  }

  /// The client shall not go on when nobody follows it; what it wrote is fetched.
  private void endUnfollowed() throws InterruptedException {
    try {
      remote.stop(limits.grace());
      remote.collect(List.of());
      finish();
    } catch (SshFailure | ClientFailure lost) {
      results.log().log(Level.WARNING, lost.problem() + "; the rest of its results stays there");
    }
  }

  private UncollectedLogs uncollected() {
    return new UncollectedLogs(
        host.hostname(),
        installation.directory() + "/runs/" + order.name(),
        installation.now(),
        installation.messagesFile(),
        installation.messagesBytes());
  }

  /// Everything, the last status lines among it.
  ///
  /// @param wasKilled whether the client can have left tests that go on; they are ended first
  private void collect(boolean wasKilled) throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        if (wasKilled) {
          remote.stop(limits.grace());
        }
        remote.collect(List.of());
        break;
      } catch (SshFailure lost) {
        if (attempt == ATTEMPTS || !lost.kind().mayBeAway()) {
          throw lost;
        }
        results.log().log(Level.WARNING, lost.problem() + "; trying again");
        host.disconnect();
        patience.awaitReturn(host, limits.disconnect());
      }
    }
    follower.readRestOfStatus();
  }

  private void judge(ClientEnd end, int section, String bootId) throws InterruptedException {
    StatusTrail trail = results.status().trail();
    boolean ended = trail.jobEnd().isPresent();
    if (end.exit().equals(Optional.of(0)) && ended) {
      finish();
      return;
    }
    remote.collectLastWords(section);
    String complaint = remote.lastComplaint(section);
    boolean rebooted = !HostRestart.bootId(host).equals(bootId);
    finish();
    if (ended) {
      String why = trail.jobEndMessage().lines().findFirst().orElse("");
      throw new ClientFailure(
          Blame.SUBMITTER,
          "running the control file on %s: client job was aborted%s"
              .formatted(host.hostname(), why.isEmpty() ? "" : ": " + why));
    }
    closeLog();
    String doing = trail.jobStarted() ? "following the client on " : "starting the client on ";
    throw new ClientFailure(
        Blame.HOST,
        doing
            + host.hostname()
            + (rebooted
                ? ": the machine rebooted by itself"
                : ": it ended unexpectedly (%s)".formatted(end.inWords()))
            + (complaint.isEmpty() ? "" : ": " + complaint));
  }

  /// All is here: nobody has to come for it.
  private void finish() throws InterruptedException {
    try {
      remote.remove();
      UncollectedLogs.remove(results.directory());
    } catch (SshFailure lost) {
      results.log().log(Level.WARNING, lost.problem() + "; the run directory stays there");
    } catch (IOException problem) {
      results.log().log(Level.WARNING, "removing a note: " + problem.getMessage());
    }
  }

  /// The client will not write the end of its job any more.
  private void closeLog() {
    follower.finishStatus();
    StatusTrail trail = results.status().trail();
    if (trail.jobStarted() && trail.jobEnd().isEmpty()) {
      results.status().abortAll(VANISHED);
    }
  }

  /// The client shall not go on alone; what it wrote stays on the machine.
  private void endWithoutRoom() throws InterruptedException {
    try {
      remote.stop(limits.grace());
      results.log().log(
          Level.WARNING, "the client''s results stay on {0} in {1}", host.hostname(), runDir);
    } catch (SshFailure lost) {
      results.log().log(Level.WARNING, lost.problem() + "; the client may go on");
    }
  }

  /// The control file gives the client no more time, and goes on itself: what the client wrote is
  /// fetched as at any other end. The client tells only that it was told to stop.
  private void endLate(String words) {
    try {
      results.log().log(Level.INFO, "its time is over: ending the client on {0}", host.hostname());
      results.status().info(Map.of(), words);
      remote.stop(limits.grace());
      collect(false);
      follower.finishStatus();
      finish();
    } catch (AutotestException | InterruptedException failed) {
      results.log().log(
          Level.WARNING, "ending the client on %s: %s".formatted(host.hostname(), failed));
    }
  }

  /// We are told to stop: the client shall not go on alone. Whoever told us does not wait for long:
  /// what does not come in time stays on the machine.
  private void endEarly() {
    results.log().log(Level.INFO, "told to stop: ending the client on {0}", host.hostname());
    Thread ending = SystemThreads.start(this::endNow);
    long start = System.nanoTime();
    boolean again = false;
    while (ending.isAlive()) {
      Duration left = END_EARLY_LIMIT.minusNanos(System.nanoTime() - start);
      try {
        if (!left.isPositive()) {
          // Nobody else may use the connection while that thread does.
          ending.interrupt();
          host.disconnect();
          ending.join(CUT_LIMIT);
          break;
        }
        ending.join(left);
      } catch (InterruptedException alreadyEnding) {
        again = true;
      }
    }
    if (again) {
      Thread.currentThread().interrupt();
    }
  }

  /// The log stays open, since whoever told us to stop knows why.
  private void endNow() {
    try {
      remote.stop(limits.grace());
      remote.collect(List.of(), COLLECT_EARLY_LIMIT);
      follower.readRestOfStatus();
      follower.finishStatus();
      finish();
    } catch (AutotestException | InterruptedException failed) {
      results.log().log(
          Level.WARNING,
          "ending the client on %s: %s; what is left of its results stays there"
              .formatted(host.hostname(), failed));
    }
  }

  /// Records which kernel the machine runs, as the first line about it.
  public static void recordKernel(MachineResults results, Installation installation) {
    if (!installation.kernel().isEmpty()) {
      results.status().info(Map.of("kernel", installation.kernel()), "");
    }
  }
}
