package org.autotest.client.job;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.autotest.client.api.CommandFailed;
import org.autotest.client.api.CommandResult;
import org.autotest.client.api.Partition;
import org.autotest.client.api.TestError;
import org.autotest.client.machine.PartitionCommands;
import org.autotest.client.machine.Programs;
import org.autotest.core.statuslog.StatusCode;

/// A partition whose steps are recorded.
final class JobPartition implements Partition {
  private static final int MENDED = 1;

  private final Programs programs;
  private final Branch branch;
  private final Path device;
  private final Path mountpoint;
  private final boolean isLoop;
  private String type = "";

  private JobPartition(
      Programs programs, Branch branch, Path device, Path mountpoint, boolean isLoop) {
    this.programs = programs;
    this.branch = branch;
    this.device = device;
    this.mountpoint = mountpoint;
    this.isLoop = isLoop;
  }

  /// Opens one.
  ///
  /// @param device a device, or with a size a file
  /// @param loopMegabytes the size of the file, which is made; 0 for a device
  static JobPartition open(
      Programs programs, Branch branch, Path device, int loopMegabytes, Path mountpoint)
      throws IOException {
    if (loopMegabytes <= 0) {
      return new JobPartition(programs, branch, device, mountpoint, false);
    }
    try (RandomAccessFile file = new RandomAccessFile(device.toFile(), "rw")) {
      file.setLength((long) loopMegabytes << 20);
    }
    List<String> argv = PartitionCommands.loop(device.toString());
    String loop = programs.require(argv, Path.of("/"), Programs.SHORT).stdout().strip();
    return new JobPartition(programs, branch, Path.of(loop), mountpoint, true);
  }

  @Override
  public Path device() {
    return device;
  }

  @Override
  public Path mountpoint() {
    return mountpoint;
  }

  @Override
  public void mkfs(String fileSystem, String... args) {
    record(PartitionCommands.mkfs(fileSystem, device.toString(), args), 0);
    type = fileSystem;
  }

  @Override
  public void mount(String options) {
    try {
      Files.createDirectories(mountpoint);
    } catch (IOException cannot) {
      throw new TestError("making %s: %s".formatted(mountpoint, cannot));
    }
    record(PartitionCommands.mount(type, options, device.toString(), mountpoint.toString()), 0);
  }

  @Override
  public void unmount() {
    if (!isMounted()) {
      return;
    }
    try {
      record(PartitionCommands.unmount(mountpoint.toString(), false), 0);
    } catch (CommandFailed busy) {
      record(PartitionCommands.unmount(mountpoint.toString(), true), 0);
    }
  }

  @Override
  public void fsck(String... args) {
    record(PartitionCommands.fsck(device.toString(), args), MENDED);
  }

  @Override
  public void wipe() {
    unmount();
    programs.require(PartitionCommands.wipe(device.toString()), Path.of("/"), Programs.SHORT);
  }

  @Override
  public void close() {
    unmount();
    if (isLoop) {
      programs.require(PartitionCommands.unloop(device.toString()), Path.of("/"), Programs.SHORT);
    }
  }

  private boolean isMounted() {
    try {
      return PartitionCommands.isMounted(
          Files.readString(Path.of("/proc/mounts")), mountpoint.toString());
    } catch (IOException hidden) {
      return true;
    }
  }

  /// Runs a command; its line is the operation of the entry.
  ///
  /// @param worst the highest exit status that is no failure
  private void record(List<String> argv, int worst) {
    CommandResult result = programs.run(argv, Path.of("/"), Programs.LONG);
    Optional<String> operation = Optional.of(String.join(" ", argv).replaceAll("\\p{Cntrl}", "?"));
    if (result.exitStatus() < 0 || result.exitStatus() > worst) {
      CommandFailed failed = new CommandFailed(result, "Command returned non-zero exit status");
      branch.result(StatusCode.FAIL, Optional.empty(), operation, failed.problem());
      throw failed;
    }
    branch.result(StatusCode.GOOD, Optional.empty(), operation, "");
  }
}
