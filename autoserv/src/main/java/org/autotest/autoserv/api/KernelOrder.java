package org.autotest.autoserv.api;

import java.util.List;

/// A kernel that a machine shall get: `KernelOrder.of("linux-7.deb").titled("new").with("debug")`.
/// Files here are relative to [Job#resultDirectory], and are sent to the machine.
///
/// @param source a release such as `6.1.55`, a URL, or a file or directory here: sources, a tarball
///   of them, a `.deb`, an `.rpm`
/// @param config of sources: a file here or a URL; empty for that of the running kernel
/// @param patches of sources: files here or URLs, in their order
/// @param title of its entry of the boot loader; names its files
/// @param args further words for its command line
/// @param isDefault whether the machine boots it from now on; else the next time only
public record KernelOrder(
    String source,
    String config,
    List<String> patches,
    String title,
    List<String> args,
    boolean isDefault) {
  public KernelOrder {
    patches = List.copyOf(patches);
    args = List.copyOf(args);
    if (!title.matches("[A-Za-z0-9][A-Za-z0-9._+-]{0,60}")) {
      throw new IllegalArgumentException("'%s' cannot name files of a kernel".formatted(title));
    }
  }

  /// One that is booted the next time, by the title `autotest`.
  public static KernelOrder of(String source) {
    return new KernelOrder(source, "", List.of(), "autotest", List.of(), false);
  }

  /// The same, configured by a file.
  public KernelOrder configuredBy(String file) {
    return new KernelOrder(source, file, patches, title, args, isDefault);
  }

  /// The same with patches.
  public KernelOrder patchedBy(String... files) {
    return new KernelOrder(source, config, List.of(files), title, args, isDefault);
  }

  /// The same by another title.
  public KernelOrder titled(String other) {
    return new KernelOrder(source, config, patches, other, args, isDefault);
  }

  /// The same with words on its command line.
  public KernelOrder with(String... words) {
    return new KernelOrder(source, config, patches, title, List.of(words), isDefault);
  }

  /// The same, booted from now on.
  public KernelOrder asDefault() {
    return new KernelOrder(source, config, patches, title, args, true);
  }

  /// Whether it is built; a package is not.
  public boolean isSource() {
    return !source.endsWith(".deb") && !source.endsWith(".rpm");
  }
}
