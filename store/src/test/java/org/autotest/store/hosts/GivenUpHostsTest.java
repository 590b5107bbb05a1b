package org.autotest.store.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.autotest.core.host.HostId;
import org.autotest.core.host.HostStatus;
import org.autotest.core.host.Protection;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.TaskType;
import org.autotest.store.Database;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.autotest.testkit.SettableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(MariaDbExtension.class)
class GivenUpHostsTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void those_that_stood_longest_are_verified_first_and_each_once(
      Database database, SettableClock clock, LabBuilder lab) {
    lab.status(lab.host("newer"), HostStatus.READY);
    lab.status(lab.host("older"), HostStatus.REPAIR_FAILED);
    clock.advance(Duration.ofMinutes(10));
    lab.status(lab.host("old"), HostStatus.REPAIR_FAILED);
    clock.advance(Duration.ofMinutes(50));
    lab.status(lab.host("young"), HostStatus.REPAIR_FAILED);
    GivenUpHosts givenUp = new GivenUpHosts(database);

    assertThat(givenUp.reverify(HOUR, 20)).containsExactly("older");
    clock.advance(Duration.ofMinutes(10));
    assertThat(givenUp.reverify(HOUR, 20)).as("asked for already").containsExactly("old");
    assertThat(givenUp.reverify(HOUR, 20)).isEmpty();
    assertThat(
            database.<List<String>>read(
                handle ->
                    handle
                        .createQuery(
                            """
                            SELECT CONCAT_WS(' ', hostname, task, login)
                            FROM afe_special_tasks task
                            JOIN afe_hosts host ON host.id = host_id
                            JOIN afe_users ON afe_users.id = requested_by_id
                            ORDER BY task.id
                            """)
                        .mapTo(String.class)
                        .list()))
        .containsExactly("older Verify autotest_system", "old Verify autotest_system");
  }

  @Test
  void no_more_than_were_asked_for_at_once(Database database, SettableClock clock, LabBuilder lab) {
    for (int i = 0; i < 5; i++) {
      lab.status(lab.host("host" + i), HostStatus.REPAIR_FAILED);
    }
    clock.advance(HOUR);

    assertThat(new GivenUpHosts(database).reverify(HOUR, 3))
        .containsExactly("host0", "host1", "host2");
    assertThat(new GivenUpHosts(database).reverify(HOUR, 3)).as("three are open").isEmpty();
    assertThat(new GivenUpHosts(database).reverify(HOUR, 4)).containsExactly("host3");
  }

  @Test
  void those_that_are_locked_in_use_or_never_to_be_verified_are_left_alone(
      Database database, SettableClock clock, LabBuilder lab) {
    lab.user("alice");
    HostId locked = lab.host("locked");
    HostId used = lab.host("used");
    HostId asked = lab.host("asked");
    HostId never = lab.host("never");
    List.of(locked, used, asked, never).forEach(host -> lab.status(host, HostStatus.REPAIR_FAILED));
    lab.lock(locked);
    EntryId entry = lab.entry(lab.job("alice", "job"), used);
    lab.status(entry, EntryStatus.VERIFYING);
    lab.task(TaskType.REPAIR, asked, Optional.empty());
    database.transactVoid(
        handle ->
            handle.execute(
                "UPDATE afe_hosts SET protection = ? WHERE id = ?",
                Protection.DO_NOT_VERIFY.number(),
                never.value()));
    clock.advance(HOUR);

    assertThat(new GivenUpHosts(database).reverify(HOUR, 20)).isEmpty();
  }
}
