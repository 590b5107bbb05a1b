package org.autotest.client.sysinfo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.autotest.core.results.Keyvals;
import org.jspecify.annotations.Nullable;

/// What is collected for one test, in `<test>/sysinfo`.
public final class TestSysInfo {
  private static final List<Path> ITERATION_FILES =
      List.of(
          Path.of("/proc/schedstat"),
          Path.of("/proc/meminfo"),
          Path.of("/proc/slabinfo"),
          Path.of("/proc/interrupts"),
          Path.of("/proc/buddyinfo"));

  /// Of what one test adds to a log; more is cut, which the copy says.
  private static final int LOG_BYTES_MAX = 16 * 1024 * 1024;

  private final SysInfo job;
  private final Path output;
  private final Path directory;
  private long kernelLogStart;
  private long journalStart;
  private Optional<PackageLists> packages = Optional.empty();
  private @Nullable Path systemLog;
  private @Nullable Object systemLogKey;
  private long systemLogSize;
  private boolean isKept;

  TestSysInfo(SysInfo job, Path output) {
    this.job = job;
    this.output = output;
    this.directory = output.resolve("sysinfo");
  }

  /// Notes where the logs stand.
  public void beforeTest() {
    kernelLogStart = job.kernelLogEnd();
    journalStart = job.journal().end();
    packages = job.packageLists();
    try {
      Files.createDirectories(directory);
      Optional<Path> log = job.systemLog();
      if (log.isPresent()) {
        BasicFileAttributes now = Files.readAttributes(log.get(), BasicFileAttributes.class);
        systemLog = log.get();
        systemLogKey = now.fileKey();
        systemLogSize = now.size();
      }
    } catch (IOException trouble) {
      job.trouble("before " + output.getFileName(), trouble);
    }
  }

  /// Copies the kernel's counters.
  public void beforeIteration(int iteration) {
    snapshot(iteration, "before");
  }

  /// Copies them again.
  public void afterIteration(int iteration) {
    snapshot(iteration, "after");
  }

  /// Collects what the test left: space, new lines of the logs, keyvals.
  public void afterTest() {
    try {
      if (!Files.isDirectory(directory)) {
        Files.createDirectories(directory);
      }
      Files.writeString(directory.resolve("df"), job.diskSpace());
      job.writeKernelLog(directory, kernelLogStart);
      copySystemLog();
      if (job.journal().isFollowed()) {
        ProcFile.writeGzip(directory.resolve("journal.gz"), job.journal().since(journalStart));
      }
      if (packages.isPresent()) {
        packages.get().write(directory);
      }
      link(directory.resolve("reboot_current"), directory.relativize(job.bootDirectory()));
      job.collectAdditionsOfTest(directory);
      if (!isKept) {
        isKept = true;
        Keyvals.append(output.resolve("keyval"), MachineFacts.keyvals(job.boot()));
      }
    } catch (IOException trouble) {
      job.trouble("after " + output.getFileName(), trouble);
    }
  }

  /// Made anew when it is there already, as it is after a second phase of the same test.
  private static void link(Path link, Path to) throws IOException {
    try {
      Files.createSymbolicLink(link, to);
    } catch (FileAlreadyExistsException before) {
      Files.delete(link);
      Files.createSymbolicLink(link, to);
    }
  }

  private void snapshot(int iteration, String when) {
    Path snapshots = directory.resolve("iteration." + iteration);
    try {
      // Asked first: what is there already would be an exception, and its trace, for each
      // iteration.
      if (!Files.isDirectory(snapshots)) {
        Files.createDirectories(snapshots);
      }
      for (Path file : ITERATION_FILES) {
        if (Files.exists(file)) {
          ProcFile.copy(file, snapshots.resolve(file.getFileName() + "." + when));
        }
      }
    } catch (IOException trouble) {
      job.trouble("iteration " + iteration + " of " + output.getFileName(), trouble);
    }
  }

  /// What was added since the start; the whole file when it was rotated meanwhile.
  private void copySystemLog() throws IOException {
    Path log = systemLog;
    if (log == null) {
      return;
    }
    BasicFileAttributes now = Files.readAttributes(log, BasicFileAttributes.class);
    boolean same = Objects.equals(systemLogKey, now.fileKey()) && now.size() >= systemLogSize;
    try (InputStream in = Files.newInputStream(log)) {
      in.skipNBytes(same ? systemLogSize : 0);
      ProcFile.writeGzip(directory.resolve(log.getFileName() + ".gz"), in, LOG_BYTES_MAX);
    }
  }
}
