/// Runs a program made with googletest, whose report holds the sub-results.
class Googletest extends ClientTest {
  private static final Duration COMPILE_LIMIT = Duration.ofMinutes(10);
  private static final Path HEADER = Path.of("/usr/include/gtest/gtest.h");

  void initialize(@Default("") String program, @Default("600") int limit) {
    if (limit < 1) {
      error("limit must be at least 1, is " + limit);
    }
    if (!program.isEmpty() && !Files.isExecutable(Path.of(program))) {
      error("program must be an executable file, is '%s'".formatted(program));
    }
    if (program.isEmpty()) {
      needs("g++", "g++ and libgtest-dev", "gcc-c++ and gtest-devel");
      if (!Files.exists(HEADER)) {
        na("%s is not there; install it: libgtest-dev (Debian), gtest-devel (Fedora)".formatted(HEADER));
      }
    }
  }

  /// Comes after the sources were laid out.
  void warmup(@Default("") String program) {
    if (program.isEmpty() && !Files.exists(srcDir().resolve("library"))) {
      run(
          "g++ -o '%1$s/library' '%1$s/library.cc' -lgtest -lgtest_main -pthread".formatted(srcDir()),
          COMPILE_LIMIT);
    }
  }

  void runOnce(
      @Default("") String program, @Default("*") String filter, @Default("600") int limit) {
    Path file = program.isEmpty() ? srcDir().resolve("library") : Path.of(program).toAbsolutePath();
    Path report = resultsDir().resolve("sub-results.%d.xml".formatted(iteration()));
    CommandResult result =
        tryRun(
            "'%s' --gtest_output='xml:%s' --gtest_filter='%s'"
                .formatted(file, report, filter.replace("'", "")),
            Duration.ofSeconds(limit));
    if (!Files.exists(report)) {
      throw new CommandFailed(result, "it left no report: it crashed, or was not made with googletest");
    }
    SubResultCounts counts = readSubResults(report);
    if (counts.total() == 0) {
      error("%s has no test '%s'".formatted(file, filter));
    }
    writePerf("elapsed", result.duration().toMillis() / 1e3, "s", Better.LOWER);
    check(
        result.isSuccess() || counts.failed() > 0,
        "exit status %d, though no test failed".formatted(result.exitStatus()));
  }
}
