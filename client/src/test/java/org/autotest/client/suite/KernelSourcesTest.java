package org.autotest.client.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.autotest.client.sandbox.ClientSandbox;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests of the kernel, with the sources of a real one.
@Tag("long")
class KernelSourcesTest {
  /// Of a kernel with nothing in it, a configuration and `lib/` want none of these: they are five
  /// sixths of what would have to be written.
  private static final List<String> LEFT_OUT =
      List.of(
          "*/arch/[a-w]*.[chS]",
          "*.dts",
          "*.dtsi",
          "*/Documentation/*/*",
          "*/drivers/*.[chS]",
          "*/fs/*.[ch]",
          "*/net/*.c",
          "*/sound/*.[ch]",
          "*/tools/perf");

  private static final long LIMIT_MINUTES = 8;

  @TempDir private Path directory;

  @Test
  void a_part_of_a_kernel_is_built_and_tests_that_came_with_it_run() throws Exception {
    for (String program : List.of("make", "gcc", "flex", "bison", "bc", "tar", "xz")) {
      assumeTrue(SuiteTest.isHere(program), "apt-get install " + program);
    }
    Optional<Path> archive = archive();
    assumeTrue(archive.isPresent(), "apt-get install linux-source");
    Path sources = unpacked(archive.orElseThrow());
    ClientSandbox sandbox =
        ClientSandbox.in(Files.createDirectory(directory.resolve("job")))
            .control(
                """
                job.run_test('kernel_build', source='%1$s', target='lib/')
                job.run_test('kselftest', source='%1$s', collections='size,sigaltstack')
                """
                    .formatted(sources));

    await(sandbox.start("./autotest-local control"));

    assertThat(sandbox.status())
        .contains(
            "GOOD kernel_build kernel_build completed successfully",
            "GOOD kselftest kselftest completed successfully",
            "GOOD ---- kselftest.selftests: size: get_size.get runtime memory use"
                + " subtest_of=kselftest",
            "GOOD ---- kselftest.selftests: sigaltstack: sas.sigaltstack is disabled in sighandler"
                + " subtest_of=kselftest");
    assertThat(sandbox.read("kernel_build/results/config"))
        .contains("CONFIG_CC_OPTIMIZE_FOR_SIZE=y");
    assertThat(sandbox.read("kernel_build/debug/kernel_build.DEBUG")).contains("lib/string.o");
    Promised.isKept("kernel_build", sandbox.results().resolve("kernel_build/results/keyval"));
    assertThat(sources.resolve(".config")).doesNotExist();
  }

  /// As `kernel_build` finds it.
  private static Optional<Path> archive() throws IOException {
    Path packaged = Path.of("/usr/src");
    try (Stream<Path> files = Files.exists(packaged) ? Files.list(packaged) : Stream.of()) {
      return files
          .filter(file -> file.getFileName().toString().matches("linux-source-.*\\.tar\\.xz"))
          .max(Comparator.naturalOrder());
    }
  }

  private Path unpacked(Path archive) throws IOException, InterruptedException {
    Path sources = Files.createDirectory(directory.resolve("linux"));
    String excludes = String.join(" ", LEFT_OUT.stream().map("--exclude='%s'"::formatted).toList());
    await(
        new ProcessBuilder(
                "sh",
                "-c",
                "tar -xf '%s' -C '%s' --strip-components=1 --wildcards %s"
                    .formatted(archive, sources, excludes))
            .inheritIO()
            .start());
    return sources;
  }

  private static void await(Process process) throws InterruptedException {
    boolean ended = process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES);
    process.destroyForcibly();
    assertThat(ended).as("%s ended in %d minutes", process.info(), LIMIT_MINUTES).isTrue();
    assertThat(process.exitValue()).isZero();
  }
}
