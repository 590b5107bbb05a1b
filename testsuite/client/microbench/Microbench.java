/// Runs `src/microbench.c`, which prints one number for each of its benchmarks.
class Microbench extends ClientTest {
  private static final List<String> ALL =
      List.of(
          "syscall",
          "pipe",
          "switch",
          "fork",
          "exec",
          "copy",
          "copy_256",
          "copy_4096",
          "integer",
          "float",
          "shell");

  private static final int COPIES_MAX = 4096;

  void initialize(
      @Default("1") double seconds,
      @Default("all") List<String> benchmarks,
      @Default("1") int copies) {
    if (seconds < 0.01 || seconds > 3600) {
      error("seconds must be 0.01 to 3600, is " + seconds);
    }
    if (copies < 0 || copies > COPIES_MAX) {
      error("copies must be 0 to %d, is %d".formatted(COPIES_MAX, copies));
    }
    chosen(benchmarks);
    needs("cc", "gcc and libc6-dev", "gcc");
  }

  void setup() {
    run("cc -O2 -Wall -o '%1$s/microbench' '%1$s/microbench.c' -lm".formatted(srcDir()));
  }

  void runOnce(
      @Default("1") double seconds,
      @Default("all") List<String> benchmarks,
      @Default("1") int copies) {
    int together = copies == 0 ? Runtime.getRuntime().availableProcessors() : copies;
    for (String benchmark : chosen(benchmarks)) {
      CommandResult result =
          run(
              "'%s/microbench' %s %s '%s' %d"
                  .formatted(srcDir(), benchmark, seconds, tmpDir(), together),
              Duration.ofSeconds((long) seconds * 2 + 60));
      String unit = benchmark.startsWith("copy") ? "MiB/s" : "1/s";
      writePerf(benchmark, Double.parseDouble(result.stdout().strip()), unit, Better.HIGHER);
    }
  }

  private List<String> chosen(List<String> benchmarks) {
    if (benchmarks.equals(List.of("all"))) {
      return ALL;
    }
    if (benchmarks.isEmpty() || !ALL.containsAll(benchmarks)) {
      error("benchmarks must be all or of %s, is %s".formatted(ALL, benchmarks));
    }
    return benchmarks;
  }
}
