package org.autotest.dispatcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.autotest.dispatcher.run.LabRig.gather;
import static org.autotest.dispatcher.run.LabRig.main;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.JobId;
import org.autotest.core.results.Pidfile;
import org.autotest.store.DatabaseUnavailable;
import org.autotest.store.lab.DroneDuties.Asked;
import org.junit.jupiter.api.Test;

/// Executions on several machines: the reference's scenario 18, and what becomes of those on a
/// machine that is not heard of. The planner's own drone is `test`; the others are played.
class DroneTest extends TwoDronesTest {
  private EntryId runOnBig() throws Exception {
    EntryId entry = queue("host1");
    lab.settle();
    big.startAll(root);
    lab.settle();
    assertThat(lab.status(entry)).isEqualTo(EntryStatus.RUNNING);
    assertThat(lab.launcher.running()).isEmpty();
    return entry;
  }

  @Test
  void the_least_busy_drone_gets_it_and_of_equals_the_largest() throws Exception {
    queue("host1");
    lab.settle();
    assertThat(big.wanted()).hasSize(1);

    queue("host2");
    lab.settle();
    assertThat(lab.runningPaths()).hasSize(1);

    queue("host3");
    lab.settle();
    assertThat(big.wanted()).hasSize(2);
    assertThat(lab.runningPaths()).hasSize(1);
  }

  @Test
  void a_drone_for_other_users_and_a_drained_one_get_nothing() throws Exception {
    new OtherDrone(lab.database, "carols", 100).beat().onlyFor(Set.of("carol"));
    big.set("drained = 1");
    queue("host1");
    queue("host2");
    EntryId third = queue("host3");
    lab.settle();

    assertThat(big.wanted()).isEmpty();
    assertThat(new OtherDrone(lab.database, "carols", 100).wanted()).isEmpty();
    assertThat(lab.runningPaths()).hasSize(2);
    assertThat(lab.status(third)).isEqualTo(EntryStatus.STARTING);
  }

  @Test
  void a_job_on_another_machine_runs_and_ends_by_what_its_drone_tells() throws Exception {
    EntryId entry = runOnBig();

    big.end(root, big.only(), 0);
    lab.settle();

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.COMPLETED);
    assertThat(lab.text("SELECT COUNT(*) FROM afe_executions WHERE status = 'ended'"))
        .isEqualTo("1");
    assertThat(big.duties()).isEmpty();
    assertThat(lab.differences()).isEmpty();
  }

  private static Elsewhere breakingOff(Elsewhere real, boolean afterwards, AtomicInteger times) {
    return (Elsewhere)
        Proxy.newProxyInstance(
            Elsewhere.class.getClassLoader(),
            new Class<?>[] {Elsewhere.class},
            (_, method, arguments) -> {
              boolean breaks = method.getName().equals("start") && times.getAndDecrement() > 0;
              Object result = breaks && !afterwards ? null : method.invoke(real, arguments);
              if (breaks) {
                throw new DatabaseUnavailable("the lab's", "it broke", new IOException("broken"));
              }
              return result;
            });
  }

  @Test
  void what_a_drone_was_asked_for_is_begun_once_though_the_asking_broke_off() throws Exception {
    AtomicInteger times = new AtomicInteger(1);
    lab.asking(real -> breakingOff(real, true, times));

    EntryId entry = runOnBig();

    assertThat(times).hasValueLessThan(1);
    assertThat(lab.status(entry)).isEqualTo(EntryStatus.RUNNING);
    assertThat(lab.text("SELECT COUNT(*) FROM afe_executions")).isEqualTo("1");
  }

  @Test
  void what_a_drone_could_not_be_asked_for_is_begun_later() throws Exception {
    AtomicInteger times = new AtomicInteger(1);
    lab.asking(real -> breakingOff(real, false, times));

    EntryId entry = runOnBig();

    assertThat(times).hasValueLessThan(1);
    assertThat(lab.status(entry)).isEqualTo(EntryStatus.RUNNING);
    assertThat(lab.text("SELECT GROUP_CONCAT(status ORDER BY id) FROM afe_executions"))
        .isEqualTo("abandoned,running");
  }

  @Test
  void leftovers_are_collected_where_the_job_ran_and_elsewhere_when_it_takes_nothing_new()
      throws Exception {
    EntryId entry = runOnBig();
    big.end(root, big.only(), 9);
    lab.settle();
    assertThat(lab.status(entry)).isEqualTo(EntryStatus.GATHERING);
    assertThat(big.only().argv()).contains("--collect-crashinfo");
    assertThat(lab.launcher.running()).isEmpty();
    big.startAll(root);
    big.end(root, big.only(), 0);
    lab.settle();
    assertThat(lab.status(entry)).isEqualTo(EntryStatus.FAILED);

    EntryId second = queue("host2");
    lab.settle();
    big.startAll(root);
    lab.settle();
    big.set("drained = 1");
    big.end(root, big.only(), 9);
    lab.settle();
    assertThat(lab.process(gather())).isNotNull();
    lab.exit(gather(), 0);
    assertThat(lab.status(second)).isEqualTo(EntryStatus.FAILED);
  }

  @Test
  void an_abort_asks_the_drone_and_then_uses_force() throws Exception {
    EntryId entry = runOnBig();

    lab.build.abort(entry);
    lab.settle();
    assertThat(big.only().asked()).isEqualTo(Asked.TERMINATE);

    lab.after(Duration.ofSeconds(31));
    assertThat(big.only().asked()).isEqualTo(Asked.KILL);
    big.tellGone(big.only().execution());
    lab.settle();
    big.startAll(root);
    big.end(root, big.only(), 0);
    lab.settle();
    assertThat(lab.status(entry)).isEqualTo(EntryStatus.ABORTED);
  }

  @Test
  void what_runs_on_a_silent_drone_goes_on_and_what_was_not_begun_there_begins_elsewhere()
      throws Exception {
    EntryId running = runOnBig();
    queue("host2");
    lab.settle();
    EntryId given = queue("host3");
    lab.settle();
    assertThat(big.wanted()).hasSize(1);

    big.silentFor(Duration.ofMinutes(5));
    lab.after(Duration.ofSeconds(11));

    assertThat(lab.status(running)).isEqualTo(EntryStatus.RUNNING);
    assertThat(lab.status(given)).isEqualTo(EntryStatus.RUNNING);
    assertThat(lab.runningPaths()).hasSize(2);
    assertThat(lab.launcher.history()).noneMatch(line -> line.contains("host1"));
  }

  @Test
  void results_that_say_how_it_ended_are_believed_while_the_drone_is_silent() throws Exception {
    EntryId entry = runOnBig();
    big.silentFor(Duration.ofMinutes(5));
    lab.settle();
    assertThat(lab.status(entry)).isEqualTo(EntryStatus.RUNNING);

    big.writeEnd(root, big.only(), 0);
    lab.settle();

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.COMPLETED);
  }

  @Test
  void results_that_cannot_be_read_while_their_drone_is_silent_hold_up_no_other() throws Exception {
    EntryId entry = runOnBig();
    Path results = root.resolve(big.only().path().value());
    Files.delete(results.resolve(Pidfile.AUTOSERV));
    Files.createDirectory(results.resolve(Pidfile.AUTOSERV));
    big.silentFor(Duration.ofMinutes(5));
    EntryId other = queue("host2");

    lab.settle();

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.RUNNING);
    assertThat(lab.status(other)).isEqualTo(EntryStatus.RUNNING);
  }

  @Test
  void what_ran_on_a_lost_drone_is_given_up_and_ended_there_when_it_comes_back() throws Exception {
    EntryId entry = runOnBig();

    big.silentFor(Duration.ofMinutes(31));
    lab.after(Duration.ofMinutes(4));

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.GATHERING);
    lab.exit(gather(), 0);
    assertThat(lab.status(entry)).isEqualTo(EntryStatus.FAILED);
    assertThat(
            lab.text(
                "SELECT failure_problem FROM afe_host_queue_entries WHERE id = ?", entry.value()))
        .contains("drone big is lost");

    big.beat();
    assertThat(big.only().asked()).isEqualTo(Asked.KILL);
    assertThat(DroneStep.of(big.only(), false, _ -> true)).isEqualTo(DroneStep.KILL);
    big.tellGone(big.only().execution());
    lab.settle();
    assertThat(lab.text("SELECT COUNT(*) FROM afe_drone_orders")).isEqualTo("0");
  }

  @Test
  void nothing_is_lost_at_once_when_the_database_comes_back_after_long() throws Exception {
    EntryId entry = runOnBig();
    big.silentFor(Duration.ofHours(2));

    lab.restart();
    lab.settle();
    assertThat(lab.status(entry)).isEqualTo(EntryStatus.RUNNING);

    big.beat();
    lab.after(Duration.ofMinutes(4));
    assertThat(lab.status(entry)).isEqualTo(EntryStatus.RUNNING);
  }

  @Test
  void a_planner_that_begins_anew_goes_on_with_what_runs_and_waits_everywhere() throws Exception {
    EntryId running = runOnBig();
    EntryId own = queue("host2");
    lab.settle();
    EntryId given = queue("host3");
    lab.settle();

    lab.restart();
    lab.settle();
    assertThat(lab.status(given)).isEqualTo(EntryStatus.STARTING);

    big.startAll(root);
    lab.settle();
    for (var duty : big.duties()) {
      big.end(root, duty, 0);
    }
    lab.exit(main(), 0);
    for (EntryId entry : List.of(running, own, given)) {
      assertThat(lab.status(entry)).isEqualTo(EntryStatus.COMPLETED);
    }
    assertThat(lab.text("SELECT COUNT(*) FROM afe_executions")).isEqualTo("3");
  }

  @Test
  void a_large_group_is_not_overtaken_on_its_drone_and_holds_back_nothing_elsewhere()
      throws Exception {
    new OtherDrone(lab.database, "third", 3).beat();
    big.set("drained = 1");
    lab.settle();
    for (int i = 1; i <= 5; i++) {
      queue("busy" + i);
    }
    lab.settle();
    OtherDrone third = new OtherDrone(lab.database, "third", 3);
    third.startAll(root);
    lab.settle();
    assertThat(third.duties()).hasSize(3);
    assertThat(lab.runningPaths()).hasSize(2);

    JobId gang = lab.build.job("alice", "gang");
    lab.options(gang, "run_verify = 0, reboot_after = 0, synch_count = 3");
    for (int i = 1; i <= 3; i++) {
      lab.build.entry(gang, lab.build.host("gang" + i));
    }
    lab.settle();
    queue("late1");
    queue("late2");
    third.end(root, third.duties().getFirst(), 0);
    lab.settle();
    assertThat(third.wanted()).isEmpty();
    lab.launcher.end(lab.launcher.running().getFirst().process(), 0, 0);
    lab.settle();
    assertThat(lab.launcher.history()).anyMatch(line -> line.contains("late1"));

    third.end(root, third.duties().getFirst(), 0);
    third.end(root, third.duties().getFirst(), 0);
    lab.settle();
    assertThat(third.only().argv()).contains("gang1,gang2,gang3");
  }
}
