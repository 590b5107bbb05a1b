package org.autotest.client.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where a kernel comes from, as its name tells: `6.1.55`, `6.2-rc3`, `linux-6.1.tar.xz`, a URL, a
/// directory, `linux-image-6.1.deb`, `kernel-6.1.rpm`.
public sealed interface KernelOrigin {
  /// What was asked for: a version, or where it is.
  String place();

  /// A source tree: a directory, an archive, or a URL of one.
  record Source(String place) implements KernelOrigin {}

  /// A release that is to be fetched; the first place that has it is used.
  record Release(String version, List<String> urls) implements KernelOrigin {
    public Release {
      urls = List.copyOf(urls);
    }

    @Override
    public String place() {
      return version;
    }
  }

  /// A package of Debian.
  record Deb(String place) implements KernelOrigin {}

  /// A package of the RPM kind.
  record Rpm(String place) implements KernelOrigin {}

  /// Where releases are published, in the absence of a mirror.
  String KERNEL_ORG = "https://cdn.kernel.org/pub/linux/kernel";

  /// Where release candidates are.
  String CANDIDATES = "https://git.kernel.org/torvalds/t";

  /// Reads a name.
  ///
  /// @param mirrors that have the layout of kernel.org, asked first
  /// @throws IllegalArgumentException for a name that means nothing any more, such as `2.6.9-mm1`
  static KernelOrigin of(String name, List<String> mirrors) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.endsWith(".deb")) {
      return new Deb(name);
    }
    if (lower.endsWith(".rpm") && !lower.endsWith(".src.rpm")) {
      return new Rpm(name);
    }
    if (lower.endsWith(".src.rpm")) {
      throw new IllegalArgumentException(
          "kernel '%s': sources in an RPM are not built; use its tarball or a built RPM"
              .formatted(name));
    }
    Matcher release = Pattern.compile("(\\d+)\\.(\\d+)(?:\\.(\\d+))*(-rc\\d+)?").matcher(name);
    if (release.matches()) {
      return new Release(name, urls(name, release, mirrors));
    }
    if (name.matches("\\d+\\.\\d+.*-(mm|git|mjb)\\d+.*")) {
      throw new IllegalArgumentException(
          "kernel '%s': trees of this kind are no longer published".formatted(name));
    }
    return new Source(name);
  }

  private static List<String> urls(String version, Matcher release, List<String> mirrors) {
    List<String> found = new ArrayList<>();
    boolean candidate = release.group(4) != null;
    String series =
        release.group(1).equals("2") ? "v2." + release.group(2) : "v" + release.group(1) + ".x";
    List<String> places = new ArrayList<>(mirrors);
    places.add(KERNEL_ORG);
    for (String mirror : places) {
      String directory =
          "%s/%s%s".formatted(mirror.replaceAll("/+$", ""), series, candidate ? "/testing" : "");
      for (String suffix : List.of("xz", "gz")) {
        found.add("%s/linux-%s.tar.%s".formatted(directory, version, suffix));
      }
    }
    if (candidate) {
      found.add("%s/linux-%s.tar.gz".formatted(CANDIDATES, version));
    }
    return found;
  }
}
