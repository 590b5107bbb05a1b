package org.autotest.testkit;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// A management controller that speaks IPMI over the network: `ipmi_sim`, which has a program
/// switch the power.
public final class IpmiController implements AutoCloseable {
  private final Path directory;
  private final int port = LoopbackSshd.freePort();
  private final Process process;

  /// Starts one.
  ///
  /// @param directory is made
  /// @param chassis text of the program; called with `get power`, prints `power:0` or `power:1`;
  ///   with `set power 0` or `set power 1`, switches it
  public static IpmiController start(Path directory, String chassis) throws IOException {
    return new IpmiController(Files.createDirectory(directory), chassis, "");
  }

  /// Starts one whose machine has a serial line.
  ///
  /// @param serialPort where the machine takes connections to its serial line
  public static IpmiController start(Path directory, String chassis, int serialPort)
      throws IOException {
    return new IpmiController(
        Files.createDirectory(directory),
        chassis,
        "  sol \"tcp:127.0.0.1:%d\" 115200\n".formatted(serialPort));
  }

  /// Starts one whose chassis really is a guest.
  public static IpmiController start(Path directory, Guest guest) throws IOException {
    return start(
        directory,
        """
        #!/bin/sh
        case "$1 $2 $3" in
          get*) if [ -e %2$s/qemu.pid ]; then echo power:1; else echo power:0; fi ;;
          'set power 0') exec %1$s off %2$s ;;
          'set power 1') exec %1$s on %2$s ;;
        esac
        """
            .formatted(GuestImage.program("qemu-guest"), guest.directory()));
  }

  private IpmiController(Path directory, String chassis, String serial) throws IOException {
    this.directory = directory;
    Files.writeString(directory.resolve("password"), "secret");
    Path lan = Files.writeString(directory.resolve("lan.conf"), lan(program(chassis)) + serial);
    Path emulation =
        Files.writeString(
            directory.resolve("bmc.emu"),
            """
            mc_setbmc 0x20
            mc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02
            mc_enable 0x20
            """);
    this.process =
        new ProcessBuilder(
                "ipmi_sim", "-c", lan + "", "-f", emulation + "", "-n", "-s", directory + "")
            .redirectErrorStream(true)
            .redirectOutput(Redirect.to(directory.resolve("ipmi_sim.log").toFile()))
            .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
            .start();
  }

  private Path program(String chassis) throws IOException {
    Path program = Files.writeString(directory.resolve("chassis"), chassis);
    return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private String lan(Path chassis) {
    return """
    name "bmc"
    set_working_mc 0x20
      startlan 1
        addr 127.0.0.1 %d
        priv_limit admin
        allowed_auths_admin none md2 md5 straight
        guid a123456789abcdefa123456789abcdef
      endlan
      chassis_control "%s"
      user 2 true "admin" "secret" admin 10 none md2 md5 straight
    """
        .formatted(port, chassis);
  }

  /// For the file of machines of a lab.
  public String powerCommand() {
    return "ipmitool -I lanplus -H 127.0.0.1 -p %d -C 3 -U admin -f %s chassis power {action}"
        .formatted(port, directory.resolve("password"));
  }

  /// A command line that reads the machine's serial line as long as its standard input is open.
  public String console() {
    return "ipmitool -I lanplus -H 127.0.0.1 -p %d -C 3 -U admin -f %s sol activate"
        .formatted(port, directory.resolve("password"));
  }

  /// For the file of machines of a lab: reads the machine's serial line.
  public String consoleWords() {
    return "sol 127.0.0.1:%d admin %s -C 3".formatted(port, directory.resolve("password"));
  }

  @Override
  public void close() {
    try {
      process.destroyForcibly().waitFor();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
