package org.autotest.store.lab;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.autotest.core.host.HostEvent;
import org.autotest.core.host.HostId;
import org.autotest.core.host.HostStatus;
import org.autotest.core.host.HostTransitions;
import org.autotest.store.Database;
import org.autotest.store.LabChange.Kind;
import org.autotest.store.lab.JsonRows.Row;
import org.jdbi.v3.core.Handle;

/// Changes of hosts, made together by [#write].
final class HostSql {
  private static final String READY =
      """
      SELECT id FROM afe_hosts
      WHERE id IN (<ids>) AND status = 'Ready' AND locked = 0
      ORDER BY id
      FOR UPDATE
      """;

  private static final String CHANGE =
      """
      UPDATE JSON_TABLE(:rows, '$[*]' COLUMNS (
        id INT PATH '$.id',
        old VARCHAR(30) PATH '$.old',
        new VARCHAR(30) PATH '$.new',
        dirty INT PATH '$.dirty',
        blame VARCHAR(10) PATH '$.blame',
        problem VARCHAR(2000) PATH '$.problem')) change_of
      STRAIGHT_JOIN afe_hosts host FORCE INDEX (PRIMARY) ON host.id = change_of.id
      SET host.status = COALESCE(change_of.new, host.status),
        host.status_changed_at = IF(change_of.new IS NULL, host.status_changed_at, :now),
        host.dirty = COALESCE(change_of.dirty, host.dirty),
        host.failure_blame = COALESCE(change_of.blame,
          IF(change_of.new IS NULL, host.failure_blame, NULL)),
        host.failure_problem = COALESCE(change_of.problem,
          IF(change_of.new IS NULL, host.failure_problem, NULL))
      WHERE change_of.old IS NULL OR host.status = change_of.old
      """;

  private final Handle handle;
  private final News news;
  private final Expected<HostId> changes = new Expected<>("host");
  private final Set<Long> mustBeReady = new TreeSet<>();

  HostSql(Handle handle, News news) {
    this.handle = handle;
    this.news = news;
  }

  private Row row(HostId host) {
    news.changed(Kind.HOST, host.value());
    return changes.of(host, host.value());
  }

  void requireReady(HostId host) {
    mustBeReady.add(host.value());
  }

  HostStatus move(HostId host, HostStatus from, HostEvent event, String reason) {
    HostStatus to = HostTransitions.after(from, event);
    changes.move(host, host.value(), from.word(), to.word());
    news.hostMoved(host, from.word(), to.word(), reason);
    return to;
  }

  void setProblem(HostId host, Failure problem) {
    row(host).set("blame", problem.blame().name()).set("problem", problem.problem());
  }

  void setDirty(HostId host, boolean dirty) {
    row(host).set("dirty", dirty);
  }

  /// Makes all changes.
  void write() {
    if (!mustBeReady.isEmpty()) {
      Set<Long> found =
          Set.copyOf(
              handle.createQuery(READY).bindList("ids", mustBeReady).mapTo(Long.class).list());
      mustBeReady.stream()
          .filter(host -> !found.contains(host))
          .findFirst()
          .ifPresent(
              host -> {
                throw new LostRace("host " + host, "Ready and unlocked");
              });
    }
    changes.apply(handle, CHANGE, Map.of("now", Database.now(handle)));
  }
}
