/// Looks whether the machine came up well.
class Bootcheck extends ClientTest {
  private static final String STATE = "bootcheck.boot_id";
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
  private static final Path TAINTED = Path.of("/proc/sys/kernel/tainted");
  private static final Path SYSTEMD = Path.of("/run/systemd/system");
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /// `Startup finished in 2.1s (kernel) + 5.2s (userspace) = 1min 7.385s`.
  private static final Pattern STARTUP =
      Pattern.compile("Startup finished in .*= (?:(\\d+)min )?(?:([0-9.]+)s|([0-9.]+)ms)");

  void initialize(@Default("") List<String> units, @Default("0") long taint) {
    if (!units.stream().allMatch(unit -> unit.matches("[A-Za-z0-9@:_.\\\\-]+"))) {
      error("units must be names with commas between, is %s".formatted(units));
    }
    if (taint < 0) {
      error("taint must be at least 0, is " + taint);
    }
  }

  void runOnce(
      @Default("") List<String> units,
      @Default("0") long taint,
      @Default("false") boolean rebooted)
      throws IOException {
    lookAtBoot(rebooted);
    lookAtTaint(taint);
    if (Files.isDirectory(SYSTEMD)) {
      lookAtUnits(Set.copyOf(units));
      measureStartup();
    } else {
      subResult("units", StatusCode.TEST_NA, "systemd is not at work here");
    }
  }

  private void lookAtBoot(boolean rebooted) throws IOException {
    String id = Files.readString(BOOT_ID).strip();
    Object before = job().getState(STATE);
    job().setState(STATE, id);
    writeAttr("boot_id", id);
    writeAttr("kernel", Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip());
    if (rebooted) {
      boolean same = id.equals(before);
      subResult(
          "rebooted",
          same ? StatusCode.FAIL : StatusCode.GOOD,
          same ? "the machine did not boot: %s says %s as before".formatted(BOOT_ID, id) : "");
    }
  }

  private void lookAtTaint(long allowed) throws IOException {
    long tainted = Long.parseLong(Files.readString(TAINTED).strip());
    writeAttr("tainted", Long.toString(tainted));
    boolean more = (tainted & ~allowed) != 0;
    subResult(
        "taint",
        more ? StatusCode.FAIL : StatusCode.GOOD,
        more ? "the kernel is tainted: %d, allowed is %d".formatted(tainted, allowed) : "");
  }

  private void lookAtUnits(Set<String> allowed) {
    CommandResult listed = run("systemctl list-units --failed --plain --no-legend --no-pager", LIMIT);
    List<String> failed =
        listed
            .stdout()
            .lines()
            .map(line -> line.strip().split("\\s+", 2)[0])
            .filter(unit -> !unit.isEmpty() && !allowed.contains(unit))
            .toList();
    subResult(
        "units",
        failed.isEmpty() ? StatusCode.GOOD : StatusCode.FAIL,
        failed.isEmpty() ? "" : "failed: " + String.join(", ", failed));
  }

  /// Not there before everything is up, nor in a container.
  private void measureStartup() {
    Matcher told = STARTUP.matcher(tryRun("systemd-analyze time", LIMIT).stdout());
    if (told.find()) {
      double minutes = told.group(1) == null ? 0 : Double.parseDouble(told.group(1));
      double seconds =
          told.group(2) == null
              ? Double.parseDouble(told.group(3)) / 1e3
              : Double.parseDouble(told.group(2));
      writePerf("boot_time", minutes * 60 + seconds, "s", Better.LOWER);
    }
  }
}
