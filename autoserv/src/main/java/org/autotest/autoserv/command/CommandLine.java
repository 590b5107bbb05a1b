package org.autotest.autoserv.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.autotest.autoserv.fitness.HostCleanup;
import org.autotest.autoserv.host.SshTarget;
import org.autotest.autoserv.install.ClientInstaller;
import org.autotest.autoserv.results.MachineResults;
import org.autotest.core.host.Protection;

/// Understands the command line of autoserv.
public final class CommandLine {
  private static final Set<String> FLAGS =
      Set.of(
          "-c",
          "-s",
          "-v",
          "-R",
          "-C",
          "--reset",
          "-n",
          "-p",
          "--collect-crashinfo",
          "--install-in-tarball",
          "--use-existing-results",
          "--verbose");

  private static final Set<String> VALUED =
      Set.of(
          "-m",
          "-M",
          "-r",
          "-l",
          "-u",
          "-G",
          "-P",
          "-a",
          "--execution-tag",
          "--host-protection",
          "--cleanup-mode",
          "--control-filename",
          "--pidfile-label",
          "--ssh-user",
          "--ssh-port",
          "--ssh-config",
          "--known-hosts",
          "--client-bundle",
          "--tests-dir",
          "--server-tests-dir",
          "--client-dir",
          "--client-config",
          "--fitness-dir",
          "--without-check",
          "--machines-file",
          "--beside",
          "--disk-free-mb",
          "--disconnect-wait",
          "--crash-wait",
          "--repair-wait",
          "--results-mb");

  private static final List<String> CHOICES =
      List.of("-v", "-R", "--reset", "--collect-crashinfo", "--install-in-tarball");

  private static final Map<String, String> SAME_AS =
      Map.ofEntries(
          Map.entry("--cleanup", "-C"),
          Map.entry("--write-pidfile", "-p"),
          Map.entry("--args", "-a"),
          Map.entry("--client", "-c"),
          Map.entry("--server", "-s"),
          Map.entry("--verify", "-v"),
          Map.entry("--repair", "-R"),
          Map.entry("--results", "-r"),
          Map.entry("--label", "-l"),
          Map.entry("--user", "-u"));

  private static final String CONTROL_FILE = "control.srv";
  private static final long SECONDS_MAX = 7L * 24 * 3600;
  private static final long MB_MAX = 1_000_000_000;

  private final Words words;

  private CommandLine(Words words) {
    this.words = words;
  }

  /// Understands it.
  ///
  /// @throws UsageError when it is wrong
  public static Options parse(List<String> arguments) {
    OriginalOptions.refuse(Words.options(arguments, VALUED, SAME_AS))
        .ifPresent(
            refused -> {
              throw refused;
            });
    return new CommandLine(Words.parse(arguments, FLAGS, VALUED, SAME_AS)).options();
  }

  /// Whether somebody asks what options there are. A job may be named `-h`: that is none.
  public static boolean isForHelp(List<String> arguments) {
    List<String> options = Words.options(arguments, VALUED, SAME_AS);
    return options.contains("-h") || options.contains("--help");
  }

  private Options options() {
    List<SshTarget> machines = machines();
    Assignment assignment = assignment(machines);
    if (machines.isEmpty() && !assignment.needsNoMachine()) {
      throw new UsageError("machines: none is given, use -m or -M");
    }
    if (words.has("-G") && machines.size() < 2) {
      throw new UsageError("option -G: a group has two machines or more");
    }
    if (assignment.needsEarlierResults() && !words.has("-r")) {
      throw new UsageError("option --collect-crashinfo: say with -r where the results are");
    }
    return new Options(
        assignment,
        machines,
        results(),
        words.has("--use-existing-results") || assignment.needsEarlierResults(),
        new Options.Identity(
            words.value("-l").orElse(""),
            words.value("-u").orElse(""),
            words.value("--execution-tag").or(() -> words.value("-P")).orElse(""),
            words.value("-G").orElse("")),
        pidfile(),
        words.has("-n"),
        words.has("--verbose"),
        new Options.Client(
            words.value("--client-bundle").map(Path::of),
            words.value("--tests-dir").map(Path::of),
            clientDirectories(),
            words.value("--client-config").map(Path::of),
            words.value("--server-tests-dir").map(Path::of)),
        new Options.Lab(
            words.value("--fitness-dir").map(Path::of),
            Set.copyOf(words.all("--without-check")),
            words.value("--machines-file").map(Path::of),
            new Beside(words.all("--beside"), defaults())),
        limits());
  }

  private Optional<Path> results() {
    Optional<String> directory = words.value("-r");
    if (directory.filter(String::isBlank).isPresent()) {
      throw new UsageError("option -r: its value is empty");
    }
    return directory.map(Path::of);
  }

  private List<String> clientDirectories() {
    for (String directory : words.all("--client-dir")) {
      if (!directory.matches("(/|~/)\\P{Cntrl}+|~")) {
        throw new UsageError(
            "option --client-dir: '%s' begins neither with / nor with ~/".formatted(directory));
      }
    }
    return words.has("--client-dir") ? words.all("--client-dir") : ClientInstaller.DIRECTORIES;
  }

  private Assignment assignment(List<SshTarget> machines) {
    List<String> chosen = new ArrayList<>();
    for (String flag : CHOICES) {
      if (words.has(flag)) {
        chosen.add(flag);
      }
    }
    boolean hasControl = !words.rest().isEmpty();
    if (chosen.size() > 1) {
      throw new UsageError("options %s: only one of them".formatted(String.join(" and ", chosen)));
    }
    if (!chosen.isEmpty() && (hasControl || words.has("-C"))) {
      throw new UsageError(
          "option %s: it goes with no control file and no cleanup".formatted(chosen.getFirst()));
    }
    if (words.has("-v")) {
      return new Assignment.Verify();
    }
    if (words.has("-R")) {
      return new Assignment.Repair(protection());
    }
    if (words.has("--reset")) {
      return new Assignment.Reset(cleanupMode());
    }
    if (words.has("--install-in-tarball")) {
      return new Assignment.ClientTarball();
    }
    if (words.has("--collect-crashinfo")) {
      return new Assignment.CollectCrashinfo();
    }
    if (!hasControl && words.has("-C")) {
      return new Assignment.Cleanup(cleanupMode());
    }
    return job(hasControl, machines);
  }

  private Assignment job(boolean hasControl, List<SshTarget> machines) {
    if (!hasControl) {
      throw new UsageError("control file: none is given");
    }
    if (words.has("-c") && words.has("-s")) {
      throw new UsageError("options -c and -s: only one of them");
    }
    Path control = Path.of(words.rest().getFirst());
    if (!Files.isReadable(control) || Files.isDirectory(control)) {
      throw new UsageError("control file %s: it cannot be read".formatted(control));
    }
    List<String> arguments = new ArrayList<>(words.rest().subList(1, words.rest().size()));
    words.value("-a").ifPresent(text -> arguments.addAll(List.of(text.strip().split("\\s+", -1))));
    Optional<HostCleanup.Mode> cleanup =
        words.has("-C") ? Optional.of(cleanupMode()) : Optional.empty();
    return words.has("-c")
        ? new Assignment.ClientJob(control, arguments, cleanup)
        : new Assignment.ServerJob(control, arguments, storedAs(machines), cleanup);
  }

  /// Results have a directory for each machine, and a few names that autoserv itself writes.
  private String storedAs(List<SshTarget> machines) {
    String name = words.value("--control-filename").orElse(CONTROL_FILE);
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,100}")) {
      throw new UsageError("option --control-filename: '%s' is no file name".formatted(name));
    }
    boolean isStandard = name.equals(CONTROL_FILE);
    boolean isMachine =
        machines.stream().anyMatch(machine -> machine.hostname().value().equals(name));
    if (isMachine || (!isStandard && MachineResults.isOurs(name))) {
      throw new UsageError(
          "option --control-filename: '%s' is written by autoserv itself".formatted(name));
    }
    return name;
  }

  private Protection protection() {
    String word = words.value("--host-protection").orElse(Protection.NO_PROTECTION.name());
    return Protection.ofWord(word)
        .orElseThrow(
            () ->
                new UsageError(
                    "option --host-protection: '%s' is no protection level".formatted(word)));
  }

  private HostCleanup.Mode cleanupMode() {
    String word = words.value("--cleanup-mode").orElse("reboot");
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "tidy" -> HostCleanup.Mode.TIDY;
      case "reboot" -> HostCleanup.Mode.REBOOT;
      default ->
          throw new UsageError(
              "option --cleanup-mode: '%s' is neither tidy nor reboot".formatted(word));
    };
  }

  private Machines.Defaults defaults() {
    return new Machines.Defaults(
        words.value("--ssh-user"),
        words.value("--ssh-port").map(_ -> (int) words.number("--ssh-port", 22, 1, 65_535)),
        words.value("--ssh-config").map(Path::of),
        words.value("--known-hosts").map(Path::of));
  }

  private List<SshTarget> machines() {
    Machines.Defaults defaults = defaults();
    return words.has("-M")
        ? Machines.read(Path.of(words.value("-M").orElseThrow()), defaults)
        : Machines.parse(words.value("-m").orElse(""), defaults);
  }

  private Optional<String> pidfile() {
    if (!words.has("-p") && !words.has("--pidfile-label")) {
      return Optional.empty();
    }
    String label = words.value("--pidfile-label").orElse("autoserv");
    if (!label.matches("[a-z_]{1,40}")) {
      throw new UsageError("option --pidfile-label: '%s' is no label".formatted(label));
    }
    return Optional.of("." + label + "_execute");
  }

  private Options.Limits limits() {
    return new Options.Limits(
        words.number("--disk-free-mb", 5_000, 0, MB_MAX) * 1024,
        Duration.ofSeconds(words.number("--disconnect-wait", 1_800, 0, SECONDS_MAX)),
        Duration.ofSeconds(words.number("--crash-wait", 900, 0, SECONDS_MAX)),
        Duration.ofSeconds(words.number("--repair-wait", 600, 0, SECONDS_MAX)),
        words.number("--results-mb", 2_048, 1, MB_MAX) << 20);
  }
}
