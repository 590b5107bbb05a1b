package org.autotest.store.hosts;

import java.util.List;
import java.util.Optional;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.BadRequest.Kind;
import org.autotest.core.host.LabelId;
import org.autotest.store.Database;
import org.autotest.store.LabChange;
import org.autotest.store.LabChanges;
import org.autotest.store.access.Caller;
import org.autotest.store.access.Names;
import org.autotest.store.access.Problems;
import org.autotest.store.access.Unique;
import org.jdbi.v3.core.Handle;

/// Labels. Everybody may make one; changing and deleting one needs an admin, since all share them.
public final class LabelStore {
  private static final String NAME = "name";

  private static final String LOCK =
      """
      SELECT id, name, invalid FROM afe_labels WHERE name = :name FOR UPDATE
      """;

  private static final String INSERT =
      """
      INSERT INTO afe_labels (name, platform, only_if_needed, kernel_config)
      VALUES (:name, :platform, :only, :config)
      """;

  private static final String RESURRECT =
      """
      UPDATE afe_labels
      SET invalid = 0, name = :name, platform = :platform, only_if_needed = :only,
        kernel_config = :config, atomic_group_id = NULL
      WHERE id = :id
      """;

  private static final String MODIFY =
      """
      UPDATE afe_labels
      SET platform = COALESCE(:platform, platform), only_if_needed = COALESCE(:only, only_if_needed),
        kernel_config = COALESCE(:config, kernel_config)
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

  private static final String WAITING_JOB =
      """
      SELECT j.id FROM afe_jobs j JOIN afe_host_queue_entries e ON e.job_id = j.id
      WHERE e.complete = 0 AND (
        e.meta_host = :id OR EXISTS (
          SELECT 1 FROM afe_jobs_dependency_labels d WHERE d.job_id = j.id AND d.label_id = :id))
      ORDER BY j.id
      LIMIT 1
      """;

  private final Database database;

  private record Row(long id, String name, boolean invalid) {}

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
        () -> taken(name.strip()));
  }

  private static LabelId createIn(Handle handle, String login, String name, LabelEdit label) {
    Caller.require(handle, login);
    Problems problems = new Problems();
    String checked = Names.listable(problems, NAME, name);
    check(label, problems);
    problems.throwIfAny();
    Optional<Row> before = find(handle, checked);
    if (before.isPresent() && !before.get().invalid()) {
      throw taken(before.get().name());
    }
    long id =
        before.isPresent()
            ? resurrect(handle, before.get().id(), checked, label)
            : insert(handle, checked, label);
    LabChanges.append(handle, LabChange.Kind.LABEL, id);
    return new LabelId(id);
  }

  private static BadRequest taken(String name) {
    return BadRequest.of(Kind.CONFLICT, NAME, "there is a label '%s' already".formatted(name));
  }

  private static void check(LabelEdit label, Problems problems) {
    label
        .kernelConfig()
        .filter(config -> config.length() > Names.CHARS_MAX)
        .ifPresent(
            config ->
                problems.add(
                    "kernel_config",
                    "has %d characters, more than %d".formatted(config.length(), Names.CHARS_MAX)));
  }

  private static long insert(Handle handle, String name, LabelEdit label) {
    return handle
        .createUpdate(INSERT)
        .bind("name", name)
        .bind("platform", label.platform().orElse(false))
        .bind("only", label.onlyIfNeeded().orElse(false))
        .bind("config", label.kernelConfig().orElse(""))
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
        .bind("config", label.kernelConfig().orElse(""))
        .execute();
    return id;
  }

  /// Changes a label.
  ///
  /// @param login of the caller, an admin
  /// @throws BadRequest when there is no such label, a host that carries it would have two
  ///   platforms, or the caller may not
  public void modify(String login, String name, LabelEdit edit) {
    database.transactVoid(
        handle -> {
          Caller.require(handle, login).requireAdmin(NAME, "changing a label");
          Problems problems = new Problems();
          check(edit, problems);
          problems.throwIfAny();
          Row label = require(handle, name);
          handle
              .createUpdate(MODIFY)
              .bind("id", label.id())
              .bind("platform", edit.platform().orElse(null))
              .bind("only", edit.onlyIfNeeded().orElse(null))
              .bind("config", edit.kernelConfig().orElse(null))
              .execute();
          new HostLabels(handle).requireOnePlatform(hosts(handle, label), "platform");
          LabChanges.append(handle, LabChange.Kind.LABEL, label.id());
        });
  }

  /// Deletes a label: takes it off all hosts and tests.
  ///
  /// @param login of the caller, an admin
  /// @throws BadRequest when there is no such label, an unfinished job needs it, or the caller may
  ///   not
  public void delete(String login, String name) {
    database.transactVoid(
        handle -> {
          Caller.require(handle, login).requireAdmin(NAME, "deleting a label");
          Row label = require(handle, name);
          handle
              .createQuery(WAITING_JOB)
              .bind("id", label.id())
              .mapTo(Long.class)
              .findOne()
              .ifPresent(
                  job -> {
                    throw BadRequest.of(
                        Kind.CONFLICT,
                        NAME,
                        "job %d is not finished and needs label %s".formatted(job, label.name()));
                  });
          List<Long> hosts = hosts(handle, label);
          handle.createUpdate(DELETE_FROM_HOSTS).bind("id", label.id()).execute();
          handle.createUpdate(DELETE_FROM_TESTS).bind("id", label.id()).execute();
          handle.createUpdate(INVALIDATE).bind("id", label.id()).execute();
          LabChanges.append(handle, LabChange.Kind.LABEL, label.id());
          LabChanges.append(handle, LabChange.Kind.HOST, hosts);
        });
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
