package org.autotest.core.failure;

/// Names of the signals that end processes, on Linux.
public final class Signals {
  private Signals() {}

  /// For example `SIGKILL (9)`; `signal 40` for one without a name of its own.
  public static String name(int number) {
    String word =
        switch (number) {
          case 1 -> "SIGHUP";
          case 2 -> "SIGINT";
          case 3 -> "SIGQUIT";
          case 4 -> "SIGILL";
          case 5 -> "SIGTRAP";
          case 6 -> "SIGABRT";
          case 7 -> "SIGBUS";
          case 8 -> "SIGFPE";
          case 9 -> "SIGKILL";
          case 10 -> "SIGUSR1";
          case 11 -> "SIGSEGV";
          case 12 -> "SIGUSR2";
          case 13 -> "SIGPIPE";
          case 14 -> "SIGALRM";
          case 15 -> "SIGTERM";
          case 24 -> "SIGXCPU";
          case 25 -> "SIGXFSZ";
          case 31 -> "SIGSYS";
          default -> "";
        };
    return word.isEmpty() ? "signal " + number : word + " (" + number + ")";
  }
}
