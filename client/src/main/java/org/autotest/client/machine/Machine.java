package org.autotest.client.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The machine a job runs on.
///
/// @param root what stands for `/`; a test has a directory of its own there
/// @param searchPath where programs are looked for, as in the variable PATH
/// @param resumeCommand what goes on with the job after a boot; empty when nobody can tell
/// @param supervised whether autoserv watches the job, and takes it up after a boot
public record Machine(
    Path root, String searchPath, List<String> resumeCommand, boolean supervised) {
  public Machine {
    resumeCommand = List.copyOf(resumeCommand);
  }

  /// A file by its absolute path.
  public Path file(String absolute) {
    return root.resolve(absolute.startsWith("/") ? absolute.substring(1) : absolute);
  }

  /// The text of a file; empty when it cannot be read.
  public String read(String absolute) {
    try {
      return Files.readString(file(absolute));
    } catch (IOException unreadable) {
      return "";
    }
  }

  /// Whether there is a program of the name.
  public boolean has(String program) {
    for (String directory : searchPath.split(":", -1)) {
      if (!directory.isEmpty() && Files.isExecutable(Path.of(directory, program))) {
        return true;
      }
    }
    return false;
  }

  /// The release of the running kernel, such as `6.1.0-18-amd64`.
  public String kernelRelease() {
    return read("/proc/sys/kernel/osrelease").strip();
  }

  /// Release and version of the running kernel, `release::version`.
  public String kernelIdent() {
    return kernelRelease() + "::" + read("/proc/sys/kernel/version").strip();
  }
}
