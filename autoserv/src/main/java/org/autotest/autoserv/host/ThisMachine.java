package org.autotest.autoserv.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The machine that autoserv runs on. A host may be that, perhaps under another name: nothing may
/// take it down.
public final class ThisMachine {
  /// Why something is not done with it.
  public static final String WORDS = "it is the machine that autoserv runs on";

  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  private ThisMachine() {}

  /// Whether a host is it.
  ///
  /// @throws SshFailure when the host does not answer, and is not known to be it
  public static boolean is(HostConnection host) throws InterruptedException {
    return host.isHere() || isOf(HostRestart.bootId(host));
  }

  /// Whether a host is it.
  ///
  /// @param bootId of the host
  public static boolean is(HostConnection host, String bootId) {
    return host.isHere() || isOf(bootId);
  }

  /// Whether a boot id is its own.
  public static boolean isOf(String bootId) {
    return ours().equals(bootId);
  }

  /// None of a host's where there is none here.
  private static String ours() {
    try {
      return Files.readString(BOOT_ID).strip();
    } catch (IOException unknown) {
      return "unknown";
    }
  }
}
