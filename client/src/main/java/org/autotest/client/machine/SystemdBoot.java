package org.autotest.client.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.autotest.client.api.CommandResult;
import org.autotest.core.bridge.JsonReader;
import org.autotest.core.bridge.Values;
import org.autotest.core.failure.MalformedInput;
import org.jspecify.annotations.Nullable;

/// systemd-boot: a file for each entry, on the partition that the firmware reads or the one that
/// extends it. The loader sees nothing else, so a kernel from elsewhere is copied there.
final class SystemdBoot implements BootLoader {
  /// Below the partition: our copies of kernels, those of each entry in a directory named as its
  /// file is: two kernels may have one file name.
  private static final String COPIES = "/autotest";

  private static final int NAME_CHARS_MAX = 100;

  private final Machine machine;
  private final Programs programs;
  private final String boot;

  private SystemdBoot(Machine machine, Programs programs, String boot) {
    this.machine = machine;
    this.programs = programs;
    this.boot = boot;
  }

  /// The one that is installed; empty when there is none. Entries alone do not tell: GRUB reads the
  /// same files.
  static Optional<SystemdBoot> of(Machine machine, Programs programs) {
    if (!machine.has("bootctl") || !asked(programs, "is-installed").isSuccess()) {
      return Optional.empty();
    }
    CommandResult told = asked(programs, "--print-boot-path");
    String boot = told.stdout().strip().replaceFirst("/+$", "");
    return told.isSuccess() && boot.startsWith("/")
        ? Optional.of(new SystemdBoot(machine, programs, boot))
        : Optional.empty();
  }

  @Override
  public String name() {
    return "systemd-boot";
  }

  @Override
  public List<BootEntry> entries() {
    return files().values().stream().toList();
  }

  @Override
  public Optional<String> defaultTitle() {
    CommandResult told = asked(programs, "list", "--json=short");
    return told.isSuccess() ? defaultOf(told.stdout()) : Optional.empty();
  }

  /// The title of the default in what `bootctl list --json=short` prints.
  static Optional<String> defaultOf(String list) {
    try {
      for (Object entry : Values.list(JsonReader.parse(list))) {
        Map<String, @Nullable Object> fields = Values.map(entry);
        if (Boolean.TRUE.equals(fields.get("isDefault"))) {
          return Optional.ofNullable(fields.get("title")).map(Object::toString);
        }
      }
    } catch (MalformedInput notJson) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  @Override
  public void add(BootEntry entry) throws IOException {
    Map<String, BootEntry> before = files();
    String id =
        before.entrySet().stream()
            .filter(file -> file.getValue().title().equals(entry.title()))
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseGet(() -> fileName(entry.title(), before.keySet()));
    BootEntry placed =
        new BootEntry(
            entry.title(),
            placed(entry.kernel(), id),
            placed(entry.initrd(), id),
            entry.root(),
            entry.args());
    Path file = Files.createDirectories(directory()).resolve(id);
    Path beside = file.resolveSibling(id + ".new");
    Files.writeString(beside, text(placed, boot));
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    BootEntry replaced = before.get(id);
    if (replaced != null) {
      deleteCopies(replaced);
    }
  }

  @Override
  public void remove(String title) throws IOException {
    BootEntry old = entry(title);
    Files.delete(directory().resolve(id(old)));
    deleteCopies(old);
  }

  /// Those that no entry has any more.
  private void deleteCopies(BootEntry old) throws IOException {
    for (String path : List.of(old.kernel(), old.initrd())) {
      boolean isUsed =
          entries().stream()
              .anyMatch(left -> left.kernel().equals(path) || left.initrd().equals(path));
      if (path.startsWith(boot + COPIES + "/") && !isUsed) {
        Files.deleteIfExists(machine.file(path));
        deleteIfEmpty(path.substring(0, path.lastIndexOf('/')));
      }
    }
  }

  /// Of the copies of an entry.
  private void deleteIfEmpty(String copies) throws IOException {
    Path directory = machine.file(copies);
    if (copies.equals(boot + COPIES) || !Files.isDirectory(directory)) {
      return;
    }
    try (Stream<Path> left = Files.list(directory)) {
      if (left.findAny().isPresent()) {
        return;
      }
    }
    Files.delete(directory);
  }

  @Override
  public void bootOnce(String title) {
    call("set-oneshot", id(entry(title)));
  }

  @Override
  public void setDefault(String title) {
    call("set-default", id(entry(title)));
  }

  /// The file of an entry whose kernel lies below `boot`, which the boot loader sees as its root.
  static String text(BootEntry entry, String boot) {
    String initrd = entry.initrd().isEmpty() ? "" : "initrd " + seen(entry.initrd(), boot) + "\n";
    return "title %s\nlinux %s\n%soptions %s\n"
        .formatted(entry.title(), seen(entry.kernel(), boot), initrd, entry.commandLine());
  }

  /// Reads what [#text] writes.
  static BootEntry parse(String text, String boot) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String line : text.lines().toList()) {
      String[] parts = line.strip().split("\\s+", 2);
      if (parts.length == 2 && !line.startsWith("#")) {
        fields.merge(parts[0], parts[1], (first, second) -> first + " " + second);
      }
    }
    return BootEntry.of(
        fields.getOrDefault("title", ""),
        boot + fields.getOrDefault("linux", fields.getOrDefault("efi", "")),
        fields.containsKey("initrd") ? boot + fields.get("initrd") : "",
        fields.getOrDefault("options", ""));
  }

  /// The name of the file of a new entry: its title, with a number behind it when another entry has
  /// that name.
  ///
  /// @param taken names of files; upper and lower case are one to the partition
  static String fileName(String title, Collection<String> taken) {
    String safe =
        title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]+", "-").replaceFirst("^[.-]+", "");
    String name =
        safe.isEmpty() ? "entry" : safe.substring(0, Math.min(safe.length(), NAME_CHARS_MAX));
    Set<String> lower =
        taken.stream().map(file -> file.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    return IntStream.iterate(1, number -> number + 1)
        .mapToObj(number -> number == 1 ? name + ".conf" : name + "-" + number + ".conf")
        .filter(file -> !lower.contains(file))
        .findFirst()
        .orElseThrow();
  }

  private static String seen(String path, String boot) {
    return path.startsWith(boot + "/") ? path.substring(boot.length()) : path;
  }

  /// The path of a file where the boot loader sees it.
  ///
  /// @param id of the entry
  private String placed(String path, String id) throws IOException {
    if (path.isEmpty() || path.startsWith(boot + "/")) {
      return path;
    }
    Path from = machine.file(path);
    String directory = boot + COPIES + "/" + id.replaceFirst("\\.conf$", "");
    String copy = directory + "/" + from.getFileName();
    Path target = machine.file(copy);
    Path beside = target.resolveSibling(target.getFileName() + ".new");
    Files.createDirectories(target.getParent());
    Files.copy(from, beside, StandardCopyOption.REPLACE_EXISTING);
    Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return copy;
  }

  private String id(BootEntry wanted) {
    return files().entrySet().stream()
        .filter(file -> file.getValue().equals(wanted))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(
            () -> new BootLoaderMissing("systemd-boot has no entry '" + wanted.title() + "'"));
  }

  private Path directory() {
    return machine.file(boot + "/loader/entries");
  }

  private Map<String, BootEntry> files() {
    Map<String, BootEntry> found = new LinkedHashMap<>();
    if (!Files.isDirectory(directory())) {
      return found;
    }
    try (Stream<Path> files = Files.list(directory())) {
      for (Path file : files.sorted().toList()) {
        if (file.toString().endsWith(".conf")) {
          found.put(file.getFileName().toString(), parse(Files.readString(file), boot));
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return found;
  }

  private static CommandResult asked(Programs programs, String... words) {
    List<String> argv = Stream.concat(Stream.of("bootctl"), Stream.of(words)).toList();
    return programs.run(argv, Path.of("/"), Programs.SHORT);
  }

  private void call(String verb, String id) {
    programs.require(List.of("bootctl", verb, id), Path.of("/"), Programs.SHORT);
  }
}
