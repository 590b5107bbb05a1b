package org.autotest.autoserv.api;

import java.time.Duration;
import java.util.List;
import org.autotest.autoserv.host.HostRestart;

/// How a machine shall reboot.
///
/// @param title of the entry of its boot loader; empty for the one it boots anyway
/// @param kernelArgs words that are added to the command line of that entry, for good
/// @param command what `/bin/sh` runs there in place of `sync; reboot` and its kin; empty for those
/// @param down how long it may take until it is gone
/// @param up from then on until it answers again
public record RebootOrder(
    String title, List<String> kernelArgs, String command, Duration down, Duration up) {
  /// What it boots anyway, within 14 and 30 minutes.
  public static final RebootOrder STANDARD =
      new RebootOrder(
          "", List.of(), "", HostRestart.Limits.DEFAULTS.down(), HostRestart.Limits.DEFAULTS.up());

  public RebootOrder {
    kernelArgs = List.copyOf(kernelArgs);
    if (down.isNegative() || up.isNegative()) {
      throw new IllegalArgumentException("a reboot cannot take %s and %s".formatted(down, up));
    }
  }

  /// The same into another entry of the boot loader, this once.
  public RebootOrder into(String entry) {
    return new RebootOrder(entry, kernelArgs, command, down, up);
  }

  /// The same with words on the command line of the kernel.
  public RebootOrder with(String... args) {
    return new RebootOrder(title, List.of(args), command, down, up);
  }

  /// The same by another order, such as `sync; kexec -e`.
  public RebootOrder by(String order) {
    return new RebootOrder(title, kernelArgs, order, down, up);
  }

  /// The same within other limits.
  public RebootOrder within(Duration untilDown, Duration untilUp) {
    return new RebootOrder(title, kernelArgs, command, untilDown, untilUp);
  }

  /// Whether the boot loader has to be told.
  public boolean isForBootLoader() {
    return !title.isEmpty() || !kernelArgs.isEmpty();
  }
}
