package org.autotest.client.process;

import java.util.Optional;

/// What the processes of one session are known by, also those that left it.
///
/// @param value stands in their environment under [ProcessGroup#MARK]; no other session of this
///   boot has it, and all are of the same length
/// @param cgroup holds them, where that was asked for and is allowed
public record SessionMark(String value, Optional<Cgroup> cgroup) {
  private static final int LENGTH = 48;

  /// For a session that can be trusted.
  public static SessionMark make() {
    return new SessionMark(newValue(), Optional.empty());
  }

  /// For one whose members may do anything: with a control group, where that is allowed.
  public static SessionMark makeContained() {
    String value = newValue();
    return new SessionMark(value, Cgroup.make(value));
  }

  private static String newValue() {
    // Random numbers would first load the providers of the Java runtime.
    String text =
        ProcessHandle.current().pid()
            + "."
            + Thread.currentThread().threadId()
            + "."
            + System.nanoTime();
    return text + ".".repeat(LENGTH - text.length());
  }
}
