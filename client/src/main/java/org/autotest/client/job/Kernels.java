package org.autotest.client.job;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.client.api.TestError;
import org.autotest.client.fetch.Fetcher;
import org.autotest.client.kernel.KernelBuild;
import org.autotest.client.kernel.KernelDirectories;
import org.autotest.client.kernel.KernelOrigin;
import org.autotest.client.machine.Programs;
import org.autotest.client.worker.Raises;
import org.autotest.core.bridge.Raise;
import org.autotest.core.bridge.RaisedException;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.statuslog.StatusCode;
import org.jspecify.annotations.Nullable;

/// The kernels of a job. What is done with them is recorded.
final class Kernels {
  /// What control files call the addresses of mirrors of kernels, separated by blanks.
  static final String MIRROR = "mirror.ftp_kernel_org";

  private static final long BYTES_MAX = 4L << 30;

  private final JobParts parts;
  private final List<KernelBuild> opened = new ArrayList<>();

  /// What is done with a kernel.
  interface Work {
    /// Does it.
    void run() throws IOException, RaisedException;
  }

  Kernels(JobParts parts) {
    this.parts = parts;
  }

  /// Opens one, and unpacks its sources.
  ///
  /// @param programs what is done with it runs as one of these
  /// @return its number
  synchronized int open(Branch branch, String base, Programs programs)
      throws RaisedException, IOException {
    KernelOrigin origin;
    try {
      origin = KernelOrigin.of(base, mirrors());
    } catch (IllegalArgumentException unknown) {
      throw new RaisedException(Raise.of("JobError", String.valueOf(unknown.getMessage())));
    }
    JobPaths paths = parts.settings().paths();
    KernelDirectories directories = KernelDirectories.make(paths.results(), paths.tmp());
    KernelBuild build =
        new KernelBuild(
            origin,
            directories,
            parts.settings().machine(),
            programs,
            new Fetcher(parts.web(), paths.work().resolve("kernels"), BYTES_MAX));
    opened.add(build);
    step(branch, build, "extract", build::extract);
    return opened.size() - 1;
  }

  /// Those that the control file names; else those of the machine's configuration.
  private List<String> mirrors() {
    return parts.properties().config(MIRROR) instanceof String named && !named.isBlank()
        ? Arrays.asList(named.strip().split("\\s+", -1))
        : List.of();
  }

  /// An opened one.
  ///
  /// @throws RaisedException `JobError` for a number that was not given out
  synchronized KernelBuild get(long number) throws RaisedException {
    if (number < 0 || number >= opened.size()) {
      throw new RaisedException(Raise.of("JobError", "there is no kernel " + number));
    }
    return opened.get((int) number);
  }

  /// Does something with a kernel, and records `kernel.<name>`.
  ///
  /// @throws RaisedException what went wrong
  void step(Branch branch, KernelBuild build, String name, Work work) throws RaisedException {
    Optional<String> subdir = Optional.of(build.subdir());
    Optional<String> operation = Optional.of("kernel." + name);
    try {
      work.run();
    } catch (AutotestException failed) {
      branch.result(StatusCode.FAIL, subdir, operation, failed.problem());
      throw new RaisedException(Raises.of(failed));
    } catch (IOException failed) {
      branch.result(StatusCode.FAIL, subdir, operation, failed.toString());
      throw new RaisedException(Raises.of(new TestError("kernel.%s: %s".formatted(name, failed))));
    }
    branch.result(StatusCode.GOOD, subdir, operation, "");
  }

  /// Makes a kernel an entry of the boot loader, and records that.
  ///
  /// @throws RaisedException what went wrong
  void addTo(Branch branch, KernelBuild build, String title, List<String> args)
      throws RaisedException {
    step(
        branch,
        build,
        "add_to_bootloader",
        () -> build.addTo(parts.reboots().bootLoader(), title, args));
  }

  /// Makes a kernel an entry of the boot loader, named by the tag that it was installed with, and
  /// reboots into it; the first step afterwards checks that it runs.
  ///
  /// @param ident whether it is to be told by a word of its command line, too
  /// @throws RaisedException `JobContinue`, or what went wrong
  void boot(Branch branch, KernelBuild build, List<String> args, boolean ident)
      throws RaisedException, IOException {
    String when =
        ident ? Long.toString(parts.settings().time().clock().instant().getEpochSecond()) : "";
    List<String> words = new ArrayList<>(args);
    if (ident) {
      words.add("IDENT=" + when);
    }
    step(
        branch, build, "boot", () -> build.addTo(parts.reboots().bootLoader(), build.tag(), words));
    List<@Nullable Object> then = new ArrayList<>();
    then.add(when);
    then.add(build.ident());
    then.add(build.subdir());
    then.add("src");
    then.add(new ArrayList<@Nullable Object>(build.patches()));
    parts.steps().addFirst(Reboots.VERIFY, then, Map.of());
    parts.reboots().start(branch);
    parts.reboots().reboot(build.tag());
  }
}
