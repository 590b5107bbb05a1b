package org.autotest.autoserv.control;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// What goes on beside on a machine and is no more when it has rebooted: it is ended before, and
/// begun anew afterwards.
final class Restarts {
  /// Trouble with it is for it to tell.
  interface Beside {
    void beforeReboot(ServerHost host);

    void afterReboot(ServerHost host);
  }

  private final List<Beside> all = new CopyOnWriteArrayList<>();

  void add(Beside one) {
    all.add(one);
  }

  void remove(Beside one) {
    all.remove(one);
  }

  /// Does what takes the machine down and up again.
  void around(ServerHost host, Runnable reboot) {
    List<Beside> now = List.copyOf(all);
    now.forEach(one -> one.beforeReboot(host));
    reboot.run();
    now.forEach(one -> one.afterReboot(host));
  }
}
