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
import org.autotest.client.process.MountNotes;
import org.autotest.core.statuslog.StatusCode;

/// A partition whose steps are recorded.
final class JobPartition implements Partition {
  private static final int MENDED = 1;

  private final Programs programs;
  private final MountNotes notes;
  private final Branch branch;
  private final Path device;
  private final Path mountpoint;
  private final Optional<Path> image;
  private String type = "";

  private JobPartition(
      JobParts parts, Branch branch, Path device, Path mountpoint, Optional<Path> image) {
    this.programs = parts.programs();
    this.notes = parts.mountNotes();
    this.branch = branch;
    this.device = device;
    this.mountpoint = mountpoint;
    this.image = image;
  }

  /// Opens one.
  ///
  /// @param device a device, or with a size a file
  /// @param loopMegabytes the size of the file, which is made; 0 for a device
  static JobPartition open(
      JobParts parts, Branch branch, Path device, int loopMegabytes, Path mountpoint)
      throws IOException {
    if (loopMegabytes <= 0) {
      return new JobPartition(parts, branch, device, mountpoint, Optional.empty());
    }
    try (RandomAccessFile file = new RandomAccessFile(device.toFile(), "rw")) {
      file.setLength((long) loopMegabytes << 20);
    }
    List<String> argv = PartitionCommands.loop(device.toString());
    parts.mountNotes().loop(device);
    String loop = parts.programs().require(argv, Path.of("/"), Programs.SHORT).stdout().strip();
    return new JobPartition(parts, branch, Path.of(loop), mountpoint, Optional.of(device));
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
    notes.mount(device, mountpoint);
    try {
      record(PartitionCommands.mount(type, options, device.toString(), mountpoint.toString()), 0);
    } catch (CommandFailed refused) {
      notes.unmount(device, mountpoint);
      throw refused;
    }
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
    notes.unmount(device, mountpoint);
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
    if (image.isPresent()) {
      programs.require(PartitionCommands.unloop(device.toString()), Path.of("/"), Programs.SHORT);
      notes.unloop(image.get());
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
