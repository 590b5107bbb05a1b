package org.autotest.store.hosts;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.BadRequest.Kind;
import org.autotest.core.host.HostEvent;
import org.autotest.core.host.HostId;
import org.autotest.core.host.HostStatus;
import org.autotest.core.host.HostTransitions;
import org.autotest.core.host.Hostname;
import org.autotest.store.Database;
import org.autotest.store.LabChange;
import org.autotest.store.LabChanges;
import org.autotest.store.access.Caller;
import org.autotest.store.access.EventLog;
import org.autotest.store.access.HostRights;
import org.autotest.store.access.Problems;
import org.autotest.store.access.Unique;
import org.jdbi.v3.core.Handle;

/// The inventory of hosts, as people change it. Where a host stands is the dispatcher's to say;
/// only putting back a deleted host that had been given up makes it Ready here.
public final class HostStore {
  private static final String HOSTNAME = "hostname";

  private static final String INSERT =
      """
      INSERT INTO afe_hosts (hostname, protection, status_changed_at)
      VALUES (:name, :protection, :now)
      """;

  private static final String RESURRECT =
      """
      UPDATE afe_hosts
      SET invalid = 0, hostname = :name, protection = :protection, dirty = 1, locked = 0,
        locked_by_id = NULL, lock_time = NULL, lock_reason = NULL, lock_expires = NULL
      WHERE id = :id
      """;

  private static final String REVIVE =
      """
      UPDATE afe_hosts
      SET status = :to, status_changed_at = :now, failure_blame = NULL, failure_problem = NULL
      WHERE id = :id
      """;

  private final Database database;

  public HostStore(Database database) {
    this.database = database;
  }

  /// Adds a machine, in `Everyone`. One that was deleted comes back with its number and history; if
  /// it had been given up, it is Ready again.
  ///
  /// @param login of the caller: any user
  /// @throws BadRequest when the name is taken or none, a label or group is unknown, the labels are
  ///   two platforms, or the caller is in a group not; nothing is written
  public HostId create(String login, NewHost host) {
    return Unique.orRefuse(
        () -> database.transact(handle -> createIn(handle, Caller.require(handle, login), host)),
        () -> taken(host.hostname().strip()));
  }

  private static HostId createIn(Handle handle, Caller caller, NewHost asked) {
    String name = asked.hostname().strip();
    HostEdit edit =
        new HostEdit(
            asked.lock().map(lock -> lock),
            Optional.of(asked.protection()),
            asked.belongs().labels(),
            Set.of(),
            asked.belongs().platform(),
            asked.attributes());
    Problems problems = new Problems();
    if (!Hostname.isValid(name)) {
      problems.add(
          HOSTNAME,
          "'%s' is no host name: letters, digits and . _ : - only, starting with a letter or digit"
              .formatted(name));
    }
    HostChanges.check(edit, Database.now(handle), problems);
    problems.throwIfAny();
    Optional<HostRow> before = HostRow.find(handle, List.of(name)).stream().findFirst();
    if (before.isPresent() && !before.get().invalid()) {
      throw taken(before.get().hostname());
    }
    long id =
        before.isPresent()
            ? resurrect(handle, caller, before.get(), name, asked)
            : insert(handle, name, asked);
    new NewMember(handle, caller).enter(id, asked.belongs());
    change(handle, caller, HostRow.lock(handle, List.of(name), HOSTNAME), edit, "labels");
    return new HostId(id);
  }

  private static BadRequest taken(String hostname) {
    return BadRequest.of(Kind.CONFLICT, HOSTNAME, hostname + " is in the inventory already");
  }

  private static long insert(Handle handle, String name, NewHost asked) {
    return handle
        .createUpdate(INSERT)
        .bind("name", name)
        .bind("protection", asked.protection().number())
        .bind("now", Database.now(handle))
        .executeAndReturnGeneratedKeys("id")
        .mapTo(Long.class)
        .one();
  }

  private static long resurrect(
      Handle handle, Caller caller, HostRow before, String name, NewHost asked) {
    handle
        .createUpdate(RESURRECT)
        .bind("id", before.id())
        .bind("name", name)
        .bind("protection", asked.protection().number())
        .execute();
    if (before.status().equals(HostStatus.REPAIR_FAILED.word())) {
      HostStatus to = HostTransitions.after(HostStatus.REPAIR_FAILED, HostEvent.REVIVED);
      handle
          .createUpdate(REVIVE)
          .bind("id", before.id())
          .bind("to", to.word())
          .bind("now", Database.now(handle))
          .execute();
      EventLog.hostNoted(
          handle, before.id(), before.status(), "added to the inventory again", caller.login());
    }
    return before.id();
  }

  /// Changes hosts, all of them or none.
  ///
  /// @param login of the caller, who must share an ACL group with each host or be root
  /// @throws BadRequest when a host or label is unknown, a host would have two platforms, is locked
  ///   already or not locked, or the caller may not
  public void modify(String login, Collection<String> hostnames, HostEdit edit) {
    database.transactVoid(
        handle -> {
          Caller caller = Caller.require(handle, login);
          Problems problems = new Problems();
          HostChanges.check(edit, Database.now(handle), problems);
          problems.throwIfAny();
          List<HostRow> hosts = HostRow.lock(handle, hostnames, HOSTNAME);
          HostRights.require(handle, caller, HostRow.ids(hosts), HOSTNAME);
          change(handle, caller, hosts, edit, "add_labels");
        });
  }

  private static void change(
      Handle handle, Caller caller, List<HostRow> hosts, HostEdit edit, String labelField) {
    List<Long> ids = HostRow.ids(hosts);
    HostChanges changes = new HostChanges(handle, caller);
    changes.labels(ids, edit, labelField);
    changes.attributes(ids, edit.attributes());
    edit.protection().ifPresent(level -> changes.protect(ids, level));
    edit.lock().ifPresent(lock -> changes.lock(hosts, lock));
    LabChanges.append(handle, LabChange.Kind.HOST, ids);
  }

  /// Takes a host out of the inventory: its labels, groups and attributes go, its unfinished
  /// entries are aborted, its queued tasks are dropped; what happened on it stays.
  ///
  /// @param login of the caller, who must share an ACL group with the host or be root
  /// @throws BadRequest when there is no such host or the caller may not
  public void delete(String login, String hostname) {
    database.transactVoid(
        handle -> {
          Caller caller = Caller.require(handle, login);
          HostRow host = HostRow.lock(handle, List.of(hostname), HOSTNAME).getFirst();
          HostRights.require(handle, caller, List.of(host.id()), HOSTNAME);
          HostDeletion.delete(handle, caller, host);
        });
  }
}
