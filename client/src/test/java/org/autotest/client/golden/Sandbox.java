package org.autotest.client.golden;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.autotest.client.sandbox.ClientSandbox;

/// A golden case run again, in a sandbox where the original's paths are those of the sandbox.
final class Sandbox {
  private static final String CLIENT = "/usr/local/autotest/client";
  private static final Pattern ORIGINAL_PATHS =
      Pattern.compile(CLIENT + "(/autotest-local)?|(?<![\\w.])/tmp/|/usr/local/sbin/");
  private static final Path TESTS = GoldenCase.GOLDEN.resolve("_tests");

  private final ClientSandbox sandbox;
  private final int exitCode;

  private Sandbox(ClientSandbox sandbox, int exitCode) {
    this.sandbox = sandbox;
    this.exitCode = exitCode;
  }

  /// Runs a case.
  ///
  /// @param root an empty directory
  static Sandbox run(GoldenCase golden, Path root) throws IOException, InterruptedException {
    ClientSandbox sandbox = ClientSandbox.in(root);
    for (String real : new String[] {"proc", "sys", "dev"}) {
      Files.createSymbolicLink(sandbox.machine().resolve(real), Path.of("/", real));
    }
    try (Stream<Path> files = Files.walk(TESTS)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        sandbox.test(TESTS.relativize(file).toString(), localized(sandbox, Files.readString(file)));
      }
    }
    if (Files.exists(golden.directory().resolve("control"))) {
      sandbox.control(localized(sandbox, golden.control()));
    }
    String script =
        "CONTROL=%s/control OUT=%s\n%s"
            .formatted(sandbox.root(), sandbox.client(), localized(sandbox, golden.command()));
    return new Sandbox(sandbox, sandbox.shell(script));
  }

  /// The exit status of the command.
  int exitCode() {
    return exitCode;
  }

  /// Everything the program wrote to its standard output and error.
  String output() throws IOException {
    return Files.readString(sandbox.root().resolve("stdout"))
        + Files.readString(sandbox.root().resolve("stderr"));
  }

  /// What the case left, in the form of [GoldenCase#tree].
  Set<String> tree() throws IOException {
    Set<String> tree = new TreeSet<>();
    Path results = resolve(Path.of("results"));
    if (Files.isDirectory(results)) {
      try (Stream<Path> paths = Files.walk(results)) {
        for (Path path : paths.filter(path -> !path.equals(results)).toList()) {
          tree.add(kind(path) + " results/" + results.relativize(path));
        }
      }
    }
    return tree;
  }

  /// A file by its path as in [GoldenCase#files], with the paths the original saw; empty when it is
  /// not there.
  String read(Path path) throws IOException {
    Path file = resolve(path);
    if (!Files.exists(file)) {
      return "";
    }
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    return text.replace(sandbox.client().toString(), CLIENT)
        .replace(sandbox.root().toString(), "/tmp");
  }

  private Path resolve(Path path) {
    Path below = path.startsWith("results") ? sandbox.client() : sandbox.root();
    return below.resolve(path);
  }

  /// In one pass, since the sandbox itself may lie below one of the paths that are replaced.
  private static String localized(ClientSandbox sandbox, String text) {
    return ORIGINAL_PATHS
        .matcher(text)
        .replaceAll(
            path ->
                switch (path.group()) {
                  case CLIENT + "/autotest-local" -> sandbox.program().toString();
                  case CLIENT -> sandbox.client().toString();
                  case "/usr/local/sbin/" -> sandbox.programs() + "/";
                  default -> sandbox.root() + "/";
                });
  }

  private static String kind(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      return "d";
    }
    return Files.isRegularFile(path) && Files.size(path) == 0 ? "e" : "f";
  }
}
