package org.autotest.client.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The boot loader of a machine, which decides what it boots next. The lines that each of them
/// takes are pure functions of what is wanted.
public sealed interface BootLoader permits Grubby, Grub, SystemdBoot {
  /// `grubby`, `grub` or `systemd-boot`.
  String name();

  /// What it can boot.
  List<BootEntry> entries();

  /// The title of what it boots when nobody says otherwise; empty when that cannot be told.
  Optional<String> defaultTitle();

  /// Makes a kernel bootable; one with the same title is replaced.
  void add(BootEntry entry) throws IOException;

  /// Takes an entry away.
  void remove(String title) throws IOException;

  /// Boots it the next time, and only then.
  void bootOnce(String title);

  /// Boots it from now on.
  void setDefault(String title);

  /// Adds words to the command line of an entry.
  default void addArgs(String title, List<String> args) throws IOException {
    BootEntry old = entry(title);
    List<String> all = Stream.concat(old.args().stream(), args.stream()).distinct().toList();
    add(new BootEntry(title, old.kernel(), old.initrd(), old.root(), all));
  }

  /// Takes words off the command line of an entry; `console` takes off `console=ttyS0`.
  default void removeArgs(String title, List<String> args) throws IOException {
    BootEntry old = entry(title);
    List<String> kept =
        old.args().stream()
            .filter(word -> !args.contains(word) && !args.contains(word.replaceFirst("=.*", "")))
            .toList();
    add(new BootEntry(title, old.kernel(), old.initrd(), old.root(), kept));
  }

  /// An entry by its title or, when none is called so, by the number of its place from 0.
  ///
  /// @throws BootLoaderMissing when there is none
  default BootEntry entry(String title) {
    List<BootEntry> all = entries();
    Stream<BootEntry> called = all.stream().filter(entry -> entry.title().equals(title));
    Stream<BootEntry> placed =
        IntStream.range(0, all.size())
            .filter(place -> Integer.toString(place).equals(title))
            .mapToObj(all::get);
    return Stream.concat(called, placed)
        .findFirst()
        .orElseThrow(() -> new BootLoaderMissing("%s has no entry '%s'".formatted(name(), title)));
  }

  /// The one that this machine has.
  ///
  /// @throws BootLoaderMissing when it has none that is known
  static BootLoader of(Machine machine, Programs programs) {
    Path here = machine.root();
    if (machine.has("grubby")) {
      return new Grubby(machine, programs);
    }
    Optional<SystemdBoot> systemdBoot = SystemdBoot.of(machine, programs);
    if (systemdBoot.isPresent()) {
      return systemdBoot.get();
    }
    for (String name : List.of("grub", "grub2")) {
      Path directory = machine.file("/boot/" + name);
      if (Files.isRegularFile(directory.resolve("grub.cfg")) && machine.has(name + "-reboot")) {
        return new Grub(machine, programs, name);
      }
    }
    throw new BootLoaderMissing(
        "looking for a boot loader below %s: neither grubby, grub-reboot with a grub.cfg, nor systemd-boot"
            .formatted(here));
  }
}
