package org.autotest.client.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// GRUB 2 without grubby, as on Debian. Our entries stand in `custom.cfg`, which its menu includes.
final class Grub implements BootLoader {
  private static final Pattern ENTRY =
      Pattern.compile("^\\s*(menuentry|submenu)\\s+(?:'([^']*)'|\"([^\"]*)\")");
  private static final Pattern LINUX =
      Pattern.compile("^\\s*linux(?:efi|16)?\\s+(\\S+)(?:\\s+(.*))?$");
  private static final Pattern INITRD = Pattern.compile("^\\s*initrd(?:efi|16)?\\s+(\\S+)");

  /// Begins the second name of an entry whose title the boot loader would take for a number.
  private static final String ID = "autotest:";

  private final Machine machine;
  private final Programs programs;
  private final String family;

  /// @param family `grub` or `grub2`: how its programs and its directory begin
  Grub(Machine machine, Programs programs, String family) {
    this.machine = machine;
    this.programs = programs;
    this.family = family;
  }

  @Override
  public String name() {
    return "grub";
  }

  @Override
  public List<BootEntry> entries() {
    String directory = "/boot/" + family;
    List<BootEntry> all = new ArrayList<>(parse(machine.read(directory + "/grub.cfg")));
    all.addAll(parse(machine.read(directory + "/custom.cfg")));
    return all;
  }

  @Override
  public Optional<String> defaultTitle() {
    return Optional.of(call(List.of(family + "-editenv", "list")))
        .flatMap(list -> list.lines().filter(line -> line.startsWith("saved_entry=")).findFirst())
        .map(line -> line.substring("saved_entry=".length()))
        .map(name -> name.startsWith(ID) ? name.substring(ID.length()) : name)
        .or(() -> entries().stream().map(BootEntry::title).findFirst());
  }

  @Override
  public void add(BootEntry entry) throws IOException {
    String uuid = call(List.of(family + "-probe", "--target=fs_uuid", "/boot")).strip();
    String kernel = call(List.of(family + "-mkrelpath", entry.kernel())).strip();
    String initrd =
        entry.initrd().isEmpty()
            ? ""
            : call(List.of(family + "-mkrelpath", entry.initrd())).strip();
    String old = without(machine.read(custom()), entry.title());
    write(old + menuEntry(entry, uuid, kernel, initrd));
  }

  @Override
  public void remove(String title) throws IOException {
    write(without(machine.read(custom()), entry(title).title()));
  }

  @Override
  public void bootOnce(String title) {
    call(List.of(family + "-reboot", path(title)));
  }

  @Override
  public void setDefault(String title) {
    call(List.of(family + "-set-default", path(title)));
  }

  /// An entry as it stands in `custom.cfg`, with paths as the boot loader sees them.
  static String menuEntry(BootEntry entry, String uuid, String kernel, String initrd) {
    String title = entry.title().replace("'", "");
    String id = isLikeNumber(title) ? "--id '%s%s' ".formatted(ID, title) : "";
    return "menuentry '%s' %s{\n\tsearch --no-floppy --fs-uuid --set=root %s\n\tlinux %s %s\n%s}\n"
        .formatted(
            title,
            id,
            uuid,
            kernel,
            entry.commandLine(),
            initrd.isEmpty() ? "" : "\tinitrd " + initrd + "\n");
  }

  /// The text of `custom.cfg` without an entry.
  static String without(String custom, String title) {
    StringBuilder kept = new StringBuilder();
    boolean dropping = false;
    for (String line : custom.lines().toList()) {
      Matcher entry = ENTRY.matcher(line);
      if (entry.find() && title.replace("'", "").equals(titleOf(entry))) {
        dropping = true;
      }
      if (!dropping) {
        kept.append(line).append('\n');
      }
      dropping = dropping && !line.startsWith("}");
    }
    return kept.toString();
  }

  /// The entries of a menu; one within a submenu has both titles with `>` between.
  static List<BootEntry> parse(String menu) {
    List<BootEntry> found = new ArrayList<>();
    String submenu = "";
    String title = "";
    String kernel = "";
    String line = "";
    String initrd = "";
    for (String text : (menu + "\nmenuentry 'end'").lines().toList()) {
      Matcher entry = ENTRY.matcher(text);
      Matcher linux = LINUX.matcher(text);
      Matcher first = INITRD.matcher(text);
      if (entry.find()) {
        if (!kernel.isEmpty()) {
          found.add(BootEntry.of(title, kernel, initrd, line));
        }
        boolean isSubmenu = entry.group(1).equals("submenu");
        submenu = isSubmenu ? titleOf(entry) : text.startsWith("menuentry") ? "" : submenu;
        title = submenu.isEmpty() ? titleOf(entry) : submenu + ">" + titleOf(entry);
        kernel = "";
        initrd = "";
      } else if (linux.find()) {
        kernel = linux.group(1);
        line = Optional.ofNullable(linux.group(2)).orElse("");
      } else if (first.find()) {
        initrd = first.group(1);
      }
    }
    return found;
  }

  private static String titleOf(Matcher entry) {
    return Optional.ofNullable(entry.group(2)).orElseGet(() -> String.valueOf(entry.group(3)));
  }

  /// What the boot loader knows an entry by: its titles, or the second name that we gave it.
  private String path(String title) {
    String found = entry(title).title();
    boolean ours =
        parse(machine.read(custom())).stream().anyMatch(entry -> entry.title().equals(found));
    return ours && isLikeNumber(found) ? ID + found : found;
  }

  private static boolean isLikeNumber(String title) {
    return !title.isEmpty() && title.charAt(0) >= '0' && title.charAt(0) <= '9';
  }

  private String custom() {
    return "/boot/" + family + "/custom.cfg";
  }

  private void write(String text) throws IOException {
    Path file = machine.file(custom());
    Path beside = file.resolveSibling("custom.cfg.new");
    Files.writeString(beside, text);
    Files.move(
        beside,
        file,
        java.nio.file.StandardCopyOption.ATOMIC_MOVE,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  private String call(List<String> argv) {
    return programs.require(argv, Path.of("/"), Programs.SHORT).stdout();
  }
}
