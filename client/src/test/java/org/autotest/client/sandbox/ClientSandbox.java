package org.autotest.client.sandbox;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A directory with a client directory, tests, a control file, and a program `autotest-local` that
/// runs the classes under test and writes nowhere else.
public final class ClientSandbox {
  private static final long LIMIT_SECONDS = 300;

  private final Path root;

  private ClientSandbox(Path root) {
    this.root = root;
  }

  /// Makes one.
  ///
  /// @param root an empty directory
  public static ClientSandbox in(Path root) throws IOException {
    ClientSandbox sandbox = new ClientSandbox(root.toAbsolutePath());
    Files.createDirectories(sandbox.client());
    Files.createDirectories(sandbox.programs());
    Files.createDirectories(sandbox.machine());
    Files.writeString(sandbox.program(), sandbox.launcher());
    if (!sandbox.program().toFile().setExecutable(true)) {
      throw new IOException("%s cannot be made executable".formatted(sandbox.program()));
    }
    return sandbox;
  }

  public Path root() {
    return root;
  }

  /// The client directory, which has the tests and gets the results.
  public Path client() {
    return root.resolve("client");
  }

  /// Programs that are found before those of the machine.
  public Path programs() {
    return root.resolve("sbin");
  }

  /// What the client takes for `/` where it reads or changes settings of the machine.
  public Path machine() {
    return root.resolve("machine");
  }

  /// Writes a file of what the client takes for its machine.
  ///
  /// @param path below [#machine]: `proc/cmdline`
  public ClientSandbox machineFile(String path, String text) throws IOException {
    Path file = machine().resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return this;
  }

  /// Gives it a machine that runs kernel 6.0.1, with a boot loader whose programs, as the one that
  /// reboots, only record their words.
  public ClientSandbox onMachineWithGrubby() throws IOException {
    program("reboot", "exit 0");
    program("grub2-reboot", "exit 0");
    program(
        "grubby",
        "[ \"$1\" = --info=ALL ] && printf 'index=0\\nkernel=\"/boot/old\"\\ntitle=\"old\"\\n"
            + "index=1\\nkernel=\"/boot/vmlinuz-autotest\"\\ntitle=\"autotest\"\\n'; exit 0");
    machineFile("proc/sys/kernel/version", "#1 SMP today\n");
    machineFile("proc/cmdline", "BOOT_IMAGE=/old root=UUID=1-2 ro quiet\n");
    machineFile("boot/config-6.0.1", "CONFIG_X=y\n");
    return machineFile("proc/sys/kernel/osrelease", "6.0.1\n");
  }

  /// Makes a program that records its words, one line for each call, in `NAME.calls` of the root,
  /// and then does what the lines of shell say.
  public ClientSandbox program(String name, String lines) throws IOException {
    Path file = programs().resolve(name);
    Files.writeString(
        file, "#!/bin/sh\necho \"$*\" >> '%s/%s.calls'\n%s\n".formatted(root, name, lines));
    if (!file.toFile().setExecutable(true)) {
      throw new IOException(file + " cannot be made executable");
    }
    return this;
  }

  /// The calls of such a program.
  public List<String> calls(String name) throws IOException {
    Path file = root.resolve(name + ".calls");
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  /// The program.
  public Path program() {
    return root.resolve("autotest-local");
  }

  /// The results of the tag `default`.
  public Path results() {
    return client().resolve("results/default");
  }

  /// Writes a file of a test.
  ///
  /// @param path below the directory of the tests: `mytest/mytest.py`
  public ClientSandbox test(String path, String text) throws IOException {
    Path file = client().resolve("tests").resolve(path).normalize();
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return this;
  }

  /// Writes the control file.
  public ClientSandbox control(String text) throws IOException {
    Files.writeString(root.resolve("control"), text);
    return this;
  }

  /// Runs the control file and waits for the end.
  ///
  /// @param options before its path
  /// @return the exit status
  public int run(String... options) throws IOException, InterruptedException {
    String words =
        Stream.of(options).map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    return shell("./autotest-local %s control".formatted(words));
  }

  /// Runs a line of shell in the root, output into `stdout` and `stderr` there.
  ///
  /// @return the exit status
  public int shell(String line) throws IOException, InterruptedException {
    Process shell = start(line);
    if (!shell.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      shell.descendants().forEach(ProcessHandle::destroyForcibly);
      shell.destroyForcibly();
      throw new IllegalStateException(
          "%s: still running after %d s".formatted(line, LIMIT_SECONDS));
    }
    return shell.exitValue();
  }

  /// Like [#shell], but does not wait.
  public Process start(String line) throws IOException {
    ProcessBuilder shell = new ProcessBuilder("sh", "-c", line).directory(root.toFile());
    shell.environment().merge("PATH", "/usr/bin:/bin", (path, _) -> programs() + ":" + path);
    shell.environment().put("LANG", "C.UTF-8");
    return shell
        .redirectInput(new File("/dev/null"))
        .redirectOutput(root.resolve("stdout").toFile())
        .redirectError(root.resolve("stderr").toFile())
        .start();
  }

  /// A file below the results; empty when it is not there.
  public String read(String path) throws IOException {
    Path file = results().resolve(path);
    return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
  }

  /// The entries of the status file without indentation, times and continuation lines: `GOOD
  /// sleeptest sleeptest completed successfully`.
  public List<String> status() throws IOException {
    return read("status")
        .lines()
        .filter(line -> !line.startsWith("  "))
        .map(line -> line.replaceAll("\t(timestamp|localtime)=[^\t]*", "").strip())
        .map(line -> line.replace('\t', ' '))
        .toList();
  }

  private String launcher() {
    Path suite = Path.of("..", "testsuite", "client").toAbsolutePath().normalize();
    Path python = Path.of("src", "main", "python").toAbsolutePath();
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return """
    #!/bin/sh
    exec %s -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Xmx64m \\
      -Dautotest.client=%s -Dautotest.tests=%s -Dautotest.python=%s \\
      -Dautotest.root=%s \\
      -cp '%s' org.autotest.client.ClientMain "$@"
    """
        .formatted(java, client(), suite, python, machine(), classPath());
  }

  /// What the client needs, and nothing of the tests.
  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> !entry.contains("test-classes"))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
