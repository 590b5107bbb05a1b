package org.autotest.client.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Loop devices of files below a directory: those that were made since this was.
public final class Loops {
  private static final Path BLOCK = Path.of("/sys/block");

  private final Path root;
  private final Set<String> before;

  private Loops(Path root, Set<String> before) {
    this.root = root;
    this.before = before;
  }

  /// Looks what there is already.
  public static Loops begin(Path root) {
    Path absolute = real(root);
    return new Loops(absolute, new TreeSet<>(below(absolute)));
  }

  /// As the kernel names files.
  private static Path real(Path root) {
    try {
      return root.toRealPath();
    } catch (IOException notThere) {
      return root.toAbsolutePath().normalize();
    }
  }

  /// Their devices, such as `/dev/loop0`; empty when there is none.
  public List<String> made() {
    return below(root).stream().filter(device -> !before.contains(device)).toList();
  }

  private static List<String> below(Path root) {
    List<String> found = new ArrayList<>();
    try (DirectoryStream<Path> devices = Files.newDirectoryStream(BLOCK, "loop*")) {
      for (Path device : devices) {
        Path backing = device.resolve("loop/backing_file");
        if (Files.exists(backing) && Path.of(Files.readString(backing)).startsWith(root)) {
          found.add("/dev/" + device.getFileName());
        }
      }
    } catch (IOException none) {
      // Without /sys there is nothing to find.
    }
    return found;
  }
}
