package org.autotest.client.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Starts Java runtimes of ours. They take long to start, and do nothing before their standard
/// input ends: all that they need meanwhile is done beside their start.
public final class JavaSession {
  private JavaSession() {}

  /// Starts one in a session of its own and in a control group, where that is allowed. It has the
  /// locale of this process, and puts that of the caller back in what it starts. Whoever starts one
  /// closes it.
  ///
  /// @param argv the program and its arguments; it waits for the end of its standard input before
  ///   it starts anything, and finds nothing to read there
  /// @param environment added to the harness's own
  /// @param until returns when the program may go on
  /// @param outLines takes each line of its standard output, on a thread of its own
  /// @param errLines likewise for standard error
  /// @throws ProcessNotStarted when it cannot be started, or `until` says that it may not go on
  public static ProcessGroup start(
      List<String> argv,
      Path directory,
      Map<String, String> environment,
      Runnable until,
      Consumer<String> outLines,
      Consumer<String> errLines) {
    SessionMark mark = SessionMark.makeContained();
    SessionMark uncontained = new SessionMark(mark.value(), Optional.empty());
    ProcessBuilder builder = ProcessGroup.builder(argv, directory, mark);
    builder.environment().putAll(environment);
    builder.redirectInput(ProcessBuilder.Redirect.PIPE);
    Process process = ProcessGroup.started(builder, argv, mark);
    // A program would enter by itself, lest what it starts is elsewhere; but moving takes the
    // kernel as long as the runtime needs for much of its start.
    boolean contained = mark.cgroup().filter(group -> group.take(process.pid())).isPresent();
    ProcessGroup group =
        ProcessGroup.of(process, contained ? mark : uncontained, outLines, errLines);
    boolean goesOn = false;
    try {
      until.run();
      process.getOutputStream().close();
      goesOn = true;
      return group;
    } catch (IOException cannot) {
      throw ProcessGroup.notStarted(argv, cannot);
    } finally {
      if (!goesOn) {
        group.killNow();
        group.close();
      }
    }
  }
}
