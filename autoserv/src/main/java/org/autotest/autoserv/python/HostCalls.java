package org.autotest.autoserv.python;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.autotest.autoserv.api.Host;
import org.autotest.autoserv.api.KernelOrder;
import org.autotest.autoserv.api.RebootOrder;
import org.autotest.autoserv.control.ClientCall;
import org.autotest.autoserv.control.ServerHost;
import org.autotest.autoserv.host.CommandResult;
import org.autotest.autoserv.host.Links;
import org.autotest.autoserv.host.Login;
import org.autotest.core.bridge.Values;
import org.jspecify.annotations.Nullable;

/// The calls `host.…`; the first argument of each is the machine.
final class HostCalls {
  private static final Duration HOUR = Duration.ofHours(1);

  /// As the original has it.
  private static final Duration WAIT = Duration.ofSeconds(1800);

  private final PythonHosts hosts;

  HostCalls(PythonHosts hosts) {
    this.hosts = hosts;
  }

  Map<String, Handler> handlers() {
    Map<String, Handler> all = new HashMap<>();
    all.put("host.open", with((host, _) -> host.hostname()));
    all.put("host.login", (asked, _) -> login(hosts.login(asked.text(0))));
    all.put("host.run", with(HostCalls::run));
    all.put(
        "host.send_file",
        told((host, asked) -> host.sendFile(asked.text(1), asked.text(2), links(asked))));
    all.put(
        "host.get_file",
        told((host, asked) -> host.getFile(asked.text(1), asked.text(2), links(asked))));
    all.put("host.temporary_directory", only(Host::temporaryDirectory));
    all.put("host.is_up", only(Host::isUp));
    all.put("host.wait_up", with((host, asked) -> host.waitUp(asked.limit(1, WAIT))));
    all.put("host.wait_down", with((host, asked) -> host.waitDown(asked.limit(1, WAIT))));
    all.put("host.boot_id", only(Host::bootId));
    all.put("host.reboot", told((host, asked) -> host.reboot(reboot(asked))));
    all.put(
        "host.boot_loader",
        with((host, asked) -> BootLoaderCalls.answer(host.bootLoader(), asked)));
    all.put("host.install_kernel", told((host, asked) -> host.installKernel(kernel(asked))));
    all.put("host.power_known", told((host, _) -> host.requirePower()));
    all.put("host.power_cycle", told((host, asked) -> host.powerCycle(untilUp(asked))));
    all.put("host.install_client", told((host, _) -> host.installClient()));
    all.put("host.run_control", with(HostCalls::runControl));
    return all;
  }

  private static Map<String, @Nullable Object> login(Login login) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("user", login.user());
    json.put("address", login.address());
    json.put("port", login.port());
    return json;
  }

  /// The entry, words for the kernel, seconds until it is down and then up, and the order.
  private static RebootOrder reboot(Asked asked) {
    RebootOrder standard = RebootOrder.STANDARD;
    return new RebootOrder(
        asked.text(1),
        asked.words(2),
        asked.text(5),
        asked.limit(3, standard.down()),
        asked.limit(4, standard.up()));
  }

  /// Whether links are kept.
  private static Links links(Asked asked) {
    return asked.truth(3) ? Links.KEPT : Links.FOLLOWED;
  }

  /// Whether to wait, and for how long.
  private static Duration untilUp(Asked asked) {
    return asked.truth(1) ? asked.limit(2, RebootOrder.STANDARD.up()) : Duration.ZERO;
  }

  /// Source, configuration, patches, title, words for its command line, whether it is the default.
  private static KernelOrder kernel(Asked asked) {
    return new KernelOrder(
        asked.text(1),
        asked.text(2),
        asked.words(3),
        asked.text(4),
        asked.words(5),
        asked.truth(6));
  }

  private static Map<String, @Nullable Object> run(Host host, Asked asked) {
    long start = System.nanoTime();
    CommandResult result = host.tryRun(asked.text(1), asked.limit(2, HOUR));
    Map<String, @Nullable Object> json = result(result);
    json.put("duration", (System.nanoTime() - start) / 1e9);
    return json;
  }

  /// A command's end as JSON.
  static Map<String, @Nullable Object> result(CommandResult result) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("exit_status", result.exit());
    json.put("stdout", result.stdout());
    json.put("stderr", result.stderr());
    json.put("cut_bytes", result.cutBytes());
    return json;
  }

  private static Boolean runControl(ServerHost host, Asked asked) {
    return host.runControl(
        new ClientCall(
            asked.text(1),
            Values.map(asked.value(3)),
            asked.limit(2, Duration.ZERO),
            asked.wait(4)));
  }

  private Handler with(BiFunction<ServerHost, Asked, @Nullable Object> call) {
    return (asked, line) -> call.apply(hosts.host(asked.text(0), line), asked);
  }

  private Handler only(Function<Host, Object> call) {
    return with((host, _) -> call.apply(host));
  }

  private Handler told(BiConsumer<ServerHost, Asked> call) {
    return with(
        (host, asked) -> {
          call.accept(host, asked);
          return null;
        });
  }
}
