package org.autotest.client.sysinfo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// The packages before and after a test: `installed_packages`, and what came and went meanwhile in
/// `added_packages` and `removed_packages`. A line holds a name and a version; a package of another
/// version has come and gone.
final class PackageLists {
  private final InstalledPackages packages;
  private final Map<String, String> before;

  private PackageLists(InstalledPackages packages, Map<String, String> before) {
    this.packages = packages;
    this.before = before;
  }

  /// Notes what is installed now.
  static PackageLists begin(InstalledPackages packages) {
    return new PackageLists(packages, packages.all());
  }

  /// Writes what is installed now, and the differences.
  void write(Path directory) throws IOException {
    Map<String, String> after = packages.all();
    Files.writeString(directory.resolve("installed_packages"), text(after));
    Files.writeString(directory.resolve("added_packages"), text(without(after, before)));
    Files.writeString(directory.resolve("removed_packages"), text(without(before, after)));
  }

  /// A line for each.
  static String text(Map<String, String> packages) {
    StringBuilder text = new StringBuilder();
    packages.forEach((name, version) -> text.append(name).append(' ').append(version).append('\n'));
    return text.toString();
  }

  private static Map<String, String> without(Map<String, String> some, Map<String, String> others) {
    Map<String, String> rest = new TreeMap<>(some);
    rest.entrySet().removeIf(one -> Objects.equals(others.get(one.getKey()), one.getValue()));
    return rest;
  }
}
