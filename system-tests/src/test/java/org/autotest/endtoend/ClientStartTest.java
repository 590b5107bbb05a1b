package org.autotest.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a short job loads comes ready from the cache of the client. Each class that does not is
/// read from the runtime's files, or made on the spot, and a few of them double the time of an
/// empty job; that is not seen in any other test.
class ClientStartTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /// No cache holds these: the runtime makes them anew each time, and they cost little. A proxy is
  /// an annotation of a test's parameter.
  private static final List<String> NEVER_CACHED =
      List.of("jdk.internal.event.", "java.lang.invoke.DirectMethodHandle$1 ", "jdk.proxy");

  @TempDir Path state;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "job.run_test('sleeptest', seconds=0)\n",
        "job.run_test('file_integrity', kilobytes=1)\n",
        "job.run_test('pysleeptest', seconds=0)\n",
        "for second in [0]:\n    job.run_test('pysleeptest', seconds=second)\n"
      })
  void a_short_job_loads_no_class_but_from_the_cache(String control) throws Exception {
    Path file = Files.writeString(state.resolve("control"), control);
    // The first run keeps what later ones find, such as the list of packages. The tests are
    // compiled
    // already.
    run(file, "first");
    run(file, "second");

    assertThat(loaded("second"))
        .as("classes that are not from the cache: rehearse what loads them, or do without it")
        .filteredOn(line -> !line.contains("shared objects file"))
        .filteredOn(line -> !line.contains("file:" + state) && !line.contains("/.classes/"))
        .filteredOn(line -> NEVER_CACHED.stream().noneMatch(line::contains))
        .isEmpty();
  }

  /// What the harness and each worker loaded.
  private List<String> loaded(String run) throws IOException {
    List<String> lines = new ArrayList<>();
    try (DirectoryStream<Path> logs = Files.newDirectoryStream(state, run + "-*.log")) {
      for (Path log : logs) {
        lines.addAll(Files.readAllLines(log));
      }
    }
    assertThat(lines).hasSizeGreaterThan(1000);
    return lines.stream().filter(line -> line.contains(" source: ")).toList();
  }

  private void run(Path control, String name) throws Exception {
    ProcessBuilder builder =
        Dist.program(
            state,
            "autotest-local",
            "--output_dir",
            state.resolve("out").toString(),
            control.toString());
    builder
        .environment()
        .put("JDK_JAVA_OPTIONS", "-Xlog:class+load:file=" + state.resolve(name + "-%p.log"));

    Dist.Ran ran = Dist.run(LIMIT, state, builder);

    assertThat(ran.exit()).as(ran.out() + ran.err()).isZero();
  }
}
