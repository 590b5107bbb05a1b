package org.autotest.endtoend;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The installation under test, and how to run its programs.
///
/// Every process gets a configuration directory of its own, a `PATH` without Java, and a
/// `JAVA_HOME` that leads nowhere: an installation brings its own.
public final class Dist {
  /// The root of `dist/`.
  public static final Path HOME = Path.of("..", "dist").toAbsolutePath().normalize();

  private static final String PATH_WITHOUT_JAVA = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin";

  private Dist() {}

  /// What a program did.
  public record Ran(int exit, String out, String err) {
    /// The last line of its output.
    public String lastLine() {
      List<String> lines = out.lines().toList();
      return lines.isEmpty() ? "" : lines.getLast();
    }
  }

  /// A program, ready to be started.
  ///
  /// @param state its `AUTOTEST_STATE`
  public static ProcessBuilder program(Path state, String name, String... arguments) {
    List<String> argv = new ArrayList<>(List.of(HOME.resolve("bin").resolve(name).toString()));
    argv.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(argv).directory(state.toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "AUTOTEST_STATE",
                state.toString(),
                "XDG_CONFIG_HOME",
                state.resolve("config").toString(),
                "PATH",
                PATH_WITHOUT_JAVA,
                "JAVA_HOME",
                "/nowhere"));
    builder
        .environment()
        .keySet()
        .removeIf(key -> key.startsWith("AUTOTEST_") && !key.equals("AUTOTEST_STATE"));
    return builder;
  }

  /// Runs a program to its end.
  ///
  /// @throws AssertionError when it takes longer than `limit`
  public static Ran run(Duration limit, Path state, String name, String... arguments)
      throws IOException, InterruptedException {
    return run(limit, state, program(state, name, arguments));
  }

  /// Runs what is built already.
  static Ran run(Duration limit, Path scratch, ProcessBuilder builder)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile(scratch, "out", ".txt");
    Path err = Files.createTempFile(scratch, "err", ".txt");
    Process process =
        builder
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new AssertionError(
          "%s did not end within %s; it said%n%s%n%s"
              .formatted(builder.command(), limit, text(out), text(err)));
    }
    return new Ran(process.exitValue(), text(out), text(err));
  }

  /// Processes that belong to a state directory: its path stands on their command line or in their
  /// environment.
  public static List<String> processesOf(Path state) {
    return ProcessHandle.allProcesses()
        .filter(process -> process.pid() != ProcessHandle.current().pid())
        .filter(process -> mentions(process.pid(), state.toString()))
        .map(process -> "%d %s".formatted(process.pid(), file(process.pid(), "cmdline")))
        .toList();
  }

  private static boolean mentions(long pid, String text) {
    return file(pid, "cmdline").contains(text) || file(pid, "environ").contains(text);
  }

  private static String file(long pid, String name) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/" + name), StandardCharsets.ISO_8859_1)
          .replace('\0', ' ');
    } catch (IOException gone) {
      return "";
    }
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file);
  }
}
