package org.autotest.store.jobs;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.BadRequest.Kind;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.JobId;
import org.autotest.store.Database;
import org.autotest.store.LabChange;
import org.autotest.store.LabChanges;
import org.autotest.store.access.Caller;
import org.autotest.store.access.EventLog;
import org.autotest.store.access.Problems;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/// Asks for jobs, or some of their entries, to be aborted. The dispatcher does it.
public final class JobAbort {
  private static final String JOB =
      """
      SELECT owner FROM afe_jobs WHERE id = :id
      """;

  private static final String LOCK =
      """
      SELECT id FROM afe_host_queue_entries WHERE job_id = :job ORDER BY id FOR UPDATE
      """;

  private static final String ENTRIES =
      """
      SELECT e.id, h.hostname, e.complete, e.aborted, e.execution_subdir,
        e.host_id IS NOT NULL AND EXISTS (
          SELECT 1 FROM afe_acl_groups_hosts gh
          JOIN afe_acl_groups_users gu ON gu.aclgroup_id = gh.aclgroup_id
          WHERE gh.host_id = e.host_id AND gu.user_id = :user)
        AND NOT EXISTS (
          SELECT 1 FROM afe_acl_groups_hosts gh
          JOIN afe_acl_groups g ON g.id = gh.aclgroup_id
          WHERE gh.host_id = e.host_id AND g.name = 'Everyone') AS is_team_mate
      FROM afe_host_queue_entries e
      LEFT JOIN afe_hosts h ON h.id = e.host_id
      WHERE e.job_id = :job
      ORDER BY e.id
      """;

  private static final String MARK =
      """
      UPDATE afe_host_queue_entries SET aborted = 1 WHERE id = ?
      """;

  private static final String AUDIT =
      """
      INSERT IGNORE INTO afe_aborted_host_queue_entries
        (queue_entry_id, aborted_by_id, aborted_on, reason)
      VALUES (?, ?, ?, ?)
      """;

  private final Database database;

  /// Which entries of a job are meant.
  public sealed interface Scope {
    /// All of them.
    record Whole() implements Scope {}

    /// Those on hosts of these names, or with these numbers.
    ///
    /// @param wholeGroups whether those are meant too that run together with them
    record Some(Set<String> hosts, Set<EntryId> entries, boolean wholeGroups) implements Scope {
      /// Those and no others.
      public Some(Set<String> hosts, Set<EntryId> entries) {
        this(hosts, entries, false);
      }

      public Some {
        hosts = Set.copyOf(hosts);
        entries = Set.copyOf(entries);
      }
    }
  }

  private record Entry(
      long id,
      String hostname,
      boolean complete,
      boolean aborted,
      String subdir,
      boolean isTeamMate) {
    boolean isOpen() {
      return !complete && !aborted;
    }

    String inWords() {
      return hostname.isEmpty() ? "entry " + id : hostname;
    }
  }

  public JobAbort(Database database) {
    this.database = database;
  }

  /// Marks unfinished entries as aborted, and notes who asked. Entries that have ended, or that
  /// somebody aborted before, stay as they are; so asking twice does no harm.
  ///
  /// The owner of the job and root may abort any entry; others those on a host that they share an
  /// ACL group with, unless the host is in `Everyone`.
  ///
  /// @param login of the caller
  /// @param reason for those who look at it later, at most 500 characters
  /// @return the entries that were marked now
  /// @throws BadRequest when the job or an entry is unknown, the caller may not, or only a part of
  ///   a group that runs together was named; nothing is marked then
  public List<EntryId> abort(String login, JobId job, Scope scope, Optional<String> reason) {
    return database.transact(handle -> abortIn(handle, login, new Wish(job, scope, reason)));
  }

  /// Does the same without a word of why.
  public List<EntryId> abort(String login, JobId job, Scope scope) {
    return abort(login, job, scope, Optional.empty());
  }

  private record Wish(JobId job, Scope scope, Optional<String> reason) {}

  private static List<EntryId> abortIn(Handle handle, String login, Wish wish) {
    JobId id = wish.job();
    Caller caller = Caller.require(handle, login);
    String owner =
        handle
            .createQuery(JOB)
            .bind("id", id.value())
            .mapTo(String.class)
            .findOne()
            .orElseThrow(() -> BadRequest.of(Kind.NOT_FOUND, "id", "no job " + id));
    List<Entry> all = entries(handle, caller, id);
    List<Entry> open = chosen(all, wish.scope()).stream().filter(Entry::isOpen).toList();
    requireRights(caller, owner, open);
    requireWholeGroups(all, open);
    List<Long> ids = open.stream().map(Entry::id).toList();
    mark(handle, caller, ids, wish.reason());
    return ids.stream().map(EntryId::new).toList();
  }

  private static List<Entry> entries(Handle handle, Caller caller, JobId job) {
    handle.createQuery(LOCK).bind("job", job.value()).mapTo(Long.class).list();
    return handle
        .createQuery(ENTRIES)
        .bind("job", job.value())
        .bind("user", caller.id())
        .map(
            (row, context) ->
                new Entry(
                    row.getLong("id"),
                    row.getString("hostname") == null ? "" : row.getString("hostname"),
                    row.getBoolean("complete"),
                    row.getBoolean("aborted"),
                    row.getString("execution_subdir"),
                    row.getBoolean("is_team_mate")))
        .list();
  }

  private static Collection<Entry> chosen(List<Entry> all, Scope scope) {
    return switch (scope) {
      case Scope.Whole() -> all;
      case Scope.Some(Set<String> hosts, Set<EntryId> entries, boolean wholeGroups) -> {
        Problems problems = new Problems();
        Set<String> wanted = hosts.stream().map(TargetResolver::folded).collect(Collectors.toSet());
        Set<String> present =
            all.stream()
                .map(entry -> TargetResolver.folded(entry.hostname()))
                .collect(Collectors.toSet());
        Set<EntryId> known =
            all.stream().map(entry -> new EntryId(entry.id())).collect(Collectors.toSet());
        problems.addFor(
            "hosts",
            hosts.stream()
                .filter(host -> !present.contains(TargetResolver.folded(host)))
                .sorted()
                .toList(),
            "no entry of the job is on %s");
        problems.addFor(
            "entries",
            entries.stream()
                .filter(id -> !known.contains(id))
                .sorted()
                .map(EntryId::toString)
                .toList(),
            "no entries of the job: %s");
        problems.throwIfAny();
        Set<Entry> named =
            all.stream()
                .filter(
                    entry ->
                        wanted.contains(TargetResolver.folded(entry.hostname()))
                            || entries.contains(new EntryId(entry.id())))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        yield wholeGroups ? withTheirGroups(all, named) : named;
      }
    };
  }

  private static Set<Entry> withTheirGroups(List<Entry> all, Set<Entry> named) {
    Set<String> together = bySubdir(named.stream().filter(Entry::isOpen)).keySet();
    Set<Entry> whole = new LinkedHashSet<>(named);
    all.stream().filter(entry -> together.contains(entry.subdir())).forEach(whole::add);
    return whole;
  }

  private static void requireRights(Caller caller, String owner, List<Entry> entries) {
    if (caller.isRoot() || owner.equalsIgnoreCase(caller.login())) {
      return;
    }
    List<String> foreign =
        entries.stream().filter(entry -> !entry.isTeamMate()).map(Entry::inWords).toList();
    if (!foreign.isEmpty()) {
      throw BadRequest.of(
          Kind.FORBIDDEN,
          "id",
          "%s may not abort %s of %s's job"
              .formatted(caller.login(), Problems.listed(foreign), owner));
    }
  }

  /// Hosts of a group run in one process: it is aborted as a whole, or not.
  private static void requireWholeGroups(List<Entry> all, List<Entry> named) {
    Map<String, Long> members = bySubdir(all.stream().filter(Entry::isOpen));
    bySubdir(named.stream())
        .forEach(
            (subdir, included) -> {
              long expected = members.getOrDefault(subdir, 0L);
              if (included < expected) {
                throw BadRequest.of(
                    Kind.CONFLICT,
                    "entries",
                    "the hosts of %s run together and can only be aborted together: "
                            .formatted(subdir)
                        + "%d included, %d expected".formatted(included, expected));
              }
            });
  }

  private static Map<String, Long> bySubdir(Stream<Entry> entries) {
    return entries
        .filter(entry -> !entry.subdir().isEmpty())
        .collect(Collectors.groupingBy(Entry::subdir, TreeMap::new, Collectors.counting()));
  }

  private static void mark(Handle handle, Caller caller, List<Long> ids, Optional<String> reason) {
    if (ids.isEmpty()) {
      return;
    }
    try (PreparedBatch marks = handle.prepareBatch(MARK);
        PreparedBatch audit = handle.prepareBatch(AUDIT)) {
      for (Long id : ids) {
        marks.add(id);
        audit
            .bind(0, id)
            .bind(1, caller.id())
            .bind(2, Database.now(handle))
            .bind(3, reason.orElse(null))
            .add();
      }
      marks.execute();
      audit.execute();
    }
    String event = "abort requested" + reason.map(why -> ": " + why).orElse("");
    EventLog.entriesNoted(handle, ids, event, caller.login());
    LabChanges.append(handle, LabChange.Kind.ENTRY, ids);
  }
}
