package org.autotest.app.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.jspecify.annotations.Nullable;

/// One command of an SSH session, run by `/bin/sh` in a session of its own. Behaves as under
/// OpenSSH: a lost connection closes the command's streams and kills nothing.
final class ShellCommand implements Command {
  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private final Path home;
  private final List<String> arguments;
  private @Nullable InputStream in;
  private @Nullable OutputStream out;
  private @Nullable OutputStream err;
  private @Nullable ExitCallback exit;
  private @Nullable Process process;

  /// Prepares a command.
  ///
  /// @param home the directory it starts in, and its `HOME`
  /// @param arguments of the shell: `-c` and a command, or none for a shell that reads its input
  ShellCommand(Path home, List<String> arguments) {
    this.home = home;
    this.arguments = List.copyOf(arguments);
  }

  @Override
  public void setInputStream(InputStream stream) {
    in = stream;
  }

  @Override
  public void setOutputStream(OutputStream stream) {
    out = stream;
  }

  @Override
  public void setErrorStream(OutputStream stream) {
    err = stream;
  }

  @Override
  public void setExitCallback(ExitCallback callback) {
    exit = callback;
  }

  @Override
  public void start(ChannelSession channel, Environment environment) throws IOException {
    List<String> argv = new ArrayList<>(List.of("setsid", "/bin/sh"));
    argv.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(argv).directory(home.toFile());
    Map<String, String> variables = builder.environment();
    String user = System.getProperty("user.name");
    variables.clear();
    variables.putAll(
        Map.of(
            "HOME",
            home.toString(),
            "PATH",
            home.resolve(".demo/bin") + ":" + PATH,
            "SHELL",
            "/bin/sh",
            "USER",
            user,
            "LOGNAME",
            user,
            "LANG",
            "C.UTF-8",
            DemoHost.MARK,
            home.toString(),
            "AUTOTEST_BOOT_ID_FILE",
            home.resolve(".demo/boot_id").toString()));
    Process started = builder.start();
    process = started;
    InputStream input = Objects.requireNonNull(in);
    OutputStream output = Objects.requireNonNull(out);
    OutputStream errors = Objects.requireNonNull(err);
    daemon("stdin", () -> pump(input, started.getOutputStream()));
    Thread outPump = daemon("stdout", () -> pump(started.getInputStream(), output));
    Thread errPump = daemon("stderr", () -> pump(started.getErrorStream(), errors));
    daemon("exit", () -> waitFor(started, outPump, errPump));
  }

  @Override
  public void destroy(ChannelSession channel) throws IOException {
    Process started = process;
    if (started != null) {
      close(started.getOutputStream());
      close(started.getInputStream());
      close(started.getErrorStream());
    }
  }

  private void waitFor(Process started, Thread outPump, Thread errPump) {
    try {
      int status = started.waitFor();
      outPump.join();
      errPump.join();
      Objects.requireNonNull(exit).onExit(status);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private static Thread daemon(String name, Runnable work) {
    return Thread.ofPlatform().daemon().name("demo-" + name).start(work);
  }

  /// Copies until one side has closed; closes the receiving side then.
  private static void pump(InputStream from, OutputStream to) {
    byte[] buffer = new byte[32 * 1024];
    try (to) {
      for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
        to.write(buffer, 0, read);
        to.flush();
      }
    } catch (IOException closed) {
      close(from);
    }
  }

  private static void close(AutoCloseable stream) {
    try {
      stream.close();
    } catch (Exception alreadyGone) {
      // Closing is all that was wanted.
    }
  }
}
