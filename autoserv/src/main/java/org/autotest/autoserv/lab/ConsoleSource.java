package org.autotest.autoserv.lab;

import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import org.autotest.autoserv.host.HostConnection;

/// Where the lines of a console come from. One thread reads, again and again; another may close it.
interface ConsoleSource extends AutoCloseable {
  /// Takes what comes in, in portions of any length.
  @FunctionalInterface
  interface Sink {
    /// Takes the first bytes of a buffer.
    void take(byte[] buffer, int length) throws IOException, InterruptedException;
  }

  /// Reads until nothing more comes, or it is closed.
  ///
  /// @return why nothing more comes
  /// @throws IOException when it cannot be begun, or breaks off
  String read(Sink sink) throws IOException, InterruptedException;

  /// Ends [#read]. What is read later ends at once.
  @Override
  void close();

  /// That of a line in the file of machines.
  ///
  /// @param words `tcp`, `netconsole`, `sol` or `kernel-log` and what belongs to them, else a
  ///   command that prints what the console says
  /// @param line makes a line to the machine, for one that is read over it
  /// @throws LabProblem when words are missing or wrong
  static ConsoleSource of(List<String> words, Supplier<HostConnection> line) {
    return switch (words.getFirst()) {
      case TcpConsole.WORD -> TcpConsole.of(words);
      case NetConsole.WORD -> NetConsole.of(words);
      case SerialOverLan.WORD -> new ConsoleCommand(SerialOverLan.command(words));
      case KernelLog.WORD -> KernelLog.of(words, line);
      default -> new ConsoleCommand(words);
    };
  }
}
