package org.autotest.app.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.autotest.core.host.FitnessNames;

/// What every autoserv of the lab is told of hosts.
///
/// @param sshConfig empty for that of the account
/// @param clientDirs where the client may be installed on a host, the best first
/// @param clientConfig a file of which parts go to the clients; empty for none
/// @param cleanup `reboot` or `tidy`
/// @param fitnessDir empty for none
/// @param withoutChecks names of checks that verifies leave out
/// @param beside machines that jobs may work on beside theirs
/// @param machinesFile empty for none
public record HostConfig(
    Optional<Path> sshConfig,
    List<String> clientDirs,
    Optional<Path> clientConfig,
    String cleanup,
    Optional<Path> fitnessDir,
    List<String> withoutChecks,
    List<String> beside,
    Optional<Path> machinesFile,
    Limits limits) {

  /// How much and how long.
  ///
  /// @param diskFreeMb what a verify wants to be free, in megabytes
  /// @param resultsMb most results that are fetched from one host, in megabytes
  /// @param disconnectWait seconds that a host may stay away while its client runs
  /// @param crashWait seconds that collecting waits for a host that is away
  /// @param repairWait seconds that a repair waits for a host that is away
  public record Limits(
      int diskFreeMb, int resultsMb, int disconnectWait, int crashWait, int repairWait) {
    private static Limits of(ConfigFile file) {
      return new Limits(
          file.number(ConfigKey.HOST_DISK_FREE_MB, 0, 10_000_000),
          file.number(ConfigKey.HOST_RESULTS_MB, 1, 1_000_000),
          file.number(ConfigKey.HOST_DISCONNECT_WAIT, 0, 86_400),
          file.number(ConfigKey.HOST_CRASH_WAIT, 0, 86_400),
          file.number(ConfigKey.HOST_REPAIR_WAIT, 0, 86_400));
    }

    private List<String> options() {
      return List.of(
          "--disk-free-mb", Integer.toString(diskFreeMb),
          "--results-mb", Integer.toString(resultsMb),
          "--disconnect-wait", Integer.toString(disconnectWait),
          "--crash-wait", Integer.toString(crashWait),
          "--repair-wait", Integer.toString(repairWait));
    }
  }

  public HostConfig {
    clientDirs = List.copyOf(clientDirs);
    withoutChecks = List.copyOf(withoutChecks);
    beside = List.copyOf(beside);
  }

  static HostConfig of(ConfigFile file) {
    Optional<Path> fitnessDir = file.readableDirectory(ConfigKey.HOST_FITNESS_DIR);
    return new HostConfig(
        file.readableFile(ConfigKey.SSH_CONFIG),
        clientDirs(file),
        file.readableFile(ConfigKey.HOST_CLIENT_CONFIG),
        file.word(ConfigKey.HOST_CLEANUP, List.of("reboot", "tidy")),
        fitnessDir,
        withoutChecks(file, fitnessDir),
        beside(file),
        file.readableFile(ConfigKey.HOST_MACHINES_FILE),
        Limits.of(file));
  }

  private static List<String> clientDirs(ConfigFile file) {
    List<String> directories = list(file, ConfigKey.HOST_CLIENT_DIRS);
    boolean absolute =
        directories.stream()
            .allMatch(d -> d.startsWith("/") || d.equals("~") || d.startsWith("~/"));
    if (directories.isEmpty() || !absolute) {
      throw file.wrong(ConfigKey.HOST_CLIENT_DIRS, "a list of directories that begin with / or ~/");
    }
    return directories;
  }

  private static List<String> withoutChecks(ConfigFile file, Optional<Path> fitnessDir) {
    List<String> names = list(file, ConfigKey.HOST_WITHOUT_CHECKS);
    Set<String> known = new TreeSet<>(FitnessNames.CHECKS);
    fitnessDir.map(path -> FitnessNames.in(path.resolve("checks"))).ifPresent(known::addAll);
    if (!known.containsAll(names)) {
      throw file.wrong(
          ConfigKey.HOST_WITHOUT_CHECKS, "a list of some of " + String.join(", ", known));
    }
    return names;
  }

  private static List<String> beside(ConfigFile file) {
    List<String> names = list(file, ConfigKey.HOST_BESIDE);
    if (!names.stream()
        .allMatch(name -> name.matches("[A-Za-z0-9][A-Za-z0-9_.-]*(:[1-9][0-9]{0,4})?"))) {
      throw file.wrong(ConfigKey.HOST_BESIDE, "a list of names such as peer1, guest-a:2222");
    }
    return names;
  }

  private static List<String> list(ConfigFile file, ConfigKey key) {
    return Arrays.stream(file.text(key).split(","))
        .map(String::strip)
        .filter(word -> !word.isEmpty())
        .toList();
  }

  /// Words of the command line of autoserv that say all this.
  public List<String> options() {
    List<String> options = new ArrayList<>();
    sshConfig.ifPresent(file -> options.addAll(List.of("--ssh-config", file.toString())));
    fitnessDir.ifPresent(path -> options.addAll(List.of("--fitness-dir", path.toString())));
    withoutChecks.forEach(name -> options.addAll(List.of("--without-check", name)));
    machinesFile.ifPresent(path -> options.addAll(List.of("--machines-file", path.toString())));
    options.addAll(List.of("--cleanup-mode", cleanup));
    clientDirs.forEach(directory -> options.addAll(List.of("--client-dir", directory)));
    clientConfig.ifPresent(file -> options.addAll(List.of("--client-config", file.toString())));
    options.addAll(limits.options());
    return List.copyOf(options);
  }
}
