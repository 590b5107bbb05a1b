/// Runs the workloads of sysbench one after the other.
class Sysbench extends ClientTest {
  private static final Set<String> WORKLOADS = Set.of("cpu", "memory", "threads", "mutex");

  void initialize(
      @Default("cpu,memory,threads,mutex") List<String> workloads,
      @Default("5") int seconds,
      @Default("0") int threads) {
    if (workloads.isEmpty() || !WORKLOADS.containsAll(workloads)) {
      error("workloads must be of %s, is %s".formatted(new TreeSet<>(WORKLOADS), workloads));
    }
    if (seconds < 1) {
      error("seconds must be at least 1, is " + seconds);
    }
    if (threads < 0) {
      error("threads must be at least 0, is " + threads);
    }
    needs("sysbench", "sysbench", "sysbench");
  }

  void runOnce(
      @Default("cpu,memory,threads,mutex") List<String> workloads,
      @Default("5") int seconds,
      @Default("0") int threads) {
    int atOnce = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    for (String workload : workloads) {
      String options =
          switch (workload) {
            case "memory" -> "--memory-total-size=1P";
            case "mutex" -> "--time=0";
            default -> "";
          };
      CommandResult result =
          run(
              "sysbench %s --threads=%d --time=%d %s run"
                  .formatted(workload, atOnce, seconds, options),
              Duration.ofSeconds(seconds * 2L + 300));
      switch (workload) {
        case "cpu" -> rate(workload, found(result, "events per second:\\s*([0-9.]+)"), "1/s");
        case "memory" -> rate(workload, found(result, "\\(([0-9.]+) MiB/sec\\)"), "MiB/s");
        case "threads" ->
            rate(
                workload,
                found(result, "total number of events:\\s*([0-9]+)")
                    / found(result, "total time:\\s*([0-9.]+)s"),
                "1/s");
        default ->
            writePerf(
                "mutex.elapsed", found(result, "total time:\\s*([0-9.]+)s"), "s", Better.LOWER);
      }
    }
  }

  private void rate(String workload, double value, String unit) {
    writePerf(workload + ".rate", value, unit, Better.HIGHER);
  }

  private double found(CommandResult result, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(result.stdout());
    if (!matcher.find()) {
      throw new TestError("%s: there is no '%s' in its output".formatted(result.command(), pattern));
    }
    return Double.parseDouble(matcher.group(1));
  }
}
