package org.autotest.client.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What takes up a paused job after the machine has booted: a unit of systemd, or a script of SysV
/// init where there is no systemd. It is there from a reboot to the end of the job.
public final class ResumeUnit {
  private static final String NAME = "autotest-resume";
  private static final String UNIT = "/etc/systemd/system/" + NAME + ".service";
  private static final String WANTED =
      "/etc/systemd/system/multi-user.target.wants/" + NAME + ".service";
  private static final String SCRIPT = "/etc/init.d/" + NAME;
  private static final List<Integer> RUNLEVELS = List.of(2, 3, 4, 5);

  private final Machine machine;

  /// Of a machine.
  public ResumeUnit(Machine machine) {
    this.machine = machine;
  }

  /// Puts it in place.
  ///
  /// @param directory where the command is to run
  /// @return the file that was written; empty when this machine has neither way
  public Optional<Path> install(Path directory) throws IOException {
    if (machine.resumeCommand().isEmpty()) {
      return Optional.empty();
    }
    if (hasSystemd()) {
      Path unit = write(UNIT, unit(directory), "rw-r--r--");
      link(machine.file(WANTED), Path.of("..", NAME + ".service"));
      return Optional.of(unit);
    }
    if (Files.isDirectory(machine.file("/etc/init.d"))) {
      Path script = write(SCRIPT, script(directory), "rwxr-xr-x");
      for (int level : RUNLEVELS) {
        if (Files.isDirectory(machine.file("/etc/rc%d.d".formatted(level)))) {
          link(
              machine.file("/etc/rc%d.d/S99%s".formatted(level, NAME)),
              Path.of("..", "init.d", NAME));
        }
      }
      return Optional.of(script);
    }
    return Optional.empty();
  }

  /// Takes it away, if it is there.
  public void remove() throws IOException {
    Files.deleteIfExists(machine.file(WANTED));
    Files.deleteIfExists(machine.file(UNIT));
    for (int level : RUNLEVELS) {
      Files.deleteIfExists(machine.file("/etc/rc%d.d/S99%s".formatted(level, NAME)));
    }
    Files.deleteIfExists(machine.file(SCRIPT));
  }

  private boolean hasSystemd() {
    return List.of("/run/systemd/system", "/usr/lib/systemd/systemd", "/lib/systemd/systemd")
        .stream()
        .anyMatch(path -> Files.exists(machine.file(path)));
  }

  /// The locale is the one that the start script sets. How the job went is told by its status log;
  /// for the machine the unit has done its work also when the job was aborted, or reboots again.
  String unit(Path directory) {
    return """
    [Unit]
    Description=Autotest job that goes on after a reboot
    Wants=network-online.target
    After=network-online.target local-fs.target

    [Service]
    Type=exec
    WorkingDirectory=%s
    Environment="PATH=%s" LC_ALL=C.UTF-8 AUTOTEST_LC_ALL=
    ExecStart=%s
    KillMode=mixed
    SuccessExitStatus=1 5

    [Install]
    WantedBy=multi-user.target
    """
        .formatted(
            inUnit(directory.toString()),
            inUnit(machine.searchPath()).replace("\"", "\\\""),
            machine.resumeCommand().stream()
                .map(word -> '"' + inUnit(word).replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(" ")));
  }

  String script(Path directory) {
    return """
    #!/bin/sh
    ### BEGIN INIT INFO
    # Provides:          autotest-resume
    # Required-Start:    $all
    # Required-Stop:
    # Default-Start:     2 3 4 5
    # Default-Stop:
    # Short-Description: Autotest job that goes on after a reboot
    ### END INIT INFO
    [ "$1" = start ] || exit 0
    PATH=%s
    export PATH AUTOTEST_LC_ALL="${LC_ALL-}" LC_ALL=C.UTF-8
    cd %s || exit 1
    setsid %s < /dev/null > /dev/null 2>&1 &
    """
        .formatted(
            inShell(machine.searchPath()),
            inShell(directory.toString()),
            machine.resumeCommand().stream()
                .map(ResumeUnit::inShell)
                .collect(Collectors.joining(" ")));
  }

  private static String inUnit(String text) {
    return text.replace("\\", "\\\\").replace("%", "%%").replace("$", "$$");
  }

  private static String inShell(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  private Path write(String path, String text, String permissions) throws IOException {
    Path file = machine.file(path);
    Files.createDirectories(file.getParent());
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(beside, text);
    Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString(permissions));
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return file;
  }

  private static void link(Path link, Path target) throws IOException {
    Files.createDirectories(link.getParent());
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, target);
  }
}
