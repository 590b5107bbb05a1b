package org.autotest.store.lab;

import org.autotest.core.host.HostEvent;
import org.autotest.core.host.HostId;
import org.autotest.core.host.HostStatus;
import org.autotest.core.host.HostTransitions;
import org.autotest.store.Database;
import org.autotest.store.LabChange.Kind;
import org.jdbi.v3.core.Handle;

/// Changes of hosts.
final class HostSql {
  private static final String READY =
      """
      SELECT COUNT(*) FROM afe_hosts WHERE id = :id AND status = 'Ready' AND locked = 0 FOR UPDATE
      """;

  private static final String MOVE =
      """
      UPDATE afe_hosts
      SET status = :to, status_changed_at = :now, failure_blame = NULL, failure_problem = NULL
      WHERE id = :id AND status = :from
      """;

  private static final String SET_PROBLEM =
      """
      UPDATE afe_hosts SET failure_blame = :blame, failure_problem = :problem WHERE id = :id
      """;

  private static final String SET_DIRTY =
      """
      UPDATE afe_hosts SET dirty = :dirty WHERE id = :id
      """;

  private final Handle handle;
  private final News news;

  HostSql(Handle handle, News news) {
    this.handle = handle;
    this.news = news;
  }

  void requireReady(HostId host) {
    int found = handle.createQuery(READY).bind("id", host.value()).mapTo(Integer.class).one();
    require(found == 1, host, "Ready and unlocked");
  }

  HostStatus move(HostId host, HostStatus from, HostEvent event, String reason) {
    HostStatus to = HostTransitions.after(from, event);
    int changed =
        handle
            .createUpdate(MOVE)
            .bind("id", host.value())
            .bind("from", from.word())
            .bind("to", to.word())
            .bind("now", Database.now(handle))
            .execute();
    require(changed == 1, host, from.word());
    news.hostMoved(host, from.word(), to.word(), reason);
    return to;
  }

  void setProblem(HostId host, Failure problem) {
    handle
        .createUpdate(SET_PROBLEM)
        .bind("id", host.value())
        .bind("blame", problem.blame().name())
        .bind("problem", problem.problem())
        .execute();
    news.changed(Kind.HOST, host.value());
  }

  void setDirty(HostId host, boolean dirty) {
    handle.createUpdate(SET_DIRTY).bind("id", host.value()).bind("dirty", dirty).execute();
    news.changed(Kind.HOST, host.value());
  }

  private static void require(boolean held, HostId host, String expected) {
    if (!held) {
      throw new LostRace("host " + host, expected);
    }
  }
}
