package org.autotest.client.harness;

import java.nio.file.Path;
import java.util.List;

/// Is told about the course of a job. Chosen with `--harness`.
public sealed interface Harness
    permits StandaloneHarness, SimpleHarness, AutoservHarness, ProgramHarness {
  /// The names that can be chosen.
  List<String> NAMES = List.of("standalone", "simple", "autoserv");

  /// Whether it is no name but the path of a program.
  static boolean isProgram(String name) {
    return name.contains("/");
  }

  /// The harness of the name, or a program's.
  ///
  /// @param args what it is given: for `simple` and `autoserv` the file or pipe that is written to
  ///   in place of file descriptor 3, for a program its second word; empty for none
  /// @param scratch a directory for what it needs while the job runs
  /// @throws IllegalArgumentException for a name that is none of [#NAMES], a program that cannot be
  ///   run, or arguments that it has no use for
  static Harness of(String name, String args, Path scratch) {
    if (isProgram(name)) {
      return ProgramHarness.of(name, args);
    }
    return switch (name) {
      case "standalone" -> standalone(args);
      case "simple" -> new SimpleHarness(args, StatusStream.to(name, args));
      case "autoserv" -> new AutoservHarness(args, StatusStream.to(name, args), scratch);
      default -> throw new IllegalArgumentException("no harness is named '" + name + "'");
    };
  }

  private static Harness standalone(String args) {
    if (!args.isEmpty()) {
      throw new IllegalArgumentException("the harness 'standalone' takes no arguments");
    }
    return new StandaloneHarness();
  }

  /// The name by which it was chosen.
  String name();

  /// What it was given.
  default String args() {
    return "";
  }

  /// The client begins with a job, new or not: from now on until its [#end] it is told what
  /// happens.
  ///
  /// @throws org.autotest.client.process.ProcessNotStarted when what it needs cannot be started
  default void begin() {}

  /// An entry was written into the status log.
  ///
  /// @param entry as written, newline included
  /// @param branch empty, or which task of a parallel run wrote it: `0`, `0.1`
  void status(String entry, String branch);

  /// A test that is no task of a parallel run has ended, and its directory is complete. Returns
  /// when the job may go on.
  default void testComplete() {}

  /// The client is about to exit: the job is over, paused, or not even begun. Any thread may say
  /// so, and again; it returns when all has been told.
  default void end() {}
}
