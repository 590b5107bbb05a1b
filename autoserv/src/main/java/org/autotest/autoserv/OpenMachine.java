package org.autotest.autoserv;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.autotest.autoserv.host.HostConnection;
import org.autotest.autoserv.host.ShellConnection;
import org.autotest.autoserv.host.SshTarget;
import org.autotest.autoserv.results.MachineResults;
import org.autotest.autoserv.results.ResultsUnwritable;
import org.autotest.autoserv.results.RunLog;
import org.autotest.autoserv.results.StatusLogFile;
import org.autotest.core.results.Keyvals;

/// A machine of an execution while something is done on it; closing it ends the connection.
final class OpenMachine implements AutoCloseable {
  private final Machine machine;
  private final Optional<RunLog> ownLog;

  private OpenMachine(Machine machine, Optional<RunLog> ownLog) {
    this.machine = machine;
    this.ownLog = ownLog;
  }

  /// The only machine: its results are those of the execution.
  static OpenMachine alone(SshTarget target, Surroundings surroundings, MachineResults top) {
    HostConnection host = connection(target, 0, surroundings, top.log());
    return new OpenMachine(
        new Machine(host, top, another(target, 0, surroundings, top.log())), Optional.empty());
  }

  /// One of several: it has a subdirectory of its own.
  ///
  /// @param number of the machine, from 0
  /// @throws ResultsUnwritable when the subdirectory cannot be made
  static OpenMachine inSubdirectory(
      SshTarget target, int number, Surroundings surroundings, MachineResults top) {
    Path directory = top.directory().resolve(target.hostname().value());
    RunLog log = surroundings.log(directory);
    Path keyval = directory.resolve("keyval");
    try {
      if (!Files.exists(keyval)) {
        Keyvals.append(
            keyval, Map.of("hostname", target.hostname().value(), "status_version", "1"));
      }
    } catch (IOException full) {
      log.close();
      throw new ResultsUnwritable(keyval, full);
    }
    StatusLogFile status = top.status().below(directory.resolve(StatusLogFile.NAME));
    HostConnection host = connection(target, number, surroundings, log);
    MachineResults results = new MachineResults(directory, status, log);
    return new OpenMachine(
        new Machine(host, results, another(target, number, surroundings, log)), Optional.of(log));
  }

  Machine machine() {
    return machine;
  }

  @Override
  public void close() {
    machine.host().close();
    ownLog.ifPresent(RunLog::close);
  }

  /// Makes lines beside the first one, each with sockets of its own: a console may have one while a
  /// check has another.
  private static Supplier<HostConnection> another(
      SshTarget target, int number, Surroundings surroundings, RunLog log) {
    AtomicInteger made = new AtomicInteger();
    return () -> connection(target, number + "-" + made.incrementAndGet(), surroundings, log);
  }

  /// A connection of its own.
  ///
  /// @param number that no other connection of the execution has
  static HostConnection connection(
      SshTarget target, int number, Surroundings surroundings, RunLog log) {
    return connection(target, Integer.toString(number), surroundings, log);
  }

  private static HostConnection connection(
      SshTarget target, String name, Surroundings surroundings, RunLog log) {
    if (target.isHere()) {
      return ShellConnection.local(target.hostname(), log);
    }
    Path sockets = surroundings.scratch().resolve(name);
    try {
      return ShellConnection.overSsh(target, Files.createDirectories(sockets), log);
    } catch (IOException noRoom) {
      throw new ResultsUnwritable(sockets, noRoom);
    }
  }
}
