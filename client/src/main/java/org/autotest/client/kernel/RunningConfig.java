package org.autotest.client.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.autotest.client.api.TestError;
import org.autotest.client.machine.Machine;

/// The configuration of the kernel that runs.
///
/// @param file plain text, or compressed by gzip: its name ends with `.gz` then
record RunningConfig(Path file) {
  /// Looks where kernels keep it: in themselves, beside themselves, in the tree they were built in.
  ///
  /// @throws TestError when it is nowhere
  static RunningConfig of(Machine machine) {
    String release = machine.kernelRelease();
    List<String> places =
        List.of(
            "/proc/config.gz",
            "/boot/config-" + release,
            "/lib/modules/" + release + "/build/.config");
    for (String place : places) {
      Path file = machine.file(place);
      if (Files.isRegularFile(file)) {
        return new RunningConfig(file);
      }
    }
    throw new TestError(
        "configuring a kernel: no configuration was given, and none of %s is there"
            .formatted(String.join(", ", places)));
  }

  /// Writes it, as plain text.
  void copyTo(Path target) throws IOException {
    if (!file.toString().endsWith(".gz")) {
      Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
      return;
    }
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
