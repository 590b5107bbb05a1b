package org.autotest.client.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs the checks written in Python, `src/test/python/test_*.py`, in the interpreter a worker
/// would get.
class PythonPackageTest {
  private static final Path PACKAGES = Path.of("src", "main", "python").toAbsolutePath();
  private static final Path CHECKS = Path.of("src", "test", "python").toAbsolutePath();

  static Stream<String> modules() {
    return Stream.of(
        "test_attributes",
        "test_barrier",
        "test_bridge",
        "test_commands",
        "test_names",
        "test_octets",
        "test_old_library",
        "test_programs",
        "test_sources");
  }

  @ParameterizedTest
  @MethodSource("modules")
  void checks_pass(String module) throws IOException, InterruptedException {
    Process python = start("-m", "unittest", module);
    String output = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(python.waitFor()).as(output).isZero();
    assertThat(output).as("it found checks").containsPattern("Ran [1-9]\\d* tests");
  }

  @Test
  void no_module_needs_anything_beside_the_standard_library() throws Exception {
    String program =
        """
        import importlib, pkgutil, sys
        import autotest
        for found in pkgutil.walk_packages(autotest.__path__, "autotest."):
            importlib.import_module(found.name)
        names = {name.partition(".")[0] for name in sys.modules}
        print(sorted(names - set(sys.stdlib_module_names) - {"autotest", "sitecustomize"}))
        """;

    Process python =
        start(
            "-I",
            "-S",
            "-c",
            "import sys; sys.path.insert(0, '%s')\n%s".formatted(PACKAGES, program));
    String output = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(python.waitFor()).as(output).isZero();
    assertThat(output.strip()).isIn("[]", "['__main__']");
  }

  @Test
  void an_interpreter_that_is_not_there_is_named_with_the_path() {
    PythonProgram program = new PythonProgram("/nowhere:/neither", PACKAGES, Map.of());

    assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> program.command()))
        .isInstanceOf(PythonMissing.class)
        .hasMessageContaining("/nowhere:/neither");
  }

  private static Process start(String... arguments) throws IOException {
    PythonProgram program = new PythonProgram(System.getenv("PATH"), PACKAGES, Map.of());
    List<String> command =
        Stream.concat(Stream.of(program.command().getFirst(), "-X", "utf8"), Stream.of(arguments))
            .toList();
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(CHECKS.toFile()).redirectErrorStream(true);
    builder.environment().putAll(program.environment());
    return builder.start();
  }
}
