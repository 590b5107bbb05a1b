package org.autotest.client.job;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.client.log.LogLevel;
import org.autotest.client.machine.BootLoader;
import org.autotest.client.machine.Machine;
import org.autotest.client.machine.Programs;
import org.autotest.client.machine.ResumeUnit;
import org.autotest.client.machine.Shape;
import org.autotest.core.bridge.Raise;
import org.autotest.core.bridge.RaisedException;
import org.autotest.core.bridge.Values;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.statuslog.StatusCode;
import org.autotest.core.statuslog.StatusWord;
import org.jspecify.annotations.Nullable;

/// Reboots of the machine in the middle of a job: what is written before, done, and checked after.
final class Reboots {
  /// The steps that the harness itself carries out, in control files of either language.
  static final String VERIFY = "job.end_reboot_and_verify";

  static final String END = "job.end_reboot";

  private static final String MOUNTS = "mount_info";
  private static final String PROCESSORS = "cpu_count";
  private static final String UNIT = "_resume_unit";
  private static final long SECONDS_BEFORE = 5;

  /// The machine goes down when the client has ended, and what started it has noted how; else it
  /// would look as if the machine had rebooted by itself. It waits a minute for that at most.
  private static final String GOING_DOWN =
      """
      sleep "$2"
      n=0
      while [ $n -lt 600 ] && { kill -0 "$1" 2>/dev/null ||
          { [ -n "$AUTOTEST_RUN" ] && [ ! -e "$AUTOTEST_RUN/exit_code" ]; }; }; do
        n=$((n + 1))
        sleep 0.1
      done
      exec reboot
      """;

  private static final Optional<String> NONE = Optional.empty();
  private static final Optional<String> REBOOT = Optional.of("reboot");

  private final JobParts parts;

  Reboots(JobParts parts) {
    this.parts = parts;
  }

  private Machine machine() {
    return parts.settings().machine();
  }

  /// The boot loader of this machine.
  ///
  /// @throws RaisedException `JobError` when it has none that is known
  BootLoader bootLoader() throws RaisedException {
    try {
      return BootLoader.of(machine(), parts.programs());
    } catch (AutotestException missing) {
      throw jobError(missing.problem());
    }
  }

  /// Opens the group of a reboot.
  void start(Branch branch) {
    branch.start(NONE, REBOOT, Map.of());
    branch.result(StatusCode.GOOD, NONE, Optional.of("reboot.start"), "");
  }

  /// Remembers what must be the same afterwards.
  void setUp() throws IOException {
    Shape shape = Shape.of(machine());
    parts.state().set(JobState.CLIENT, MOUNTS, new ArrayList<@Nullable Object>(shape.mounts()));
    parts.state().set(JobState.CLIENT, PROCESSORS, shape.processors());
  }

  /// Reboots into an entry of the boot loader, or as always, and pauses the job.
  ///
  /// @param tag the entry; empty for that which is booted anyway
  /// @throws RaisedException always: `JobContinue`, or `JobError` when it cannot be done
  void reboot(String tag) throws RaisedException, IOException {
    setUp();
    if (!tag.isEmpty()) {
      parts.state().set(JobState.PROPERTIES, "last_boot_tag", tag);
      choose(tag);
    }
    goDown();
  }

  private void choose(String tag) throws RaisedException {
    try {
      if (Values.truth(parts.properties().config("boot.set_default"))) {
        bootLoader().setDefault(tag);
      } else {
        bootLoader().bootOnce(tag);
      }
    } catch (AutotestException cannot) {
      throw jobError("booting '%s': %s".formatted(tag, cannot.getMessage()));
    }
  }

  /// Has the job taken up after the boot, reboots in a few seconds, and pauses the job.
  ///
  /// @throws RaisedException always: `JobContinue`
  void goDown() throws RaisedException, IOException {
    if (!machine().supervised()) {
      arrangeResumption();
    }
    Path here = parts.settings().paths().results();
    parts.programs().run(List.of("sync"), here, Programs.SHORT);
    long seconds =
        Values.number(parts.properties().config("boot.sleep_before_reboot"), SECONDS_BEFORE);
    parts.log().log(LogLevel.INFO, "Rebooting in %d s".formatted(seconds));
    List<String> command =
        List.of(
            "setsid",
            "sh",
            "-c",
            GOING_DOWN,
            "sh",
            Long.toString(ProcessHandle.current().pid()),
            Long.toString(Math.max(0, seconds)));
    // Before the machine goes down, which may be sooner than what is called here returns.
    parts.steps().endWork();
    File nowhere = new File("/dev/null");
    new ProcessBuilder(command)
        .directory(here.toFile())
        .redirectInput(nowhere)
        .redirectOutput(nowhere)
        .redirectError(nowhere)
        .start();
    throw new RaisedException(Raise.of("JobContinue", ""));
  }

  private void arrangeResumption() throws IOException {
    String otherwise = "go on with " + String.join(" ", machine().resumeCommand());
    try {
      Optional<Path> file = new ResumeUnit(machine()).install(Path.of("").toAbsolutePath());
      if (file.isPresent()) {
        parts.state().set(JobState.CLIENT, UNIT, true);
        parts.log().log(LogLevel.INFO, "After the boot the job is taken up by " + file.get());
      } else {
        parts.log().log(
            LogLevel.WARNING, "Nothing will take up the job after the boot: " + otherwise);
      }
    } catch (IOException cannot) {
      parts.log().log(
          LogLevel.WARNING,
          "Nothing will take up the job after the boot (%s): %s".formatted(cannot, otherwise));
    }
  }

  /// Takes away what was to take up the job.
  void forgetResumption() {
    if (parts.state().has(JobState.CLIENT, UNIT)) {
      try {
        new ResumeUnit(machine()).remove();
        parts.state().discard(JobState.CLIENT, UNIT);
      } catch (IOException cannot) {
        parts.log().log(LogLevel.WARNING, "removing what takes up the job: " + cannot);
      }
    }
  }

  /// Closes the group of a reboot that went well.
  ///
  /// @param kernel what runs now, perhaps with `::` and more behind it
  /// @throws RaisedException `JobError` when the machine is not what it was and that matters
  void end(Branch branch, Optional<String> subdir, String kernel, List<String> patches)
      throws RaisedException {
    for (String difference : differences()) {
      parts.log().log(LogLevel.WARNING, difference);
      if (Values.truth(parts.properties().config("abort_on_mismatch"))) {
        branch.result(StatusCode.ABORT, subdir, Optional.of("reboot.verify_config"), difference);
        close(branch, StatusCode.ABORT, subdir, kernel, patches);
        throw jobError("mismatch after the reboot: " + difference);
      }
    }
    close(branch, StatusCode.GOOD, subdir, kernel, patches);
  }

  /// Checks that the wanted kernel runs, and closes the group.
  ///
  /// @param when the word `IDENT=` that stands on its command line; empty for none
  /// @param ident its release and version, `release::version`, or its release alone; empty when
  ///   that does not matter
  /// @throws RaisedException `JobError` when another one runs
  void verify(
      Branch branch, String when, String ident, Optional<String> subdir, List<String> patches)
      throws RaisedException {
    String whole = machine().kernelIdent();
    String running = ident.contains("::") ? whole : machine().kernelRelease();
    List<String> words = List.of(machine().read("/proc/cmdline").strip().split("\\s+", -1));
    List<String> faults = new ArrayList<>();
    if (!ident.isEmpty() && !ident.equals(running)) {
      faults.add("%s runs, not %s".formatted(running, ident));
    }
    if (!when.isEmpty() && !words.contains("IDENT=" + when)) {
      faults.add("IDENT=%s is not on the kernel's command line".formatted(when));
    }
    Optional<String> operation = Optional.of("reboot.verify");
    if (!faults.isEmpty()) {
      branch.result(
          StatusCode.ABORT, subdir, operation, "boot failure: " + String.join("; ", faults));
      close(branch, StatusCode.ABORT, subdir, whole, List.of());
      throw jobError("Machine booted the wrong kernel: " + String.join("; ", faults));
    }
    branch.result(StatusCode.GOOD, subdir, operation, machine().kernelRelease());
    end(branch, subdir, whole, patches);
  }

  private List<String> differences() {
    if (!parts.state().has(JobState.CLIENT, MOUNTS)) {
      return List.of();
    }
    List<String> mounts = new ArrayList<>();
    for (Object mount : Values.list(parts.state().get(JobState.CLIENT, MOUNTS).orElse(null))) {
      mounts.add(String.valueOf(mount));
    }
    long processors = Values.number(parts.state().get(JobState.CLIENT, PROCESSORS).orElse(0L), 0);
    return new Shape(mounts, processors).differences(Shape.of(machine()));
  }

  private static void close(
      Branch branch, StatusCode code, Optional<String> subdir, String kernel, List<String> patches)
      throws RaisedException {
    Map<String, String> fields = new LinkedHashMap<>();
    int end = kernel.indexOf("::");
    fields.put("kernel", end < 0 ? kernel : kernel.substring(0, end));
    for (int i = 0; i < patches.size(); i++) {
      fields.put("patch" + i, patches.get(i));
    }
    branch.record(new StatusWord.End(code), subdir, REBOOT, fields, "");
  }

  private static RaisedException jobError(String problem) {
    return new RaisedException(Raise.of("JobError", problem));
  }
}
