/// Runs stressors one after the other; each is a sub-result with a rate.
class StressNg extends ClientTest {
  private static final Pattern RATE =
      Pattern.compile("bogo-ops-per-second-real-time:\\s*([0-9.]+)");

  void initialize(
      @Default("cpu,vm,pipe,switch") List<String> stressors,
      @Default("5") int seconds,
      @Default("0") int workers) {
    if (stressors.isEmpty() || !stressors.stream().allMatch(name -> name.matches("[a-z0-9-]+"))) {
      error("stressors must be names with commas between, is '%s'".formatted(stressors));
    }
    if (seconds < 1) {
      error("seconds must be at least 1, is " + seconds);
    }
    if (workers < 0) {
      error("workers must be at least 0, is " + workers);
    }
    needs("stress-ng", "stress-ng", "stress-ng");
  }

  void runOnce(
      @Default("cpu,vm,pipe,switch") List<String> stressors,
      @Default("5") int seconds,
      @Default("0") int workers)
      throws IOException {
    for (String stressor : stressors) {
      Path report = resultsDir().resolve("%s.%d.yaml".formatted(stressor, iteration()));
      CommandResult result =
          tryRun(
              "stress-ng --%s %d --timeout %ds --verify --metrics --temp-path '%s' --yaml '%s'"
                  .formatted(stressor, workers, seconds, tmpDir(), report),
              Duration.ofSeconds(seconds * 3L + 60));
      StatusCode status = status(result);
      subResult(stressor, status, reason(result), result.duration());
      Matcher rate = RATE.matcher(Files.exists(report) ? Files.readString(report) : "");
      if (status == StatusCode.GOOD && rate.find()) {
        writePerf(stressor + ".rate", Double.parseDouble(rate.group(1)), "1/s", Better.HIGHER);
      }
    }
  }

  private static StatusCode status(CommandResult result) {
    return switch (result.exitStatus()) {
      case 0 -> StatusCode.GOOD;
      case 1 -> StatusCode.ERROR; // It has no such stressor, or could not begin.
      case 3, 4 -> StatusCode.TEST_NA; // Not enough of something, or not made for this machine.
      default -> StatusCode.FAIL;
    };
  }

  private static String reason(CommandResult result) {
    if (result.isSuccess()) {
      return "";
    }
    List<String> lines = (result.stdout() + result.stderr()).strip().lines().toList();
    return "exit status %d: %s"
        .formatted(
            result.exitStatus(),
            String.join("; ", lines.subList(Math.max(0, lines.size() - 5), lines.size())));
  }
}
