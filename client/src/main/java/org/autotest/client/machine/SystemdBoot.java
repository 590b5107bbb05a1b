package org.autotest.client.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// systemd-boot: a file for each entry below `/boot/loader/entries`.
final class SystemdBoot implements BootLoader {
  private static final String ENTRIES = "/boot/loader/entries";

  private final Machine machine;
  private final Programs programs;

  SystemdBoot(Machine machine, Programs programs) {
    this.machine = machine;
    this.programs = programs;
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
    return machine
        .read("/boot/loader/loader.conf")
        .lines()
        .filter(line -> line.startsWith("default "))
        .map(line -> line.substring("default ".length()).strip())
        .findFirst()
        .flatMap(
            id ->
                files().entrySet().stream()
                    .filter(file -> file.getKey().equals(id) || file.getKey().equals(id + ".conf"))
                    .map(file -> file.getValue().title())
                    .findFirst());
  }

  @Override
  public void add(BootEntry entry) throws IOException {
    String id = files().containsValue(entry) ? id(entry.title()) : fileName(entry.title());
    Path file = machine.file(ENTRIES).resolve(id);
    Path beside = file.resolveSibling(id + ".new");
    Files.writeString(beside, text(entry));
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void remove(String title) throws IOException {
    Files.delete(machine.file(ENTRIES).resolve(id(title)));
  }

  @Override
  public void bootOnce(String title) {
    call(List.of("bootctl", "set-oneshot", id(title)));
  }

  @Override
  public void setDefault(String title) {
    call(List.of("bootctl", "set-default", id(title)));
  }

  /// The file of an entry. The boot loader sees `/boot` as its root.
  static String text(BootEntry entry) {
    String initrd = entry.initrd().isEmpty() ? "" : "initrd " + seen(entry.initrd()) + "\n";
    return "title %s\nlinux %s\n%soptions %s\n"
        .formatted(entry.title(), seen(entry.kernel()), initrd, entry.commandLine());
  }

  /// Reads what [#text] writes.
  static BootEntry parse(String text) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String line : text.lines().toList()) {
      String[] parts = line.strip().split("\\s+", 2);
      if (parts.length == 2 && !line.startsWith("#")) {
        fields.merge(parts[0], parts[1], (first, second) -> first + " " + second);
      }
    }
    List<String> words =
        new ArrayList<>(Arrays.asList(fields.getOrDefault("options", "").split("\\s+", -1)));
    String root =
        words.stream()
            .filter(word -> word.startsWith("root="))
            .map(word -> word.substring("root=".length()))
            .findFirst()
            .orElse("");
    words.removeIf(word -> word.isEmpty() || word.startsWith("root="));
    return new BootEntry(
        fields.getOrDefault("title", ""),
        "/boot" + fields.getOrDefault("linux", ""),
        fields.containsKey("initrd") ? "/boot" + fields.get("initrd") : "",
        root,
        words);
  }

  static String fileName(String title) {
    return title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]+", "-") + ".conf";
  }

  private static String seen(String path) {
    return path.startsWith("/boot/") ? path.substring("/boot".length()) : path;
  }

  private String id(String title) {
    BootEntry wanted = entry(title);
    return files().entrySet().stream()
        .filter(file -> file.getValue().equals(wanted))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(() -> new BootLoaderMissing("systemd-boot has no entry '" + title + "'"));
  }

  private Map<String, BootEntry> files() {
    Map<String, BootEntry> found = new LinkedHashMap<>();
    try (Stream<Path> files = Files.list(machine.file(ENTRIES))) {
      for (Path file : files.sorted().toList()) {
        if (file.toString().endsWith(".conf")) {
          found.put(file.getFileName().toString(), parse(Files.readString(file)));
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return found;
  }

  private void call(List<String> argv) {
    programs.require(argv, Path.of("/"), Programs.SHORT);
  }
}
