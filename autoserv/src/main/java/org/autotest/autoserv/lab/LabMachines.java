package org.autotest.autoserv.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.autotest.autoserv.host.HostConnection;
import org.autotest.core.files.Unreadable;

/// How the power of machines is switched, how their consoles are read, and how those that are
/// guests are started: a file with one command a line, of which the first that fits a machine
/// counts.
///
/// ```
/// # machine  what     command; {host} and {action} are filled in
/// host7      power    ipmitool -I lanplus -H host7-bmc -U admin -f /etc/autotest/bmc chassis power {action}
/// rack2-*    power    redfish https://{host}-bmc/redfish/v1/Systems/1 admin /etc/autotest/bmc
/// vm-*       guest    /opt/autotest/guests/qemu-guest {action} /srv/guests/{host}
/// host7      console  sol host7-bmc admin /etc/autotest/bmc
/// *          console  console -M conserver {host}
/// ```
public final class LabMachines {
  /// One line.
  private record Entry(Pattern machine, String what, List<String> command) {}

  private static final List<String> WHAT = List.of("power", "console", "guest");

  private static final Set<String> NAMES = Set.of("{host}", "{action}");

  /// Not that of a shell's variable.
  private static final Pattern NAME = Pattern.compile("(?<!\\$)\\{\\w*\\}");

  private final List<Entry> entries;

  private LabMachines(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  /// Machines without any of that.
  public static LabMachines none() {
    return new LabMachines(List.of());
  }

  /// Reads the file.
  ///
  /// @throws LabProblem when it cannot be read, or a line is wrong
  public static LabMachines read(Path file) {
    List<Entry> entries = new ArrayList<>();
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException unreadable) {
      throw new LabProblem(Unreadable.told("reading", file, unreadable));
    }
    for (int i = 0; i < lines.size(); i++) {
      List<String> words =
          Stream.of(lines.get(i).strip().split("\\s+", -1)).filter(w -> !w.isEmpty()).toList();
      if (words.isEmpty() || words.getFirst().startsWith("#")) {
        continue;
      }
      if (words.size() < 3 || !WHAT.contains(words.get(1))) {
        throw new LabProblem(
            "reading %s: line %d is not 'MACHINE %s COMMAND'"
                .formatted(file, i + 1, String.join("|", WHAT)));
      }
      if (!saysWhereActionsGo(words.get(1), words.subList(2, words.size()))) {
        throw new LabProblem(
            "reading %s: line %d does not say where {action} goes".formatted(file, i + 1));
      }
      requireKnownNames(words, file, i + 1);
      if (words.get(1).equals("console")) {
        requireConsole(words.subList(2, words.size()), file, i + 1);
      }
      entries.add(
          new Entry(
              pattern(words.getFirst()),
              words.get(1),
              List.copyOf(words.subList(2, words.size()))));
    }
    return new LabMachines(entries);
  }

  /// A word in braces that stands for nothing is a typing error.
  private static void requireKnownNames(List<String> words, Path file, int line) {
    for (String word : words) {
      Matcher name = NAME.matcher(word);
      while (name.find()) {
        if (!NAMES.contains(name.group())) {
          throw new LabProblem(
              "reading %s: line %d: %s stands for nothing, there are {host} and {action}"
                  .formatted(file, line, name.group()));
        }
      }
    }
  }

  private static void requireConsole(List<String> words, Path file, int line) {
    try {
      ConsoleSource.of(words, LabMachines::noLine).close();
    } catch (LabProblem wrong) {
      throw new LabProblem("reading %s: line %d: %s".formatted(file, line, wrong.problem()));
    }
  }

  /// None is read while the file is.
  private static HostConnection noLine() {
    throw new IllegalStateException("no machine is reached from here");
  }

  private static boolean saysWhereActionsGo(String what, List<String> command) {
    return what.equals("console")
        || (what.equals("power") && command.getFirst().equals(Redfish.WORD))
        || command.stream().anyMatch(word -> word.contains("{action}"));
  }

  /// Of a name with `*` for any characters.
  private static Pattern pattern(String machine) {
    return Pattern.compile(
        Stream.of(machine.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
  }

  /// How a machine is switched off and on; empty when nothing is said of it.
  public Optional<Power> power(String machine) {
    return command(machine, "power")
        .map(
            command ->
                command.getFirst().equals(Redfish.WORD)
                    ? Redfish.of(machine, command)
                    : new PowerCommand(machine, command));
  }

  /// How a machine that exists only while it is used is started and ended; empty for one that is
  /// always there.
  public Optional<GuestSwitch> guest(String machine) {
    return command(machine, "guest").map(command -> new GuestSwitch(machine, command));
  }

  /// Where a machine's console is read, in the words that [ConsoleSource#of] takes; empty when
  /// nothing is said of it.
  public Optional<List<String>> console(String machine) {
    return command(machine, "console");
  }

  private Optional<List<String>> command(String machine, String what) {
    return entries.stream()
        .filter(entry -> entry.what().equals(what) && entry.machine().matcher(machine).matches())
        .findFirst()
        .map(
            entry ->
                entry.command().stream().map(word -> word.replace("{host}", machine)).toList());
  }
}
