package org.autotest.client.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.autotest.client.api.CommandFailed;
import org.autotest.client.api.JobError;
import org.autotest.client.api.TestException;
import org.autotest.core.bridge.Raise;
import org.autotest.core.bridge.RaisedException;
import org.autotest.core.bridge.Values;
import org.jspecify.annotations.Nullable;

/// Java exceptions as they cross the bridge.
public final class Raises {
  /// What every `TestError` derives from.
  public static final List<String> TEST_ERROR_BASES =
      List.of("TestError", "TestBaseException", "AutotestError");

  private static final int FRAMES_MAX = 50;

  private Raises() {}

  /// The exception; what authors throw keeps the name it has in Python.
  public static Raise of(Throwable thrown) {
    String message = Objects.requireNonNullElse(thrown.getMessage(), "");
    return switch (thrown) {
      case RaisedException raised -> raised.raise();
      case CommandFailed failed -> ofCommand(failed, message);
      case TestException expected ->
          new Raise(
              expected.wireName(),
              message,
              List.of(message),
              List.of(expected.wireName(), "TestBaseException", "AutotestError"),
              trace(thrown));
      case JobError _ ->
          new Raise(
              "JobError",
              message,
              List.of(message),
              List.of("JobError", "AutotestError"),
              trace(thrown));
      default -> {
        List<String> bases = new ArrayList<>();
        for (Class<?> at = thrown.getClass(); at != Object.class; at = at.getSuperclass()) {
          bases.add(at.getSimpleName());
        }
        yield new Raise(bases.getFirst(), message, List.of(message), bases, trace(thrown));
      }
    };
  }

  private static Raise ofCommand(CommandFailed failed, String message) {
    List<@Nullable Object> args =
        Values.list(
            List.of(
                failed.result().command(),
                (long) failed.result().exitStatus(),
                failed.result().stdout(),
                failed.result().stderr(),
                message));
    return new Raise(
        "CmdError",
        message,
        args,
        List.of("CmdError", "TestError", "TestBaseException", "AutotestError"),
        trace(failed));
  }

  /// The stack down to where the harness called, with the causes.
  private static String trace(Throwable thrown) {
    StringBuilder text = new StringBuilder();
    String lead = "";
    Throwable at = thrown;
    for (int depth = 0; at != null && depth < 10; depth++, at = at.getCause()) {
      text.append(lead).append(at).append('\n');
      int frames = 0;
      for (StackTraceElement frame : at.getStackTrace()) {
        if (isHarness(frame.getClassName()) || frames >= FRAMES_MAX) {
          break;
        }
        if (isAuthorsInterface(frame.getClassName())) {
          continue;
        }
        frames++;
        text.append("  at ").append(frame).append('\n');
      }
      lead = "caused by ";
    }
    return text.toString();
  }

  /// What a test or a control file calls: not where it went wrong.
  private static boolean isAuthorsInterface(String className) {
    return className.startsWith("org.autotest.client.test.")
        || className.startsWith("org.autotest.client.api.")
        || className.startsWith("org.autotest.client.job.");
  }

  private static boolean isHarness(String className) {
    return className.startsWith("java.lang.reflect.")
        || className.startsWith("jdk.internal.reflect.")
        || className.startsWith("org.autotest.client.worker.")
        || className.startsWith("org.autotest.client.control.");
  }
}
