package org.autotest.client.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// What must be the same after a reboot as before: the mounts, and how many processors there are.
///
/// @param mounts `device mountpoint` of each device that is mounted, sorted
/// @param processors that are online
public record Shape(List<String> mounts, long processors) {
  public Shape {
    mounts = List.copyOf(mounts);
  }

  /// As it is now.
  public static Shape of(Machine machine) {
    TreeSet<String> mounts = new TreeSet<>();
    for (String line : machine.read("/proc/mounts").lines().toList()) {
      String[] words = line.split(" ", -1);
      if (words.length > 1 && words[0].startsWith("/dev/") && !words[0].startsWith("/dev/loop")) {
        mounts.add(words[0] + " " + words[1]);
      }
    }
    long processors =
        machine.read("/proc/cpuinfo").lines().filter(line -> line.startsWith("processor")).count();
    return new Shape(List.copyOf(mounts), processors);
  }

  /// What is different now, in words; empty when nothing is.
  public List<String> differences(Shape now) {
    List<String> found = new ArrayList<>();
    if (processors != now.processors) {
      found.add("%d processors before the reboot, %d now".formatted(processors, now.processors));
    }
    for (String mount : mounts) {
      if (!now.mounts.contains(mount)) {
        found.add("mounted before the reboot, not now: " + mount);
      }
    }
    for (String mount : now.mounts) {
      if (!mounts.contains(mount)) {
        found.add("mounted now, not before the reboot: " + mount);
      }
    }
    return found;
  }
}
