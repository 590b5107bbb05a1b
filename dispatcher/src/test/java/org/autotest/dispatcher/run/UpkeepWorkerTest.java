package org.autotest.dispatcher.run;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Optional;
import org.autotest.core.host.HostId;
import org.autotest.dispatcher.DispatcherConfig.Keeping;
import org.autotest.store.Database;
import org.autotest.store.hosts.ReservationStore;
import org.autotest.store.hosts.ReservationStore.Wish;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.autotest.testkit.SettableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(MariaDbExtension.class)
class UpkeepWorkerTest {
  private static final String BREAK =
      """
      CREATE TRIGGER stuck BEFORE UPDATE ON afe_hosts FOR EACH ROW
      SIGNAL SQLSTATE '23000' SET MESSAGE_TEXT = 'this host cannot be changed'
      """;

  @AfterEach
  void mend(Database database) {
    database.transactVoid(handle -> handle.execute("DROP TRIGGER IF EXISTS stuck"));
  }

  @Test
  void what_goes_wrong_with_one_thing_holds_up_no_other(
      Database database, SettableClock clock, LabBuilder build) {
    build.user("alice");
    HostId locked = build.host("host1");
    build.lock(locked);
    build.host("host2");
    Duration hour = Duration.ofHours(1);
    new ReservationStore(database)
        .reserve("alice", "host2", new Wish(Optional.empty(), Optional.empty(), hour, "", false));
    database.transactVoid(
        handle -> {
          handle.execute("UPDATE afe_hosts SET lock_expires = ?", clock.instant().plus(hour));
          handle.execute(BREAK);
        });
    clock.advance(hour.multipliedBy(2));

    try (var _ = new UpkeepWorker(database, Keeping.DEFAULTS)) {
      await()
          .until(
              () ->
                  database.read(
                      handle ->
                          handle
                              .createQuery("SELECT state = 'over' FROM afe_reservations")
                              .mapTo(Boolean.class)
                              .one()));
    }
  }
}
