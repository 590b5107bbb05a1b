package org.autotest.autoserv.control;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.autotest.core.failure.AutotestException;

/// What goes on beside on a machine and is no more when it has rebooted: it is ended before, and
/// begun anew afterwards. One for all lines to the machine: any of them may reboot it.
public final class Restarts {
  /// Trouble with it is for it to tell.
  ///
  /// Each is given the line that reboots, which alone is known to be free.
  interface Beside {
    void beforeReboot(ServerHost host);

    void afterReboot(ServerHost host);

    /// The order was refused, or the machine did not come back in time.
    void afterFailedReboot(ServerHost host);
  }

  private final List<Beside> all = new CopyOnWriteArrayList<>();

  void add(Beside one) {
    all.add(one);
  }

  void remove(Beside one) {
    all.remove(one);
  }

  /// Does what takes the machine down and up again.
  ///
  /// @throws AutotestException of the reboot
  void around(ServerHost host, Runnable reboot) {
    List<Beside> now = List.copyOf(all);
    now.forEach(one -> one.beforeReboot(host));
    try {
      reboot.run();
    } catch (AutotestException failed) {
      now.forEach(one -> one.afterFailedReboot(host));
      throw failed;
    }
    now.forEach(one -> one.afterReboot(host));
  }
}
