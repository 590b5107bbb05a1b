package org.autotest.client.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The command lines that kernels take. Pure: nothing is run here.
public final class KernelCommands {
  private static final Pattern IMAGE =
      Pattern.compile("(?:^|\\s)\\.?(/(?:boot|lib/modules/[^/\\s]+)/vmlinuz-?([^\\s/]*))$");

  private KernelCommands() {}

  /// Unpacks an archive, whose one top directory is dropped.
  static List<String> unpack(String archive, String directory) {
    return List.of("tar", "-xf", archive, "--strip-components=1", "-C", directory);
  }

  /// Applies a patch to the tree it is run in.
  static List<String> patch(String file) {
    return List.of("patch", "-p1", "-f", "-i", file);
  }

  /// Makes a target.
  ///
  /// @param jobs how many at the same time; 0 leaves it to make
  /// @param options further words
  static List<String> make(int jobs, String options, String... targets) {
    List<String> argv = new ArrayList<>(List.of("make"));
    if (jobs > 0) {
      argv.add("-j" + jobs);
    }
    if (!options.isBlank()) {
      argv.addAll(Arrays.asList(options.strip().split("\\s+", -1)));
    }
    argv.addAll(Arrays.asList(targets));
    return argv;
  }

  /// Makes the first file system of a kernel with what the machine has; empty when it has nothing.
  ///
  /// @param has whether there is a program of a name
  static Optional<List<String>> initrd(Predicate<String> has, String file, String release) {
    if (has.test("mkinitramfs")) {
      return Optional.of(List.of("mkinitramfs", "-o", file, release));
    }
    if (has.test("dracut")) {
      return Optional.of(List.of("dracut", "--force", file, release));
    }
    if (has.test("mkinitcpio")) {
      return Optional.of(List.of("mkinitcpio", "-k", release, "-g", file));
    }
    return has.test("mkinitrd")
        ? Optional.of(List.of("mkinitrd", "-i", file, "-k", release))
        : Optional.empty();
  }

  /// Tells what is in a package.
  static List<String> contents(KernelOrigin origin, String file) {
    return origin instanceof KernelOrigin.Deb
        ? List.of("dpkg-deb", "-c", file)
        : List.of("rpm", "-qlp", file);
  }

  /// Installs a package, also over a newer one.
  static List<String> install(KernelOrigin origin, String file) {
    return origin instanceof KernelOrigin.Deb
        ? List.of("dpkg", "-i", "--force-downgrade", file)
        : List.of("rpm", "-i", "--force", "--oldpackage", file);
  }

  /// The path of the kernel in a list of files; empty when there is none.
  static Optional<String> kernelIn(String contents) {
    return contents
        .lines()
        .map(IMAGE::matcher)
        .filter(Matcher::find)
        .map(matcher -> matcher.group(1))
        .findFirst();
  }

  /// The release of a kernel by its path: `/boot/vmlinuz-6.1.0`, `/lib/modules/6.1.0/vmlinuz`.
  static String releaseOf(String kernel) {
    Matcher modules = Pattern.compile("/lib/modules/([^/]+)/").matcher(kernel);
    return modules.find() ? modules.group(1) : kernel.replaceFirst("^.*/vmlinuz-?", "");
  }

  /// Command line of a new kernel: what the running one has, but for what belongs to that alone.
  static List<String> inherited(String cmdline) {
    return Arrays.stream(cmdline.strip().split("\\s+", -1))
        .filter(
            word ->
                !word.isEmpty()
                    && !word.matches("(BOOT_IMAGE|initrd|IDENT|root)=.*")
                    && !word.startsWith("rdinit="))
        .toList();
  }
}
