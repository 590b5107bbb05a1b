package org.autotest.autoserv.python;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.autotest.autoserv.api.BackgroundCommand;
import org.jspecify.annotations.Nullable;

/// The calls `command.…`: commands that run beside others. They go by numbers, which every part of
/// the control file may use.
final class CommandCalls {
  private static final Duration DAY = Duration.ofDays(1);

  private final PythonHosts hosts;
  private final Map<Long, BackgroundCommand> commands = new ConcurrentHashMap<>();
  private final AtomicLong last = new AtomicLong();

  CommandCalls(PythonHosts hosts) {
    this.hosts = hosts;
  }

  Map<String, Handler> handlers() {
    Map<String, Handler> all = new HashMap<>();
    all.put("command.start", this::start);
    all.put("command.look", (asked, _) -> look(named(asked)));
    all.put("command.wait", (asked, _) -> ended(named(asked).waitFor(asked.limit(1, DAY))));
    all.put("command.kill", (asked, _) -> HostCalls.result(named(asked).kill()));
    return all;
  }

  private Object start(Asked asked, int line) {
    long number = last.incrementAndGet();
    commands.put(number, hosts.host(asked.text(0), line).start(asked.text(1)));
    return number;
  }

  private static Map<String, @Nullable Object> look(BackgroundCommand command) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("running", command.isRunning());
    json.put("stdout", command.stdout());
    json.put("stderr", command.stderr());
    return json;
  }

  private static @Nullable Object ended(Optional<org.autotest.autoserv.host.CommandResult> result) {
    return result.map(HostCalls::result).orElse(null);
  }

  private BackgroundCommand named(Asked asked) {
    BackgroundCommand command = commands.get(asked.number(0));
    if (command == null) {
      throw new IllegalArgumentException("there is no command number " + asked.text(0));
    }
    return command;
  }
}
