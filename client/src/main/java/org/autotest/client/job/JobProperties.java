package org.autotest.client.job;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.autotest.client.config.ClientConfig;
import org.autotest.client.test.PythonText;
import org.autotest.core.bridge.Raise;
import org.autotest.core.bridge.RaisedException;
import org.autotest.core.bridge.Values;
import org.jspecify.annotations.Nullable;

/// The properties of a job that control files read and set. Those that can be set are kept over a
/// pause.
final class JobProperties {
  private static final Set<String> SETTABLE =
      Set.of(
          "use_sequence_number",
          "automatic_test_tag",
          "run_test_cleanup",
          "default_profile_only",
          "last_boot_tag",
          PageCache.AROUND_TESTS,
          PageCache.BETWEEN_ITERATIONS);

  private static final String DISK_USAGE = "_max_disk_usage_rate";

  private final JobSettings settings;
  private final JobState state;
  private final AtomicInteger testsRun = new AtomicInteger();
  private final AtomicInteger testsFailed = new AtomicInteger();
  private final Map<String, Object> config = new ConcurrentHashMap<>();

  JobProperties(JobSettings settings, JobState state) {
    this.settings = settings;
    this.state = state;
  }

  /// Sets one.
  ///
  /// @throws RaisedException `AttributeError` for one that cannot be set
  void set(String name, @Nullable Object value) throws RaisedException, IOException {
    if (!SETTABLE.contains(name)) {
      throw new RaisedException(Raise.of("AttributeError", "job." + name + " cannot be set"));
    }
    state.set(JobState.PROPERTIES, name, value);
  }

  boolean runsTestCleanup() {
    return Values.truth(settable("run_test_cleanup", true));
  }

  /// The tag part that every test gets; empty for none.
  String automaticTestTag() {
    Object tag = settable("automatic_test_tag", null);
    return tag == null ? "" : PythonText.str(tag);
  }

  /// The next sequence number as a tag part, `_01_`; empty when none are wanted.
  synchronized String nextSequenceTag() throws IOException {
    if (!Values.truth(settable("use_sequence_number", false))) {
      return "";
    }
    long number =
        Values.number(state.get(JobState.PROPERTIES, "_sequence_number").orElse(null), 0) + 1;
    state.set(JobState.PROPERTIES, "_sequence_number", number);
    return number < 10 ? "_0" + number + "_" : "_" + number + "_";
  }

  void countTest(boolean failed) {
    testsRun.incrementAndGet();
    if (failed) {
      testsFailed.incrementAndGet();
    }
  }

  int testsRun() {
    return testsRun.get();
  }

  int testsFailed() {
    return testsFailed.get();
  }

  /// Whether tests run under profilers alone.
  boolean profilesOnly() {
    return Values.truth(settable("default_profile_only", false));
  }

  /// Whether one of [PageCache] is set, by the control file or else by the configuration files.
  boolean isSet(String property) {
    return Values.truth(
        settable(property, settings.config().truth(ClientConfig.CLIENT, property, false)));
  }

  /// The most that a test may fill the root file system, in MB for each hour; 0 for no limit.
  double diskUsageLimit() {
    Object limit = state.get(JobState.CLIENT, DISK_USAGE).orElse(null);
    return limit instanceof Number number ? number.doubleValue() : 0;
  }

  void limitDiskUsage(double megabytesPerHour) throws IOException {
    state.set(JobState.CLIENT, DISK_USAGE, megabytesPerHour);
  }

  void setConfig(String name, @Nullable Object value) {
    if (value == null) {
      config.remove(name);
    } else {
      config.put(name, value);
    }
  }

  /// What the control file set; else what the configuration files say of it.
  @Nullable Object config(String name) {
    Object own = config.get(name);
    if (own != null) {
      return own;
    }
    ClientConfig files = settings.config();
    return switch (name) {
      case "abort_on_mismatch" -> (Object) files.truth(ClientConfig.CLIENT, name, false);
      case "boot.sleep_before_reboot" ->
          files.text(ClientConfig.CLIENT, "sleep_before_reboot").isPresent()
              ? (Object) files.number(ClientConfig.CLIENT, "sleep_before_reboot", 0)
              : null;
      case Kernels.MIRROR -> files.text(ClientConfig.CLIENT, "kernel_mirror").orElse(null);
      default -> null;
    };
  }

  /// All of them, by name.
  Map<String, @Nullable Object> describe() {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    JobPaths paths = settings.paths();
    String client = paths.client().toString();
    all.put("autodir", client);
    all.put("clientdir", client);
    for (String name : List.of("bin", "config", "profilers", "tools")) {
      all.put(name.equals("profilers") ? "profdir" : name + "dir", client + "/" + name);
    }
    all.put("testdir", paths.testRoots().isEmpty() ? client + "/tests" : last(paths));
    all.put("customtestdir", paths.testRoots().isEmpty() ? null : first(paths));
    all.put("testroots", paths.testRoots().stream().map(Path::toString).toList());
    all.put("site_testdir", client + "/site_tests");
    all.put("tmpdir", paths.tmp().toString());
    all.put("pkgdir", paths.work().resolve("packages").toString());
    all.put("resultdir", paths.results().toString());
    all.put("control", settings.control().toString());
    all.put("tag", settings.tag());
    all.put("user", settings.user());
    all.put("args", new ArrayList<>(settings.args()));
    all.put("machines", settings.hostname().isEmpty() ? List.of() : List.of(settings.hostname()));
    all.put("harness", settings.harness().name());
    all.put("run_test_cleanup", runsTestCleanup());
    all.put("default_profile_only", profilesOnly());
    all.put("last_boot_tag", settable("last_boot_tag", null));
    all.put("automatic_test_tag", settable("automatic_test_tag", null));
    all.put("use_sequence_number", settable("use_sequence_number", false));
    for (String name : List.of(PageCache.AROUND_TESTS, PageCache.BETWEEN_ITERATIONS)) {
      all.put(name, isSet(name));
    }
    all.put("num_tests_run", (long) testsRun.get());
    all.put("num_tests_failed", (long) testsFailed.get());
    return all;
  }

  private @Nullable Object settable(String name, @Nullable Object fallback) {
    return state.has(JobState.PROPERTIES, name)
        ? state.get(JobState.PROPERTIES, name).orElse(null)
        : fallback;
  }

  private static String first(JobPaths paths) {
    return paths.testRoots().getFirst().toString();
  }

  private static String last(JobPaths paths) {
    return paths.testRoots().getLast().toString();
  }
}
