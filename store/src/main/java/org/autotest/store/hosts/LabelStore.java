package org.autotest.store.hosts;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.BadRequest.Kind;
import org.autotest.core.host.LabelId;
import org.autotest.store.Database;
import org.autotest.store.LabChange;
import org.autotest.store.LabChanges;
import org.autotest.store.access.Caller;
import org.autotest.store.access.EventLog;
import org.autotest.store.access.HostRights;
import org.autotest.store.access.Names;
import org.autotest.store.access.Problems;
import org.autotest.store.access.Unique;
import org.jdbi.v3.core.Handle;

/// Labels. Everybody may make one; changing and deleting one needs an admin, since all share them.
/// Putting one on hosts needs a right on the hosts.
public final class LabelStore {
  private static final String NAME = "name";

  private static final String LOCK =
      """
      SELECT id, name, invalid FROM afe_labels WHERE name = :name FOR UPDATE
      """;

  private static final String INSERT =
      """
      INSERT INTO afe_labels (name, platform, only_if_needed) VALUES (:name, :platform, :only)
      """;

  private static final String RESURRECT =
      """
      UPDATE afe_labels
      SET invalid = 0, name = :name, platform = :platform, only_if_needed = :only,
        kernel_config = '', atomic_group_id = NULL
      WHERE id = :id
      """;

  private static final String MODIFY =
      """
      UPDATE afe_labels
      SET name = COALESCE(:name, name), platform = COALESCE(:platform, platform),
        only_if_needed = COALESCE(:only, only_if_needed)
      WHERE id = :id
      """;

  private static final String HOSTS =
      """
      SELECT host_id FROM afe_hosts_labels WHERE label_id = :id ORDER BY host_id
      """;

  private static final String INVALIDATE =
      """
      UPDATE afe_labels SET invalid = 1 WHERE id = :id
      """;

  private static final String DELETE_FROM_HOSTS =
      """
      DELETE FROM afe_hosts_labels WHERE label_id = :id
      """;

  private static final String DELETE_FROM_TESTS =
      """
      DELETE FROM afe_autotests_dependency_labels WHERE label_id = :id
      """;

  private static final String TESTS =
      """
      SELECT COUNT(*) FROM afe_autotests_dependency_labels WHERE label_id = :id
      """;

  private static final String NEEDED =
      """
      SELECT DISTINCT j.id FROM afe_jobs j JOIN afe_host_queue_entries e ON e.job_id = j.id
      WHERE (e.complete = 0 OR j.is_template = 1) AND (
        e.meta_host = :id OR EXISTS (
          SELECT 1 FROM afe_jobs_dependency_labels d WHERE d.job_id = j.id AND d.label_id = :id))
      ORDER BY j.id
      LIMIT 21
      """;

  private final Database database;

  private record Row(long id, String name, boolean invalid) {}

  /// What a label was taken off when it was deleted.
  public record Deleted(String name, int hosts, long tests) {}

  public LabelStore(Database database) {
    this.database = database;
  }

  /// Makes a label. One that was deleted comes back, without its hosts.
  ///
  /// @param login of the caller: any user
  /// @throws BadRequest when the name is taken, blank, or could not stand in a list
  public LabelId create(String login, String name, LabelEdit label) {
    return Unique.orRefuse(
        () -> database.transact(handle -> createIn(handle, login, name, label)),
        () -> there(name.strip()));
  }

  private static LabelId createIn(Handle handle, String login, String name, LabelEdit label) {
    Caller.require(handle, login);
    String checked = checked(NAME, name);
    Optional<Row> before = find(handle, checked);
    if (before.isPresent() && !before.get().invalid()) {
      throw there(before.get().name());
    }
    return make(handle, before, checked, label);
  }

  /// Makes a label when there is none of that name; one that is there stays as it is.
  ///
  /// @param field wire name of the argument that named it
  static void ensure(Handle handle, String field, String name, LabelEdit label) {
    String checked = checked(field, name);
    Optional<Row> before = find(handle, checked);
    if (before.isEmpty() || before.get().invalid()) {
      Unique.orRefuse(
          () -> make(handle, before, checked, label), () -> NewMember.madeMeanwhile(field, name));
    }
  }

  private static LabelId make(Handle handle, Optional<Row> before, String name, LabelEdit label) {
    long id =
        before.isPresent()
            ? resurrect(handle, before.get().id(), name, label)
            : insert(handle, name, label);
    LabChanges.append(handle, LabChange.Kind.LABEL, id);
    return new LabelId(id);
  }

  private static String checked(String field, String name) {
    Problems problems = new Problems();
    String checked = Names.listable(problems, field, name);
    problems.throwIfAny();
    return checked;
  }

  private static BadRequest there(String name) {
    return BadRequest.of(Kind.CONFLICT, NAME, "there is a label '%s' already".formatted(name));
  }

  private static long insert(Handle handle, String name, LabelEdit label) {
    return handle
        .createUpdate(INSERT)
        .bind("name", name)
        .bind("platform", label.platform().orElse(false))
        .bind("only", label.onlyIfNeeded().orElse(false))
        .executeAndReturnGeneratedKeys("id")
        .mapTo(Long.class)
        .one();
  }

  private static long resurrect(Handle handle, long id, String name, LabelEdit label) {
    handle
        .createUpdate(RESURRECT)
        .bind("id", id)
        .bind("name", name)
        .bind("platform", label.platform().orElse(false))
        .bind("only", label.onlyIfNeeded().orElse(false))
        .execute();
    return id;
  }

  /// Changes a label.
  ///
  /// @param login of the caller, an admin
  /// @throws BadRequest when there is no such label, a host that carries it would have two
  ///   platforms, the new name is taken or unfit, or the caller may not
  public void modify(String login, String name, LabelEdit edit) {
    Optional<String> newName = edit.name().map(its -> checked("new_name", its));
    Unique.orRefuse(
        () ->
            database.transact(
                handle -> {
                  Caller.require(handle, login).requireAdmin(NAME, "changing a label");
                  Row label = require(handle, name);
                  handle
                      .createUpdate(MODIFY)
                      .bind("id", label.id())
                      .bind("name", newName.orElse(null))
                      .bind("platform", edit.platform().orElse(null))
                      .bind("only", edit.onlyIfNeeded().orElse(null))
                      .execute();
                  new HostLabels(handle).requireFit(hosts(handle, label), "platform");
                  LabChanges.append(handle, LabChange.Kind.LABEL, label.id());
                  return label;
                }),
        () ->
            BadRequest.of(
                Kind.CONFLICT,
                "new_name",
                "there is a label '%s' already, or was until it was deleted"
                    .formatted(newName.orElse(name))));
  }

  /// Puts a label on hosts, or takes it off, at all of them or at none.
  ///
  /// @param login of the caller, who must share an ACL group with each host or be root
  /// @param isOn false takes it off; harmless where a host does not carry it
  /// @throws BadRequest when label or host is unknown, a host would have two platforms or be in two
  ///   atomic groups, or the caller may not
  public void mark(String login, String name, Collection<String> hostnames, boolean isOn) {
    database.transactVoid(
        handle -> {
          Caller caller = Caller.require(handle, login);
          Row label = require(handle, name);
          List<Long> hosts = HostRow.ids(HostRow.lock(handle, hostnames, "hosts"));
          HostRights.require(handle, caller, hosts, "hosts");
          HostLabels labels = new HostLabels(handle);
          if (isOn) {
            labels.add(hosts, List.of(label.id()));
            labels.requireFit(hosts, "hosts");
          } else {
            labels.remove(hosts, List.of(label.id()));
          }
          String what = isOn ? "labels put on: " : "labels taken off: ";
          EventLog.hostsNoted(handle, hosts, what + label.name(), caller.login());
          LabChanges.append(handle, LabChange.Kind.HOST, hosts);
        });
  }

  /// Deletes a label: takes it off all hosts and tests.
  ///
  /// @param login of the caller, an admin
  /// @throws BadRequest when there is no such label, an unfinished job or a template needs it, or
  ///   the caller may not
  public Deleted delete(String login, String name) {
    return database.transact(
        handle -> {
          Caller caller = Caller.require(handle, login);
          caller.requireAdmin(NAME, "deleting a label");
          Row label = require(handle, name);
          requireUnneeded(handle, label);
          List<Long> hosts = hosts(handle, label);
          long tests = handle.createQuery(TESTS).bind("id", label.id()).mapTo(Long.class).one();
          handle.createUpdate(DELETE_FROM_HOSTS).bind("id", label.id()).execute();
          handle.createUpdate(DELETE_FROM_TESTS).bind("id", label.id()).execute();
          handle.createUpdate(INVALIDATE).bind("id", label.id()).execute();
          EventLog.hostsNoted(
              handle, hosts, "label %s was deleted".formatted(label.name()), caller.login());
          LabChanges.append(handle, LabChange.Kind.LABEL, label.id());
          LabChanges.append(handle, LabChange.Kind.HOST, hosts);
          return new Deleted(label.name(), hosts.size(), tests);
        });
  }

  private static void requireUnneeded(Handle handle, Row label) {
    List<String> jobs =
        handle.createQuery(NEEDED).bind("id", label.id()).mapTo(String.class).list();
    if (!jobs.isEmpty()) {
      throw BadRequest.of(
          Kind.CONFLICT,
          NAME,
          "label %s is needed by jobs that are not finished, or templates: %s"
              .formatted(label.name(), Problems.listed(jobs)));
    }
  }

  private static Optional<Row> find(Handle handle, String name) {
    return handle
        .createQuery(LOCK)
        .bind("name", name)
        .map(
            (row, context) ->
                new Row(row.getLong("id"), row.getString("name"), row.getBoolean("invalid")))
        .findOne();
  }

  private static Row require(Handle handle, String name) {
    return find(handle, name.strip())
        .filter(label -> !label.invalid())
        .orElseThrow(() -> BadRequest.of(Kind.NOT_FOUND, NAME, "no label '%s'".formatted(name)));
  }

  private static List<Long> hosts(Handle handle, Row label) {
    return handle.createQuery(HOSTS).bind("id", label.id()).mapTo(Long.class).list();
  }
}
