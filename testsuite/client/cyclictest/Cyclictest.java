/// Measures how late threads wake up.
class Cyclictest extends ClientTest {
  /// `T: 0 ( 1234) P:80 I:1000 C:   1000 Min:      4 Act:    5 Avg:    6 Max:      40`.
  private static final Pattern THREAD =
      Pattern.compile("T:\\s*(\\d+) .*C:\\s*(\\d+) .*Avg:\\s*(\\d+) Max:\\s*(\\d+)");

  void initialize(
      @Default("10") int seconds,
      @Default("0") int threads,
      @Default("1000") int interval,
      @Default("80") int priority,
      @Default("0") int limit) {
    within("seconds", seconds, 1, 1_000_000);
    within("threads", threads, 0, 4096);
    within("interval", interval, 10, 1_000_000);
    within("priority", priority, 0, 99);
    within("limit", limit, 0, 1_000_000_000);
    needs("cyclictest", "rt-tests", "realtime-tests");
  }

  void runOnce(
      @Default("10") int seconds,
      @Default("0") int threads,
      @Default("1000") int interval,
      @Default("80") int priority,
      @Default("0") int limit) {
    int atOnce = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    CommandResult result =
        run(
            "cyclictest --quiet --mlockall --duration=%d --threads=%d --interval=%d%s"
                .formatted(
                    seconds, atOnce, interval, priority == 0 ? "" : " --priority=" + priority),
            Duration.ofSeconds(seconds * 2L + 60));
    double average = 0;
    long worst = 0;
    int seen = 0;
    for (String line : result.stdout().lines().toList()) {
      Matcher thread = THREAD.matcher(line);
      if (thread.find() && Long.parseLong(thread.group(2)) > 0) {
        seen++;
        average += Double.parseDouble(thread.group(3));
        worst = Math.max(worst, Long.parseLong(thread.group(4)));
      }
    }
    if (seen != atOnce) {
      error("cyclictest told of %d threads, not of %d".formatted(seen, atOnce));
    }
    writePerf("latency_avg", average / seen, "us", Better.LOWER);
    writePerf("latency_max", worst, "us", Better.LOWER);
    check(
        limit == 0 || worst <= limit,
        "a thread woke up %d us late, the limit is %d us".formatted(worst, limit));
  }

  private void within(String name, int value, int least, int most) {
    if (value < least || value > most) {
      error("%s must be %d to %d, is %d".formatted(name, least, most, value));
    }
  }
}
