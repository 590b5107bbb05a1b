package org.autotest.autoserv;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.autotest.autoserv.host.HostConnection;
import org.autotest.autoserv.host.HostRestart;
import org.autotest.autoserv.host.SshTarget;
import org.autotest.autoserv.host.SystemThreads;
import org.autotest.autoserv.lab.GuestSwitch;
import org.autotest.autoserv.lab.LabMachines;
import org.autotest.autoserv.results.RunLog;
import org.autotest.core.failure.AutotestException;

/// The machines of an execution that exist only while it runs. They are there, and answer, before
/// anything is done; closing ends them, whatever happened.
final class Guests implements AutoCloseable {
  /// One of them.
  ///
  /// @param number that no other of the execution has
  private record Guest(SshTarget target, int number, GuestSwitch power) {}

  private final List<Guest> all;
  private final RunLog log;

  private Guests(List<Guest> all, RunLog log) {
    this.all = all;
    this.log = log;
  }

  /// Starts those of the targets that are guests, all at the same time.
  ///
  /// @param fresh whether one that runs already is ended first: it was left by an execution that
  ///   was killed
  /// @throws AutotestException of the first that does not start, or does not answer within the time
  ///   that a reboot may take; then all are ended
  static Guests start(
      LabMachines devices,
      List<SshTarget> targets,
      boolean fresh,
      Surroundings surroundings,
      RunLog log)
      throws InterruptedException {
    List<Guest> all = new ArrayList<>();
    for (SshTarget target : targets) {
      int number = all.size();
      devices
          .guest(target.hostname().value())
          .ifPresent(power -> all.add(new Guest(target, number, power)));
    }
    Guests guests = new Guests(List.copyOf(all), log);
    boolean up = false;
    try {
      guests.boot(fresh, surroundings.within("guests"));
      up = true;
    } finally {
      if (!up) {
        guests.close();
      }
    }
    return guests;
  }

  private void boot(boolean fresh, Surroundings surroundings) throws InterruptedException {
    List<Callable<Optional<AutotestException>>> boots = new ArrayList<>();
    for (Guest guest : all) {
      boots.add(() -> boot(guest, fresh, surroundings));
    }
    try (var threads = SystemThreads.perTask()) {
      for (Future<Optional<AutotestException>> booted : threads.invokeAll(boots)) {
        Optional<AutotestException> failure = booted.get();
        if (failure.isPresent()) {
          throw failure.get();
        }
      }
    } catch (ExecutionException broken) {
      if (broken.getCause() instanceof InterruptedException stopped) {
        throw stopped;
      }
      throw new UnexpectedError(new IllegalStateException(broken.getCause()));
    }
  }

  private Optional<AutotestException> boot(Guest guest, boolean fresh, Surroundings surroundings)
      throws InterruptedException {
    try {
      if (fresh) {
        guest.power().stop();
      }
      guest.power().start();
      try (HostConnection host =
          OpenMachine.connection(guest.target(), guest.number(), surroundings, log)) {
        HostRestart.awaitUp(host, HostRestart.Limits.DEFAULTS.up());
      }
      log.log(Level.INFO, "the guest {0} is up", guest.target().hostname());
      return Optional.empty();
    } catch (AutotestException failed) {
      return Optional.of(failed);
    }
  }

  /// One that cannot be ended is told in the log: what was found out stands.
  @Override
  public void close() {
    boolean stopped = Thread.interrupted();
    for (Guest guest : all) {
      try {
        guest.power().stop();
      } catch (AutotestException left) {
        log.log(Level.ERROR, left.problem());
      } catch (InterruptedException again) {
        stopped = true;
      }
    }
    if (stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
