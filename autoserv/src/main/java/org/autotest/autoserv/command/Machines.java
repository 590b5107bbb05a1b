package org.autotest.autoserv.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.autotest.autoserv.host.SshTarget;
import org.autotest.core.files.Unreadable;
import org.autotest.core.host.Hostname;

/// Machines as `-m` and `-M` name them: `[user@]host[:port]`, `[user@][address]:port`.
final class Machines {
  private static final Pattern MACHINE =
      Pattern.compile(
          "(?:([^@]+)@)?(?:\\[([^\\]]+)\\]|([^:@\\[\\]]+|[^@\\[\\]]*:[^@\\[\\]]*:[^@\\[\\]]*))(?::(\\d{1,5}))?");

  private static final int CONNECT_SECONDS = 30;
  private static final int PORT_MAX = 65_535;

  /// What holds for machines that do not say otherwise.
  ///
  /// @param config for `ssh -F`
  record Defaults(
      Optional<String> user,
      Optional<Integer> port,
      Optional<Path> config,
      Optional<Path> knownHosts) {}

  private Machines() {}

  /// Without duplicates, in the order of names.
  ///
  /// @param list separated by commas or blanks
  /// @throws UsageError when a word is no machine
  static List<SshTarget> parse(String list, Defaults defaults) {
    TreeMap<String, SshTarget> machines = new TreeMap<>(Comparator.naturalOrder());
    for (String word : list.split("[,\\s]+", -1)) {
      if (!word.isEmpty()) {
        SshTarget machine = machine(word, defaults);
        if (machines.putIfAbsent(machine.hostname().value(), machine) != null
            && !machines.get(machine.hostname().value()).equals(machine)) {
          throw new UsageError(
              "machine %s: it is given twice, in different ways".formatted(machine.hostname()));
        }
      }
    }
    return List.copyOf(machines.values());
  }

  /// One machine a line; `#` begins a comment.
  ///
  /// @throws UsageError when the file cannot be read
  static List<SshTarget> read(Path file, Defaults defaults) {
    List<String> words = new ArrayList<>();
    try {
      Files.readAllLines(file).forEach(line -> words.add(line.replaceFirst("#.*", "").strip()));
    } catch (IOException unreadable) {
      throw new UsageError(Unreadable.told("reading machines from", file, unreadable));
    }
    return parse(String.join(",", words), defaults);
  }

  /// One machine. An address that begins with `::` gets a 0 before it, as names of machines begin
  /// with a letter or a digit.
  ///
  /// @throws UsageError when it is none
  static SshTarget machine(String word, Defaults defaults) {
    if (word.contains("#")) {
      throw new UsageError(
          "machine '%s': there are no profiles, since machines are not installed from here"
              .formatted(word));
    }
    Matcher matcher = MACHINE.matcher(word);
    if (!matcher.matches()) {
      throw new UsageError("machine '%s': it is not [user@]host[:port]".formatted(word));
    }
    String user = matcher.group(1);
    if (user != null && user.contains(":")) {
      throw new UsageError(
          "machine '%s': passwords are not accepted here, use a key".formatted(word));
    }
    String name = matcher.group(2) == null ? matcher.group(3) : matcher.group(2);
    try {
      Optional<Integer> port =
          Optional.ofNullable(matcher.group(4)).map(text -> port(word, text)).or(defaults::port);
      return new SshTarget(
          new Hostname(name.startsWith("::") ? "0" + name : name),
          Optional.ofNullable(user).or(defaults::user),
          port,
          defaults.config(),
          defaults.knownHosts(),
          CONNECT_SECONDS);
    } catch (IllegalArgumentException invalid) {
      throw new UsageError("machine '%s': %s".formatted(word, invalid.getMessage()));
    }
  }

  private static int port(String word, String text) {
    int port = Integer.parseInt(text);
    if (port < 1 || port > PORT_MAX) {
      throw new UsageError(
          "machine '%s': %s is no port from 1 to %d".formatted(word, text, PORT_MAX));
    }
    return port;
  }
}
