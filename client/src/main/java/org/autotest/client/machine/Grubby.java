package org.autotest.client.machine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `grubby`, as Fedora, Red Hat and their kin have it.
final class Grubby implements BootLoader {
  private final Machine machine;
  private final Programs programs;

  Grubby(Machine machine, Programs programs) {
    this.machine = machine;
    this.programs = programs;
  }

  @Override
  public String name() {
    return "grubby";
  }

  @Override
  public List<BootEntry> entries() {
    return parse(call(List.of("grubby", "--info=ALL")));
  }

  @Override
  public Optional<String> defaultTitle() {
    return Optional.of(call(List.of("grubby", "--default-title")).strip())
        .filter(title -> !title.isEmpty());
  }

  @Override
  public void add(BootEntry entry) {
    if (entries().stream().anyMatch(old -> old.kernel().equals(entry.kernel()))) {
      call(removing(entry.kernel()));
    }
    call(adding(entry));
  }

  @Override
  public void remove(String title) {
    call(removing(entry(title).kernel()));
  }

  @Override
  public void bootOnce(String title) {
    String program = machine.has("grub2-reboot") ? "grub2-reboot" : "grub-reboot";
    call(List.of(program, Integer.toString(place(title))));
  }

  @Override
  public void setDefault(String title) {
    call(List.of("grubby", "--set-default-index=" + place(title)));
  }

  static List<String> adding(BootEntry entry) {
    List<String> argv = new ArrayList<>(List.of("grubby", "--add-kernel=" + entry.kernel()));
    argv.add("--title=" + entry.title());
    if (!entry.initrd().isEmpty()) {
      argv.add("--initrd=" + entry.initrd());
    }
    argv.add("--copy-default");
    if (!entry.commandLine().isEmpty()) {
      argv.add("--args=" + entry.commandLine());
    }
    return argv;
  }

  static List<String> removing(String kernel) {
    return List.of("grubby", "--remove-kernel=" + kernel);
  }

  /// Takes the output of `grubby --info=ALL` apart.
  static List<BootEntry> parse(String info) {
    List<BootEntry> found = new ArrayList<>();
    Map<String, String> one = new LinkedHashMap<>();
    for (String line : (info + "\nindex=end").lines().toList()) {
      int equals = line.indexOf('=');
      if (line.startsWith("index=")) {
        if (one.containsKey("kernel")) {
          found.add(entry(one));
        }
        one.clear();
      }
      if (equals > 0) {
        one.put(line.substring(0, equals), unquoted(line.substring(equals + 1)));
      }
    }
    return found;
  }

  private static BootEntry entry(Map<String, String> fields) {
    String args = fields.getOrDefault("args", "");
    return new BootEntry(
        fields.getOrDefault("title", ""),
        fields.getOrDefault("kernel", ""),
        fields.getOrDefault("initrd", ""),
        fields.getOrDefault("root", ""),
        args.isBlank() ? List.of() : Arrays.asList(args.strip().split("\\s+", -1)));
  }

  private static String unquoted(String text) {
    String bare = text.strip();
    return bare.length() > 1 && bare.startsWith("\"") && bare.endsWith("\"")
        ? bare.substring(1, bare.length() - 1)
        : bare;
  }

  private int place(String title) {
    return entries().indexOf(entry(title));
  }

  private String call(List<String> argv) {
    return programs.require(argv, Path.of("/"), Programs.SHORT).stdout();
  }
}
