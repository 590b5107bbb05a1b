package org.autotest.client.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
  static Path real(Path root) {
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
    List<String> devices = new ArrayList<>();
    for (Map.Entry<String, String> device : all().entrySet()) {
      if (Path.of(device.getValue()).startsWith(root)) {
        devices.add(device.getKey());
      }
    }
    return devices;
  }

  /// The devices of files.
  ///
  /// @param directories that the file may be below, and `files` that it may be; written as
  ///   [Mounts#escaped] does
  static Set<String> devices(Collection<String> directories, Collection<String> files) {
    Set<String> found = new TreeSet<>();
    all()
        .forEach(
            (device, file) -> {
              String name = Mounts.escaped(Path.of(file));
              if (files.contains(name)
                  || directories.stream().anyMatch(each -> name.startsWith(each + "/"))) {
                found.add(device);
              }
            });
    return found;
  }

  /// Gives a device back; one that is mounted still goes with its mount.
  ///
  /// @return whether that worked
  static boolean detach(String device) {
    return Mounts.ran("losetup", "-d", device);
  }

  /// What there is: the file of each device.
  private static Map<String, String> all() {
    Map<String, String> found = new TreeMap<>();
    try (DirectoryStream<Path> devices = Files.newDirectoryStream(BLOCK, "loop*")) {
      for (Path device : devices) {
        Path backing = device.resolve("loop/backing_file");
        if (Files.exists(backing)) {
          String file = Files.readString(backing).replaceFirst("\n$", "");
          found.put("/dev/" + device.getFileName(), file.replaceFirst(" \\(deleted\\)$", ""));
        }
      }
    } catch (IOException none) {
      // Without /sys there is nothing to find.
    }
    return found;
  }
}
