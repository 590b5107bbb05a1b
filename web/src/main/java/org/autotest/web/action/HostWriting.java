package org.autotest.web.action;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.host.Protection;
import org.autotest.core.job.TaskType;
import org.autotest.core.operation.Arguments;
import org.autotest.core.operation.Operations;
import org.autotest.store.Database;
import org.autotest.store.hosts.HostEdit;
import org.autotest.store.hosts.HostEdit.LockChange;
import org.autotest.store.hosts.HostStore;
import org.autotest.store.hosts.NewHost;
import org.autotest.store.hosts.TaskRequests;
import org.autotest.web.rest.Handler.Call;
import org.autotest.web.rest.Reply;

/// Writing operations on hosts.
public final class HostWriting {
  private final Database database;
  private final HostStore hosts;
  private final TaskRequests tasks;
  private final HostReading reading;
  private final LabStandards standards;

  public HostWriting(Database database, HostReading reading, LabStandards standards) {
    this.standards = standards;
    this.database = database;
    this.hosts = new HostStore(database);
    this.tasks = new TaskRequests(database);
    this.reading = reading;
  }

  /// What a host gets that is added without further words.
  public LabStandards standards() {
    return standards;
  }

  /// `host.create`.
  public Reply create(Call call) {
    create(call.caller().login(), call.arguments());
    return shown(call.arguments().text("hostname").strip());
  }

  /// Adds a host.
  ///
  /// @param arguments of `host.create`
  /// @throws BadRequest with all that is wrong, by argument
  public void create(String login, Arguments arguments) {
    refuseLooseDetails(arguments, arguments.flag("locked"));
    hosts.create(
        login,
        new NewHost(
            arguments.text("hostname").strip(),
            new NewHost.Belongs(
                new LinkedHashSet<>(arguments.texts("labels")),
                arguments.optionalText("platform"),
                new LinkedHashSet<>(arguments.texts("acl_groups")),
                arguments.flag("create_missing")),
            arguments.map("attributes"),
            protection(arguments).orElse(standards.protection()),
            arguments.flag("locked") ? Optional.of(lock(arguments)) : Optional.empty()));
  }

  /// `host.modify`.
  public Reply modify(Call call) {
    modify(call.caller().login(), call.arguments());
    return shown(call.arguments().text("hostname"));
  }

  /// Changes a host: all of it, or nothing.
  ///
  /// @param arguments of `host.modify`
  /// @throws BadRequest with all that is wrong, by argument
  public void modify(String login, Arguments arguments) {
    Optional<LockChange> lock =
        arguments
            .optionalFlag("locked")
            .map(locked -> locked ? lock(arguments) : new LockChange.Unlock());
    refuseLooseDetails(arguments, lock.isPresent());
    hosts.modify(
        login,
        List.of(arguments.text("hostname")),
        new HostEdit(
            lock,
            protection(arguments),
            new LinkedHashSet<>(arguments.texts("add_labels")),
            new LinkedHashSet<>(arguments.texts("remove_labels")),
            arguments.optionalText("platform"),
            arguments.map("attributes")));
  }

  private static void refuseLooseDetails(Arguments arguments, boolean lockIsAsked) {
    for (String detail : List.of("lock_reason", "lock_hours")) {
      if (!lockIsAsked && arguments.has(detail)) {
        throw BadRequest.invalid(detail, "goes with locked=true");
      }
    }
  }

  private LockChange.Lock lock(Arguments arguments) {
    return new LockChange.Lock(
        arguments.optionalText("lock_reason").orElse(""),
        arguments.optionalWhole("lock_hours").map(h -> database.now().plus(Duration.ofHours(h))));
  }

  /// Changes a host.
  ///
  /// @param change arguments of `host.modify` besides the name
  public void modify(String login, String hostname, Map<String, ?> change) {
    Map<String, Object> raw = new HashMap<>(change);
    raw.put("hostname", hostname);
    modify(login, Arguments.parse(Operations.HOST_MODIFY, raw));
  }

  /// `host.delete`.
  public Reply delete(Call call) {
    hosts.delete(call.caller().login(), call.arguments().text("hostname"));
    return new Reply.Nothing();
  }

  /// Takes a host out of the inventory.
  public void delete(String login, String hostname) {
    hosts.delete(login, hostname);
  }

  /// `host.reverify`.
  public Reply reverify(Call call) {
    return request(call, TaskType.VERIFY);
  }

  /// `host.repair`.
  public Reply repair(Call call) {
    return request(call, TaskType.REPAIR);
  }

  private Reply request(Call call, TaskType task) {
    String hostname = call.arguments().text("hostname");
    request(call.caller().login(), List.of(hostname), task);
    return new Reply.Item(new Fields().put("hostname", hostname).put("task", task.word()).map());
  }

  /// Asks for a special task on each host, or on none; harmless where one is waiting already.
  public void request(String login, List<String> hostnames, TaskType task) {
    tasks.request(login, hostnames, task);
  }

  /// Takes hosts out of service, all of them or none, until somebody unlocks them.
  ///
  /// @param reason may be empty text
  public void lock(String login, List<String> hostnames, String reason) {
    hosts.modify(login, hostnames, HostEdit.lock(reason.strip()));
  }

  /// Puts hosts back into service, all of them or none.
  public void unlock(String login, List<String> hostnames) {
    hosts.modify(login, hostnames, HostEdit.unlock());
  }

  private Reply shown(String hostname) {
    return new Reply.Item(reading.detail(reading.find(hostname)));
  }

  private static Optional<Protection> protection(Arguments arguments) {
    return arguments.optionalText("protection").flatMap(Protection::ofWord);
  }
}
