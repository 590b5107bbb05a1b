package org.autotest.autoserv.host;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A machine we can run commands on. One thread at a time. It connects at the first use and again
/// after a loss, until it is closed, which leaves the machine as it is.
public interface HostConnection extends AutoCloseable {
  /// The name the lab knows the machine by.
  String hostname();

  /// Whether it is known to be the machine that this program runs on. One that is reached by
  /// another way may be that machine too.
  default boolean isHere() {
    return false;
  }

  /// When it last connected, and to what; empty when it never did.
  Optional<Contact> lastContact();

  /// Runs a POSIX shell script and waits for it. Its standard input is empty.
  ///
  /// @param script at most 100,000 bytes; refers to its arguments as `$1`, `$2`, …
  /// @param limit more than zero; the script and its children are killed when it is over
  /// @param arguments handed over as they are, never read by a shell
  /// @return the exit and the output, even for a script that failed: a non-zero exit is an answer
  /// @throws SshFailure when the machine did not answer, stopped answering, or the time was over
  /// @throws IllegalArgumentException for a longer script
  CommandResult run(String script, Duration limit, List<String> arguments)
      throws InterruptedException;

  /// Runs a command as somebody means it who logs in: with bash where the machine has one, else
  /// with `/bin/sh`; what its login shell exports is there. One that does not end in time is the
  /// fault of who gave it, unless the machine does not answer any more. Everything else is as for
  /// [#run].
  ///
  /// @param command at most 100,000 bytes
  CommandResult runCommand(String command, Duration limit) throws InterruptedException;

  /// Starts a POSIX shell script whose standard streams the caller reads and writes.
  ///
  /// @param limit more than zero; the connection of the script is cut when it is over, and one on
  ///   this very machine ended with its process group
  /// @throws SshFailure when the machine cannot be reached
  /// @throws IllegalArgumentException when it has more than 100,000 bytes, or some 128 KiB with its
  ///   arguments
  RemoteProcess start(String script, Duration limit, List<String> arguments)
      throws InterruptedException;

  /// Connects now if that is not done yet.
  ///
  /// @throws SshFailure when the machine cannot be reached
  void connect() throws InterruptedException;

  /// Ends the connection, and with it every [RemoteProcess]; the next use connects again.
  void disconnect();

  /// Ends the connection for good, also one that another thread uses: whoever goes on gets
  /// [SshFailure].
  @Override
  void close();
}
