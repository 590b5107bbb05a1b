package org.autotest.autoserv.control;

import java.time.Duration;
import java.util.Optional;
import org.autotest.autoserv.api.BackgroundCommand;
import org.autotest.autoserv.host.CommandResult;
import org.autotest.autoserv.host.RemoteCommand;

/// [BackgroundCommand] of a [ServerHost]; killing takes its turn among the commands of the host.
final class Background implements BackgroundCommand {
  /// Ends it.
  @FunctionalInterface
  interface Killer {
    void kill(RemoteCommand command);
  }

  private final String command;
  private final RemoteCommand running;
  private final Killer killer;

  Background(String command, RemoteCommand running, Killer killer) {
    this.command = command;
    this.running = running;
    this.killer = killer;
  }

  @Override
  public String command() {
    return command;
  }

  @Override
  public boolean isRunning() {
    return running.isRunning();
  }

  @Override
  public String stdout() {
    return running.stdout();
  }

  @Override
  public String stderr() {
    return running.stderr();
  }

  @Override
  public Optional<CommandResult> waitFor(Duration limit) {
    return Stopped.answered(() -> running.waitFor(limit));
  }

  @Override
  public CommandResult kill() {
    killer.kill(running);
    return waitFor(Duration.ZERO).orElseThrow();
  }
}
