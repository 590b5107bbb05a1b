package org.autotest.store.views;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.host.HostId;
import org.autotest.core.host.HostStatus;
import org.autotest.core.host.Protection;
import org.autotest.core.job.JobId;
import org.autotest.core.schedule.Candidate;
import org.autotest.core.schedule.Hold;
import org.autotest.core.schedule.Reserved;
import org.autotest.store.Database;
import org.autotest.store.SqlTime;
import org.autotest.store.access.Caller;
import org.autotest.store.lab.ProcessRoom;
import org.jdbi.v3.core.Handle;

/// Hosts, as lists and one by one. Deleted and one-time hosts are left out of lists, and found by
/// name: their history stays.
public final class HostViews {
  private static final String COLUMNS =
      """
      SELECT h.id, h.hostname, h.status, h.status_changed_at, h.locked, u.login AS locked_by,
        h.lock_time, h.lock_reason, h.lock_expires, h.protection, h.dirty, h.failure_blame,
        h.failure_problem, h.invalid, v.login AS reserved_for, r.for_labels, r.ends_at, r.reason
      FROM afe_hosts h
      LEFT JOIN afe_users u ON u.id = h.locked_by_id
      LEFT JOIN afe_reservations r ON r.host_id = h.id AND r.active = 1
      LEFT JOIN afe_users v ON v.id = r.user_id
      """;

  private static final String FILTERS =
      """
        AND (:name IS NULL OR h.hostname LIKE :name)
        AND (:locked IS NULL OR h.locked = :locked)
        AND (:locked_by IS NULL OR h.locked = 1 AND u.login = :locked_by)
        AND (:accessible_to IS NULL
          OR EXISTS (
            SELECT 1 FROM afe_users w WHERE w.login = :accessible_to AND w.access_level >= :root)
          OR EXISTS (
            SELECT 1 FROM afe_acl_groups_hosts gh
            JOIN afe_acl_groups_users gu ON gu.aclgroup_id = gh.aclgroup_id
            JOIN afe_users w ON w.id = gu.user_id
            WHERE gh.host_id = h.id AND w.login = :accessible_to))
        AND h.status IN (<statuses>)
        AND (:labels = 0 OR :labels = (
          SELECT COUNT(*) FROM afe_hosts_labels hl JOIN afe_labels l ON l.id = hl.label_id
          WHERE hl.host_id = h.id AND l.invalid = 0 AND l.name IN (<label_names>)))
      """;

  private static final String LIST =
      COLUMNS
          + """
          WHERE h.invalid = 0 AND h.hostname > :after
          """
          + FILTERS
          + """
          ORDER BY h.hostname
          LIMIT :limit
          """;

  /// Sums a row a day for each host: for 20,000 hosts 600,000 rows of an index.
  private static final String WORST =
      COLUMNS
          + """
          LEFT JOIN (
            SELECT host_id, SUM(failed_host) AS failures FROM afe_host_days GROUP BY host_id) lately
            ON lately.host_id = h.id
          WHERE h.invalid = 0 AND (
            COALESCE(lately.failures, 0) < :below
            OR COALESCE(lately.failures, 0) = :below AND h.hostname > :after)
          """
          + FILTERS
          + """
          ORDER BY COALESCE(lately.failures, 0) DESC, h.hostname
          LIMIT :limit
          """;

  private static final String ONE = COLUMNS + "WHERE h.hostname = :hostname";

  private static final String LABELS =
      """
      SELECT hl.host_id, l.name, l.platform
      FROM afe_hosts_labels hl JOIN afe_labels l ON l.id = hl.label_id
      WHERE hl.host_id IN (<ids>) AND l.invalid = 0
      ORDER BY l.name
      """;

  private static final String GROUPS =
      """
      SELECT gh.host_id, g.name
      FROM afe_acl_groups_hosts gh JOIN afe_acl_groups g ON g.id = gh.aclgroup_id
      WHERE gh.host_id IN (<ids>)
      ORDER BY g.name
      """;

  private static final String HOLDERS =
      """
      SELECT host_id, job_id FROM afe_host_queue_entries WHERE host_id IN (<ids>) AND active = 1
      """;

  private static final String ATTRIBUTES =
      """
      SELECT attribute, value FROM afe_host_attributes WHERE host_id = :host ORDER BY attribute
      """;

  private final Database database;

  public HostViews(Database database) {
    this.database = database;
  }

  /// One host with its attributes.
  ///
  /// @param isDeleted no longer, or never, in the inventory
  /// @param attributes in order of their names
  /// @param waits why its next verify, cleanup or repair cannot be started now
  public record Detail(
      HostView host, boolean isDeleted, Map<String, String> attributes, Optional<Hold> waits) {}

  /// Hosts of the inventory in the order of their names, as text.
  ///
  /// @param after only hosts whose name comes later; empty text for the first page
  public List<HostView> list(HostFilter filter, String after, int limit) {
    return list(LIST, Long.MAX_VALUE, filter, after, limit);
  }

  /// Where a list of the worst hosts goes on.
  ///
  /// @param failures of the last host so far
  /// @param hostname of it
  public record Worst(long failures, String hostname) {
    /// The first page.
    public static final Worst FIRST = new Worst(Long.MAX_VALUE, "");
  }

  /// Hosts of the inventory, those first that made most entries fail in the last 30 days, of equal
  /// ones by name.
  public List<HostView> worst(HostFilter filter, Worst after, int limit) {
    return list(WORST, after.failures(), filter, after.hostname(), limit);
  }

  private List<HostView> list(String sql, long below, HostFilter filter, String after, int limit) {
    List<HostStatus> statuses =
        filter.statuses().isEmpty() ? List.of(HostStatus.values()) : filter.statuses();
    List<String> labels = filter.labels().isEmpty() ? List.of("") : filter.labels();
    return database.read(
        handle -> {
          var query = handle.createQuery(sql);
          if (sql.equals(WORST)) {
            query.bind("below", below);
          }
          return complete(
              handle,
              query
                  .bind("after", after)
                  .bind("name", filter.name().map(Rows::containing).orElse(null))
                  .bind("locked", filter.locked().orElse(null))
                  .bind("locked_by", filter.lockedBy().orElse(null))
                  .bind("accessible_to", filter.accessibleTo().orElse(null))
                  .bind("root", Caller.ROOT)
                  .bindList("statuses", statuses.stream().map(HostStatus::word).toList())
                  .bind("labels", filter.labels().size())
                  .bindList("label_names", labels)
                  .bind("limit", limit)
                  .map((row, _) -> Draft.read(row))
                  .list());
        });
  }

  /// Empty when no host of that name was ever known; also finds deleted ones.
  public Optional<Detail> find(String hostname) {
    return database.read(
        handle ->
            handle
                .createQuery(ONE)
                .bind("hostname", hostname)
                .map((row, _) -> Draft.read(row))
                .findOne()
                .map(
                    draft ->
                        new Detail(
                            complete(handle, List.of(draft)).getFirst(),
                            draft.isDeleted,
                            attributes(handle, draft.id),
                            ProcessRoom.ofTask(handle, new HostId(draft.id)))));
  }

  private static List<HostView> complete(Handle handle, List<Draft> drafts) {
    if (drafts.isEmpty()) {
      return List.of();
    }
    List<Long> ids = drafts.stream().map(Draft::id).toList();
    Map<Long, String> platforms = new HashMap<>();
    Map<Long, List<String>> labels = new HashMap<>();
    each(
        handle,
        LABELS,
        ids,
        row -> {
          if (row.getBoolean("platform")) {
            platforms.put(row.getLong("host_id"), row.getString("name"));
          } else {
            addName(labels, row);
          }
        });
    Map<Long, List<String>> groups = new HashMap<>();
    each(handle, GROUPS, ids, row -> addName(groups, row));
    Map<Long, JobId> holders = new HashMap<>();
    each(
        handle,
        HOLDERS,
        ids,
        row -> holders.put(row.getLong("host_id"), new JobId(row.getLong("job_id"))));
    return drafts.stream()
        .map(
            draft ->
                draft.view(
                    Optional.ofNullable(platforms.get(draft.id)),
                    labels.getOrDefault(draft.id, List.of()),
                    groups.getOrDefault(draft.id, List.of()),
                    Optional.ofNullable(holders.get(draft.id))))
        .toList();
  }

  private static void addName(Map<Long, List<String>> names, ResultSet row) throws SQLException {
    names
        .computeIfAbsent(row.getLong("host_id"), _ -> new ArrayList<>())
        .add(row.getString("name"));
  }

  private interface RowReader {
    void read(ResultSet row) throws SQLException;
  }

  private static void each(Handle handle, String sql, List<Long> ids, RowReader reader) {
    handle
        .createQuery(sql)
        .bindList("ids", ids)
        .map(
            (row, _) -> {
              reader.read(row);
              return true;
            })
        .list();
  }

  private static Map<String, String> attributes(Handle handle, long host) {
    Map<String, String> attributes = new LinkedHashMap<>();
    handle
        .createQuery(ATTRIBUTES)
        .bind("host", host)
        .map((row, _) -> attributes.put(row.getString("attribute"), row.getString("value")))
        .list();
    return attributes;
  }

  /// Reads the columns `locked`, `locked_by`, `lock_reason` and `lock_expires`.
  static Optional<Candidate.Lock> lock(ResultSet row) throws SQLException {
    return row.getBoolean("locked")
        ? Optional.of(
            new Candidate.Lock(
                Rows.text(row, "locked_by"),
                Rows.text(row, "lock_reason"),
                SqlTime.read(row, "lock_expires")))
        : Optional.empty();
  }

  /// Reads the columns `reserved_for`, `for_labels`, `ends_at` and `reason`.
  static Optional<Reserved> reserved(ResultSet row) throws SQLException {
    Optional<String> holder = Rows.text(row, "reserved_for");
    Optional<java.time.Instant> until = Rows.time(row, "ends_at");
    if (holder.isEmpty() || until.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Reserved(
            holder.get(),
            row.getBoolean("for_labels"),
            until.get(),
            Rows.text(row, "reason").orElse("")));
  }

  private record Draft(
      long id,
      String hostname,
      HostStatus status,
      Optional<java.time.Instant> since,
      Optional<HostView.Lock> lock,
      Protection protection,
      boolean dirty,
      boolean isDeleted,
      Optional<EntryView.Failure> failure,
      Optional<Reserved> reserved) {
    static Draft read(ResultSet row) throws SQLException {
      String word = row.getString("status");
      Optional<HostView.Lock> lock =
          row.getBoolean("locked")
              ? Optional.of(
                  new HostView.Lock(
                      Rows.text(row, "locked_by"),
                      Rows.time(row, "lock_time"),
                      Rows.text(row, "lock_reason"),
                      Rows.time(row, "lock_expires")))
              : Optional.empty();
      HostStatus status =
          Arrays.stream(HostStatus.values())
              .filter(one -> one.word().equals(word))
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("no host status is called " + word));
      return new Draft(
          row.getLong("id"),
          row.getString("hostname"),
          status,
          Rows.time(row, "status_changed_at"),
          lock,
          Protection.ofNumber(row.getInt("protection")),
          row.getBoolean("dirty"),
          row.getBoolean("invalid"),
          EntryViews.failure(row),
          HostViews.reserved(row));
    }

    HostView view(
        Optional<String> platform,
        List<String> labels,
        List<String> groups,
        Optional<JobId> runningJob) {
      return new HostView(
          new HostId(id),
          hostname,
          status,
          since,
          lock,
          protection,
          dirty,
          platform,
          labels,
          groups,
          status == HostStatus.REPAIR_FAILED ? failure : Optional.empty(),
          runningJob,
          reserved);
    }
  }
}
