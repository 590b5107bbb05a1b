package org.autotest.client.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/// `autotest-local` from the compiled classes, in a directory of its own.
final class LocalClient {
  static final Path TESTS = Path.of("src/test/resources/tests").toAbsolutePath();

  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final Path directory;

  LocalClient(Path directory) {
    this.directory = directory;
  }

  /// How a run of the program ended.
  record Ended(int status, String output) {}

  Path results() {
    return directory.resolve("out/results/default");
  }

  Path write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  Process start(List<String> arguments) throws IOException {
    return start(List.of(), arguments);
  }

  private Process start(List<String> before, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(before);
    command.add(System.getProperty("java.home") + "/bin/java");
    command.add("-XX:+UseSerialGC");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Xmx64m");
    command.add("-Dautotest.client=" + directory.resolve("client"));
    command.add("-Dautotest.python=" + Path.of("src/main/python").toAbsolutePath());
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add("org.autotest.client.ClientMain");
    command.addAll(List.of("--output_dir", directory.resolve("out").toString()));
    command.addAll(List.of("-d", TESTS.toString()));
    command.addAll(arguments);
    Path log = Files.createTempFile(directory, "console", "");
    return new ProcessBuilder(command)
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  Ended run(String... arguments) throws IOException, InterruptedException {
    return ended(start(List.of(arguments)));
  }

  /// Like [#run], with a redirection of the shell.
  Ended runInShell(String redirection, String... arguments)
      throws IOException, InterruptedException {
    List<String> shell = List.of("sh", "-c", "exec \"$@\" " + redirection, "sh");
    return ended(start(shell, List.of(arguments)));
  }

  private Ended ended(Process process) throws IOException, InterruptedException {
    if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("autotest-local did not end in " + LIMIT);
    }
    return new Ended(process.exitValue(), console());
  }

  /// What the last run printed.
  private String console() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      Path newest =
          files
              .filter(file -> file.getFileName().toString().startsWith("console"))
              .max((a, b) -> Long.compare(a.toFile().lastModified(), b.toFile().lastModified()))
              .orElseThrow();
      return Files.readString(newest);
    }
  }

  /// The entries of the status file without times, blanks for tabs: ` GOOD sleeptest sleeptest
  /// completed successfully`. A leading blank for each level.
  List<String> status() throws IOException {
    return status(results().resolve("status"));
  }

  static List<String> status(Path file) throws IOException {
    return Files.readAllLines(file, StandardCharsets.UTF_8).stream()
        .map(line -> line.replaceAll("\t(timestamp|localtime)=[^\t]*", ""))
        .map(line -> line.replaceAll("\t$", "").replace('\t', ' '))
        .toList();
  }

  /// Waits for something that another process brings about.
  static void await(BooleanSupplier condition, String what) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited in vain for " + what);
      }
      java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
    }
  }

  /// Processes whose command line holds the text.
  static List<ProcessHandle> processes(String text) {
    return ProcessHandle.allProcesses()
        .filter(process -> commandLine(process).contains(text))
        .toList();
  }

  private static String commandLine(ProcessHandle process) {
    try {
      Path file = Path.of("/proc", Long.toString(process.pid()), "cmdline");
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException gone) {
      return "";
    }
  }
}
