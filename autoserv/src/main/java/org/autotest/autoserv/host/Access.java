package org.autotest.autoserv.host;

import java.time.Duration;

/// How shells of a machine are started here. What they read and write are the streams of the
/// processes.
interface Access {
  /// The name the lab knows the machine by.
  String hostname();

  /// Whether it is this very machine.
  boolean isHere();

  /// How long the first answer of a shell may take.
  Duration answerLimit();

  /// A new connection: starts a shell that reads commands until it is closed.
  ProcessBuilder shell();

  /// What it means that a new connection failed, in the light of how the machine is reached.
  SshFailure judged(SshFailure failed) throws InterruptedException;

  /// Runs a command beside the shell that was started last, and goes with it.
  ///
  /// @param command for the shell of the machine
  ProcessBuilder command(String command);

  /// Lets a command begin, whose output is read from now on.
  void begin(Process process);

  /// Whether commands lose their connection with that of the shell; else they are to be ended.
  boolean commandsEndWithShell();

  /// Ends a process of these: over ssh the connection of it, here all that is in its group. Waits a
  /// few seconds at most.
  void end(Process process);
}
