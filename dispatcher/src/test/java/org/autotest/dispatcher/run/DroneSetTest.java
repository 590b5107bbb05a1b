package org.autotest.dispatcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.autotest.dispatcher.run.LabRig.main;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.host.HostId;
import org.autotest.core.job.ControlType;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.Filing;
import org.autotest.core.job.Job.ControlFileText;
import org.autotest.core.job.JobId;
import org.autotest.core.job.NewJob;
import org.autotest.core.job.NewJob.Wishes;
import org.autotest.core.job.TaskType;
import org.autotest.core.schedule.Hold;
import org.autotest.store.drones.DroneSetStore;
import org.autotest.store.hosts.TaskRequests;
import org.autotest.store.jobs.JobCreation;
import org.autotest.store.users.UserEdit;
import org.autotest.store.users.UserStore;
import org.autotest.store.views.HostViews;
import org.junit.jupiter.api.Test;

/// What no drone would run: it takes no hosts, says why, and is refused when it never would. The
/// planner's own drone is `test`; the other is played.
class DroneSetTest extends TwoDronesTest {
  private String why(EntryId entry) {
    return lab.why(entry).summary();
  }

  @Test
  void a_job_of_a_set_runs_there_and_says_why_when_it_cannot() throws Exception {
    DroneSetStore sets = new DroneSetStore(lab.database);
    lab.build.user("root", 100);
    sets.create("root", "fast", new DroneSetStore.Edit(Set.of("big"), Set.of(), Optional.empty()));
    queue("host1");
    lab.settle();
    HostId host = lab.build.host("host2");
    JobId job = lab.build.job("alice", "sleep");
    lab.options(
        job, "run_verify = 0, reboot_after = 0, drone_set_id = (SELECT id FROM afe_drone_sets)");
    EntryId ofSet = lab.build.entry(job, host);
    lab.settle();
    assertThat(big.wanted()).hasSize(2);
    assertThat(lab.status(ofSet)).isEqualTo(EntryStatus.STARTING);

    big.startAll(root);
    lab.settle();
    big.set("drained = 1");
    new UserStore(lab.database).modify("root", "alice", UserEdit.NOTHING.drones("fast"));
    EntryId byOwner = queue("host3");
    lab.settle();
    assertThat(why(byOwner))
        .isEqualTo("no machine may run it: big is drained; test is not in drone set fast");
    assertThat(lab.launcher.running()).isEmpty();
    assertThat(lab.status(byOwner)).as("its host is left to others").isEqualTo(EntryStatus.QUEUED);
    lab.build.user("bob");
    JobId others = lab.build.job("bob", "others");
    lab.options(others, "run_verify = 0, reboot_after = 0");
    EntryId behind = lab.build.entry(others, hostOf(byOwner));
    lab.settle();
    assertThat(lab.status(behind)).isEqualTo(EntryStatus.RUNNING);
    assertThat(lab.status(byOwner)).isEqualTo(EntryStatus.QUEUED);

    new UserStore(lab.database).modify("root", "alice", UserEdit.NOTHING.drones(""));
    lab.settle();
    lab.exit(main(), 0);
    assertThat(lab.status(byOwner)).isEqualTo(EntryStatus.RUNNING);
  }

  private HostId hostOf(EntryId entry) {
    return new HostId(
        Long.parseLong(
            lab.text("SELECT host_id FROM afe_host_queue_entries WHERE id = " + entry.value())));
  }

  @Test
  void a_job_that_no_drone_would_ever_run_is_refused() throws Exception {
    lab.build.user("root", 100);
    new DroneSetStore(lab.database)
        .create("root", "none", new DroneSetStore.Edit(Set.of(), Set.of(), Optional.empty()));
    lab.build.host("one");
    lab.build.host("two");
    lab.build.host("three");
    lab.settle();
    big.set("processes_max = 2");

    assertThat(refused(1, Optional.of("none")))
        .isEqualTo(
            Map.of(
                "drone_set",
                "no machine may run it: big is not in drone set none; test is not in drone set none."
                    + " Ask for others; or submit it all the same, with force"));
    assertThat(refused(3, Optional.empty()))
        .isEqualTo(
            Map.of(
                "synch_count",
                "it wants 3 processes on one machine, and the largest that may run it has 2. Ask for"
                    + " others; or submit it all the same, with force"));
    big.set("processes_max = 3, drained = 1");
    assertThat(refused(3, Optional.empty())).as("big is away for a while").isEmpty();
  }

  private Map<String, String> refused(int synchCount, Optional<String> droneSet) {
    Wishes standard = Wishes.STANDARD;
    NewJob job =
        new NewJob(
            "job",
            new ControlFileText(ControlType.SERVER, "pass\n"),
            NewJob.Targets.hosts("one", "two", "three"),
            new Wishes(
                standard.priority(),
                synchCount,
                standard.timeout(),
                standard.maxRuntime(),
                true,
                Optional.empty(),
                Optional.empty(),
                false,
                false,
                droneSet),
            Set.of(),
            Map.of(),
            List.of(),
            Optional.empty());
    try {
      new JobCreation(lab.database).check("alice", job, Filing.NEW);
      return Map.of();
    } catch (BadRequest refusal) {
      return refusal.problems();
    }
  }

  @Test
  void a_verify_that_no_machine_may_run_says_so_at_the_job_and_at_the_host() throws Exception {
    DroneSetStore sets = new DroneSetStore(lab.database);
    lab.build.user("root", 100);
    sets.create("root", "fast", new DroneSetStore.Edit(Set.of("big"), Set.of(), Optional.empty()));
    new UserStore(lab.database).modify("root", "alice", UserEdit.NOTHING.drones("fast"));
    big.set("drained = 1");

    EntryId entry = lab.build.entry(lab.build.job("alice", "sleep"), lab.build.host("host1"));
    new TaskRequests(lab.database).request("alice", List.of("host1"), TaskType.VERIFY);
    lab.settle();

    assertThat(lab.status(entry)).isEqualTo(EntryStatus.QUEUED);
    String said = "no machine may run it: big is drained; test is not in drone set fast";
    assertThat(why(entry)).isEqualTo(said);
    assertThat(
            new HostViews(lab.database).find("host1").orElseThrow().waits().map(Hold::observation))
        .contains("its verify has not begun: " + said);
  }

  @Test
  void a_group_that_is_larger_than_every_machine_says_so() throws Exception {
    big.set("processes_max = 2");
    JobId gang = lab.build.job("alice", "gang");
    lab.options(gang, "run_verify = 0, reboot_after = 0, synch_count = 3");
    EntryId entry = lab.build.entry(gang, lab.build.host("gang1"));
    lab.build.entry(gang, lab.build.host("gang2"));
    lab.build.entry(gang, lab.build.host("gang3"));
    EntryId other = queue("host1");
    lab.settle();

    assertThat(why(entry))
        .isEqualTo("it wants 3 processes on one machine, and the largest that may run it has 2");
    assertThat(lab.status(entry)).isEqualTo(EntryStatus.QUEUED);
    assertThat(lab.status(other)).isIn(EntryStatus.STARTING, EntryStatus.RUNNING);
    assertThat(big.wanted().size() + lab.runningPaths().size()).isEqualTo(1);
  }
}
