package org.autotest.client.job;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.client.api.TestException;
import org.autotest.client.bridge.Call;
import org.autotest.client.machine.BootEntry;
import org.autotest.client.machine.BootLoader;
import org.autotest.client.machine.Programs;
import org.autotest.client.test.PythonText;
import org.autotest.client.worker.Raises;
import org.autotest.core.bridge.Raise;
import org.autotest.core.bridge.RaisedException;
import org.autotest.core.bridge.Values;
import org.autotest.core.failure.AutotestException;
import org.jspecify.annotations.Nullable;

/// Serves the calls that change the machine: `job.reboot` and its kin, `boot.…`, `kernel.…`,
/// `package.…`; and those that build there what tests depend on.
final class MachineCalls {
  private final JobParts parts;
  private final Branch branch;
  private final Programs programs;

  /// Serves the control file.
  MachineCalls(JobParts parts, Branch branch) {
    this(parts, branch, parts.programs());
  }

  /// Serves whoever calls.
  ///
  /// @param programs run what is built for it, and end with it
  MachineCalls(JobParts parts, Branch branch, Programs programs) {
    this.parts = parts;
    this.branch = branch;
    this.programs = programs;
  }

  /// Serves one.
  ///
  /// @throws RaisedException `CmdError` for a program that failed, `TestError` for what a test
  ///   needs and is not there, `JobError` for what cannot be done here
  @Nullable Object handle(Call call) throws RaisedException, IOException {
    try {
      String family = call.name().substring(0, call.name().indexOf('.') + 1);
      return switch (family) {
        case "boot." -> boot(call);
        case "kernel.", "package." -> new KernelCalls(parts, branch, programs).handle(call);
        default -> ofJob(call);
      };
    } catch (TestException failed) {
      throw new RaisedException(Raises.of(failed));
    } catch (AutotestException cannot) {
      throw new RaisedException(Raise.of("JobError", cannot.problem()));
    }
  }

  private @Nullable Object ofJob(Call call) throws RaisedException, IOException {
    Reboots reboots = parts.reboots();
    switch (call.name()) {
      case "job.setup_dep" -> new Dependencies(parts, programs).build(texts(call, 0, "deps"));
      case "job.require_gcc" -> new Dependencies(parts, programs).requireGcc();
      case "job.reboot_setup" -> reboots.setUp();
      case "job.start_reboot" -> reboots.start(branch);
      case "job.reboot" -> reboots.reboot(text(call, 0, "tag"));
      case "job.go_down" -> reboots.goDown();
      case "job.end_reboot" ->
          reboots.end(branch, subdir(call, 0), text(call, 1, "kernel"), texts(call, 2, "patches"));
      case "job.end_reboot_and_verify" ->
          reboots.verify(
              branch,
              text(call, 0, "expected_when"),
              text(call, 1, "expected_id"),
              subdir(call, 2),
              texts(call, 4, "patches"));
      default ->
          throw new RaisedException(Raise.of("AttributeError", "no such call: " + call.name()));
    }
    return null;
  }

  private @Nullable Object boot(Call call) throws RaisedException, IOException {
    BootLoader loader = parts.reboots().bootLoader();
    switch (call.name()) {
      case "boot.name" -> {
        return loader.name();
      }
      case "boot.entries" -> {
        List<@Nullable Object> entries = new ArrayList<>();
        loader.entries().forEach(entry -> entries.add(json(entry)));
        return entries;
      }
      case "boot.default" -> {
        return loader.defaultTitle().orElse(null);
      }
      case "boot.add" ->
          loader.add(
              new BootEntry(
                  text(call, 1, "title"),
                  text(call, 0, "path"),
                  text(call, 4, "initrd"),
                  text(call, 2, "root"),
                  words(text(call, 3, "args"))));
      case "boot.remove" -> loader.remove(text(call, 0, "title"));
      case "boot.once" -> loader.bootOnce(text(call, 0, "title"));
      case "boot.set_default" -> loader.setDefault(text(call, 0, "title"));
      case "boot.add_args" -> loader.addArgs(text(call, 0, "title"), words(text(call, 1, "args")));
      case "boot.remove_args" ->
          loader.removeArgs(text(call, 0, "title"), words(text(call, 1, "args")));
      default ->
          throw new RaisedException(Raise.of("AttributeError", "no such call: " + call.name()));
    }
    return null;
  }

  private static Map<String, @Nullable Object> json(BootEntry entry) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("title", entry.title());
    json.put("kernel", entry.kernel());
    json.put("initrd", entry.initrd());
    json.put("root", entry.root());
    json.put("args", String.join(" ", entry.args()));
    return json;
  }

  private static List<String> words(String text) {
    return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+", -1));
  }

  private static Optional<String> subdir(Call call, int place) throws RaisedException {
    return Optional.of(text(call, place, "subdir")).filter(name -> !name.isEmpty());
  }

  private static String text(Call call, int place, String name) throws RaisedException {
    Object value = call.argument(place, name);
    return value == null ? "" : PythonText.str(value);
  }

  private static List<String> texts(Call call, int place, String name) throws RaisedException {
    List<String> found = new ArrayList<>();
    for (Object one : Values.list(call.argument(place, name))) {
      found.add(PythonText.str(one));
    }
    return found;
  }
}
