package org.autotest.autoserv;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.autotest.autoserv.command.CommandLine;
import org.autotest.autoserv.install.FakeClient;
import org.autotest.core.results.Pidfile;
import org.autotest.testkit.LoopbackSshd;

/// A machine behind a real sshd, a client bundle, and executions in this process.
final class Rig implements AutoCloseable {
  static final long PID = 4711;

  private final Path temp;
  private final LoopbackSshd sshd;
  private Path bundle;
  private Path installation;

  Rig(Path temp) throws IOException, InterruptedException {
    this.temp = temp;
    this.installation = temp.resolve("no-installation");
    this.sshd = LoopbackSshd.start(Files.createDirectory(temp.resolve("sshd")));
    this.bundle = FakeClient.bundle(Files.createDirectory(temp.resolve("bundles")), "rig");
  }

  LoopbackSshd sshd() {
    return sshd;
  }

  Path bundle() {
    return bundle;
  }

  /// The client's install directory on the machine.
  Path home() {
    return sshd.home().resolve("autotest");
  }

  Path results() {
    return temp.resolve("results");
  }

  /// A file that tells a waiting client to go on.
  Path go() {
    return temp.resolve("go");
  }

  /// What the machine does when it is told to reboot.
  ///
  /// @param script lines of shell
  void fakeReboot(String script) throws IOException {
    program("reboot", script);
  }

  /// A program that the machine finds before its own.
  ///
  /// @param script lines of shell
  void program(String name, String script) throws IOException {
    sshd.program(name, script);
  }

  /// A command that makes every later cleanup of the machine fail.
  String spoilCleanup() {
    String rm = sshd.programs().resolve("rm").toString();
    return "echo 'exit 1' >%1$s; chmod 755 %1$s".formatted(rm);
  }

  /// A control file of the client in the protocol only: shell.
  Path control(String script) throws IOException {
    return Files.writeString(temp.resolve("control-file"), script.replace("@GO@", go().toString()));
  }

  /// The command line of a job on the machine `loop`, more options before its end.
  List<String> job(String script, String... more) throws IOException {
    List<String> words = common(more);
    words.addAll(List.of("-m", "loop", "-c", control(script).toString()));
    return words;
  }

  /// What every execution here is told, and more.
  List<String> common(String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "-p",
                "-r",
                results().toString(),
                "-n",
                "-u",
                "alice",
                "-l",
                "a job",
                "-P",
                "17-alice/loop",
                "--ssh-config",
                sshd.configuration().toString(),
                "--known-hosts",
                sshd.knownHosts().toString(),
                "--client-bundle",
                bundle.toString(),
                "--client-dir",
                "~/autotest",
                "--disk-free-mb",
                "1"));
    words.addAll(List.of(more));
    return words;
  }

  /// Runs it in this thread.
  Autoserv.Ending run(List<String> words) {
    try {
      Path scratch = Files.createTempDirectory(temp, "s");
      return new Autoserv(CommandLine.parse(words), surroundings(scratch)).run(PID);
    } catch (IOException noRoom) {
      throw new UncheckedIOException(noRoom);
    }
  }

  /// From now on machines get this client.
  void use(Path otherBundle) {
    bundle = otherBundle;
  }

  /// From now on executions belong to this installation.
  void installation(Path home) {
    installation = home;
  }

  String status() throws IOException {
    Path file = results().resolve("status.log");
    return Files.exists(file) ? Files.readString(file) : "";
  }

  /// The status log without the two time fields, which no test knows.
  List<String> statusLines() throws IOException {
    return statusLines(results());
  }

  static List<String> statusLines(Path results) throws IOException {
    return Files.readAllLines(results.resolve("status.log")).stream()
        .map(line -> line.replaceAll("(timestamp|localtime)=[^\t]*\t", ""))
        .map(String::stripTrailing)
        .toList();
  }

  Pidfile pidfile() throws IOException {
    return Pidfile.read(results().resolve(Pidfile.AUTOSERV));
  }

  String file(String name) throws IOException {
    return Files.readString(results().resolve(name));
  }

  /// Run directories on the machine.
  List<Path> runs() throws IOException {
    Path runs = home().resolve("runs");
    if (!Files.isDirectory(runs)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(runs)) {
      return all.toList();
    }
  }

  @Override
  public void close() {
    sshd.close();
    endWhatStillRuns();
  }

  /// A client outlives its connection by design; one that is still at work would write into the
  /// directory while it is deleted.
  private void endWhatStillRuns() {
    List<ProcessHandle> running = processes();
    while (!running.isEmpty()) {
      running.forEach(ProcessHandle::destroyForcibly);
      running.forEach(process -> process.onExit().join());
      running = processes();
    }
  }

  /// Those that were started with a path below this rig's directory.
  private List<ProcessHandle> processes() {
    long own = ProcessHandle.current().pid();
    return ProcessHandle.allProcesses()
        .filter(process -> process.pid() != own && commandLine(process).contains(temp.toString()))
        .toList();
  }

  private static String commandLine(ProcessHandle process) {
    try {
      return Files.readString(
          Path.of("/proc/" + process.pid() + "/cmdline"), StandardCharsets.ISO_8859_1);
    } catch (IOException over) {
      return "";
    }
  }

  private Surroundings surroundings(Path scratch) {
    return new Surroundings(
        InstantSource.system(),
        ZoneOffset.UTC,
        "runner",
        "server1",
        new Installed(Optional.of(installation)),
        scratch,
        Optional.empty());
  }
}
