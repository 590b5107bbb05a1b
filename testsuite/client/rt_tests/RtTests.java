/// Runs the programs of rt-tests one after the other.
class RtTests extends ClientTest {
  private static final List<String> ALL =
      List.of("ptsematest", "svsematest", "pmqtest", "sigwaittest", "signaltest", "pi_stress");

  /// `#1 -> #0, Min    5, Cur   22, Avg   23, Max  169`, and with colons of `signaltest`.
  private static final Pattern LATENCY = Pattern.compile("Avg:?\\s*(\\d+),? Max:?\\s*(\\d+)");

  private static final Pattern INVERSIONS = Pattern.compile("inversions? performed: (\\d+)");

  void initialize(
      @Default("all") List<String> programs,
      @Default("5") int seconds,
      @Default("0") int threads,
      @Default("80") int priority,
      @Default("0") int limit) {
    within("seconds", seconds, 1, 1_000_000);
    within("threads", threads, 0, 1024);
    within("priority", priority, 1, 99);
    within("limit", limit, 0, 1_000_000_000);
    for (String program : chosen(programs)) {
      needs(program, "rt-tests", "realtime-tests");
    }
  }

  void runOnce(
      @Default("all") List<String> programs,
      @Default("5") int seconds,
      @Default("0") int threads,
      @Default("80") int priority,
      @Default("0") int limit) {
    int pairs = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    for (String program : chosen(programs)) {
      CommandResult result =
          tryRun(
              words(program, seconds, pairs, priority), Duration.ofSeconds(seconds * 2L + 60));
      // The programs end with 0 all the same.
      String said = result.stdout() + result.stderr();
      if (said.contains("Unable to change scheduling policy")) {
        na(program + " may not take a real-time priority; run as root, or raise RLIMIT_RTPRIO");
      }
      if (!result.isSuccess()) {
        String reason = "exit status %d: %s".formatted(result.exitStatus(), end(said));
        subResult(program, StatusCode.FAIL, reason, result.duration());
      } else if (program.equals("pi_stress")) {
        inversions(result, said);
      } else {
        latencies(program, result, limit);
      }
    }
  }

  private static String words(String program, int seconds, int pairs, int priority) {
    if (program.equals("pi_stress")) {
      return "pi_stress --quiet --duration=%d --groups=%d".formatted(seconds, pairs);
    }
    int threads = program.equals("signaltest") ? 2 * pairs : pairs;
    // Not all of them know --quiet.
    return "%s -q -D %d -t%d -p %d".formatted(program, seconds, threads, priority);
  }

  private void latencies(String program, CommandResult result, int limit) {
    Matcher pair = LATENCY.matcher(result.stdout());
    int seen = 0;
    double average = 0;
    long worst = 0;
    while (pair.find()) {
      seen++;
      average += Double.parseDouble(pair.group(1));
      worst = Math.max(worst, Long.parseLong(pair.group(2)));
    }
    if (seen == 0) {
      String reason = "it told of no latency: " + end(result.stdout());
      subResult(program, StatusCode.ERROR, reason, result.duration());
      return;
    }
    writePerf(program + ".latency_avg", average / seen, "us", Better.LOWER);
    writePerf(program + ".latency_max", worst, "us", Better.LOWER);
    boolean isLate = limit > 0 && worst > limit;
    String reason =
        isLate ? "a thread waited %d us, the limit is %d us".formatted(worst, limit) : "";
    subResult(program, isLate ? StatusCode.FAIL : StatusCode.GOOD, reason, result.duration());
  }

  private void inversions(CommandResult result, String said) {
    Matcher inversions = INVERSIONS.matcher(said);
    if (!inversions.find()) {
      String reason = "it told of no inversions: " + end(said);
      subResult("pi_stress", StatusCode.ERROR, reason, result.duration());
      return;
    }
    double rate = Double.parseDouble(inversions.group(1)) * 1e3 / result.duration().toMillis();
    writePerf("pi_stress.rate", rate, "1/s", Better.HIGHER);
    subResult("pi_stress", StatusCode.GOOD, "", result.duration());
  }

  private List<String> chosen(List<String> programs) {
    if (programs.equals(List.of("all"))) {
      return ALL;
    }
    if (programs.isEmpty() || !ALL.containsAll(programs)) {
      error("programs must be all or of %s, is %s".formatted(ALL, programs));
    }
    return programs;
  }

  private static String end(String text) {
    List<String> lines = text.strip().lines().toList();
    return String.join("; ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
  }

  private void within(String name, int value, int least, int most) {
    if (value < least || value > most) {
      error("%s must be %d to %d, is %d".formatted(name, least, most, value));
    }
  }
}
