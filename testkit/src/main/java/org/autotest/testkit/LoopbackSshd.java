package org.autotest.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/// A real OpenSSH server on a free port of 127.0.0.1 for the current user, with keys, a home
/// directory and a client configuration of its own. Stopped by [#close], which also ends the
/// sessions it served.
public final class LoopbackSshd implements AutoCloseable {
  private final Path directory;
  private final int port;
  private Process sshd;

  /// Starts one.
  ///
  /// @param directory empty; holds keys, configuration and the home directory
  public static LoopbackSshd start(Path directory) throws IOException, InterruptedException {
    return new LoopbackSshd(directory);
  }

  private LoopbackSshd(Path directory) throws IOException, InterruptedException {
    this.directory = directory;
    this.port = freePort();
    Files.createDirectories(home());
    Files.createDirectories(programs());
    bootId("boot-of-the-fake-machine");
    // It runs on the machine of the tests, which must never go down.
    program("reboot", "cat /proc/sys/kernel/random/uuid >" + directory.resolve("boot_id"));
    for (String down : List.of("telinit", "poweroff", "halt", "shutdown")) {
      program(down, "exit 1");
    }
    key("host_key");
    key("user_key");
    Files.copy(directory.resolve("user_key.pub"), directory.resolve("authorized_keys"));
    writeClientConfiguration("user_key");
    Files.writeString(directory.resolve("sshd_config"), serverConfiguration());
    this.sshd = launch();
  }

  /// Where it listens.
  public int port() {
    return port;
  }

  /// `HOME` of whoever logs in.
  public Path home() {
    return directory.resolve("home");
  }

  /// What crashes have left is looked for below this directory, as below `/` of a machine.
  public Path crashes() {
    return directory.resolve("crashes");
  }

  /// Programs here are found before those of the system.
  public Path programs() {
    return directory.resolve("programs");
  }

  /// Adds a program to [#programs]. `reboot` is there from the begin, and makes it another boot.
  ///
  /// @param script lines of shell
  public void program(String name, String script) throws IOException {
    Path program = programs().resolve(name);
    Files.writeString(program, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /// What the machine says of the boot it is in.
  ///
  /// @return the file that holds it
  public Path bootId(String id) throws IOException {
    return Files.writeString(directory.resolve("boot_id"), id + "\n");
  }

  /// For `ssh -F`: names the host `loop`.
  public Path configuration() {
    return directory.resolve("ssh_config");
  }

  /// Where clients note host keys.
  public Path knownHosts() {
    return directory.resolve("known_hosts");
  }

  /// From now on log-ins try a key that the server does not know.
  public void useWrongKey() throws IOException, InterruptedException {
    key("wrong_key");
    writeClientConfiguration("wrong_key");
  }

  /// The server comes back as another machine would: with a new host key.
  public void changeHostKey() throws IOException, InterruptedException {
    stop();
    Files.delete(directory.resolve("host_key"));
    Files.delete(directory.resolve("host_key.pub"));
    key("host_key");
    sshd = launch();
  }

  /// Cuts every connection; the server itself goes on.
  public void cutConnections() {
    sshd.descendants()
        .filter(process -> process.info().command().orElse("").endsWith("sshd"))
        .forEach(ProcessHandle::destroyForcibly);
  }

  /// Ends the server and the sessions it serves.
  public void stop() throws InterruptedException {
    List<ProcessHandle> sessions =
        sshd.descendants()
            .filter(process -> process.info().command().orElse("").endsWith("sshd"))
            .toList();
    sshd.destroy();
    sshd.waitFor(5, TimeUnit.SECONDS);
    sessions.forEach(ProcessHandle::destroyForcibly);
  }

  /// Starts it again after [#stop], with the same key and port.
  public void restart() throws IOException {
    sshd = launch();
  }

  @Override
  public void close() {
    try {
      stop();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private Process launch() throws IOException {
    if (ProcessHandle.current().info().user().orElse("").equals("root")) {
      Files.createDirectories(Path.of("/run/sshd"));
    }
    Process started =
        new ProcessBuilder(
                "/usr/sbin/sshd", "-D", "-e", "-f", directory.resolve("sshd_config").toString())
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(directory.resolve("sshd.log").toFile()))
            .start();
    Awaitility.await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .atMost(Duration.ofSeconds(20))
        .until(() -> answers());
    return started;
  }

  private boolean answers() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  private String serverConfiguration() {
    return """
        Port %d
        ListenAddress 127.0.0.1
        HostKey %2$s/host_key
        AuthorizedKeysFile %2$s/authorized_keys
        StrictModes no
        UsePAM no
        PasswordAuthentication no
        KbdInteractiveAuthentication no
        PidFile none
        SetEnv HOME=%3$s AUTOTEST_BOOT_ID_FILE=%2$s/boot_id AUTOTEST_CRASH_ROOT=%2$s/crashes PATH=%2$s/programs:/usr/sbin:/usr/bin:/sbin:/bin
        MaxStartups 100
        """
        .formatted(port, directory, home());
  }

  private void writeClientConfiguration(String key) throws IOException {
    Files.writeString(
        configuration(),
        """
        Host loop loop2 loop3
          HostName 127.0.0.1
          Port %d
          HostKeyAlias loop
          IdentityFile %s/%s
          IdentitiesOnly yes
          IdentityAgent none
        """
            .formatted(port, directory, key));
  }

  private void key(String name) throws IOException, InterruptedException {
    Process keygen =
        new ProcessBuilder(
                "ssh-keygen",
                "-q",
                "-t",
                "ed25519",
                "-N",
                "",
                "-f",
                directory.resolve(name).toString())
            .inheritIO()
            .start();
    if (keygen.waitFor() != 0) {
      throw new IllegalStateException("ssh-keygen ended with " + keygen.exitValue());
    }
  }

  /// A port of 127.0.0.1 that nobody listens on.
  public static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException none) {
      throw new UncheckedIOException(none);
    }
  }
}
