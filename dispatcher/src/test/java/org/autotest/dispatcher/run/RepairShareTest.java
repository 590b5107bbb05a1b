package org.autotest.dispatcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.autotest.dispatcher.run.LabRig.main;
import static org.autotest.dispatcher.run.LabRig.on;
import static org.autotest.dispatcher.run.LabRig.repair;
import static org.autotest.dispatcher.run.LabRig.verify;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.autotest.core.host.HostId;
import org.autotest.core.job.JobId;
import org.autotest.core.schedule.Hold;
import org.autotest.dispatcher.run.FakeLauncher.Running;
import org.autotest.store.Database;
import org.autotest.store.views.HostViews;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.autotest.testkit.SettableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Many hosts are lost at once, with ten processes in all.
@ExtendWith(MariaDbExtension.class)
class RepairShareTest {
  private static final int PROCESSES = 10;
  private static final int LOST = 8;

  @TempDir Path root;
  private LabRig lab;

  @BeforeEach
  void rig(Database database, SettableClock clock, LabBuilder build) {
    lab = new LabRig(database, clock, build, root).limits(PROCESSES, 100);
    build.user("alice");
  }

  @AfterEach
  void end() {
    lab.close();
  }

  private JobId job(String options) {
    JobId job = lab.build.job("alice", "sleep");
    lab.options(job, "reboot_after = 0, " + options);
    return job;
  }

  private long running(Predicate<Running> which) {
    return lab.launcher.running().stream().filter(which).count();
  }

  private void loseHosts() throws InterruptedException {
    for (int i = 0; i < LOST; i++) {
      lab.build.entry(job("run_verify = 1"), lab.build.host("lost" + i));
    }
    lab.settle();
    for (int i = 0; i < LOST; i++) {
      lab.exit(verify().and(on("lost" + i)), 1);
    }
  }

  @Test
  void repairs_of_lost_hosts_leave_half_of_the_processes_to_jobs_on_the_others() throws Exception {
    loseHosts();
    assertThat(running(repair())).isEqualTo(PROCESSES / 2);

    List<HostId> good = new ArrayList<>();
    for (int i = 0; i < PROCESSES / 2; i++) {
      good.add(lab.build.host("good" + i));
      lab.build.entry(job("run_verify = 0"), good.getLast());
    }
    lab.settle();
    assertThat(running(main())).as("jobs on the other hosts").isEqualTo(PROCESSES / 2);

    lab.exit(repair().and(on("lost0")), 0);
    assertThat(running(repair())).as("of those that wait none, while jobs run").isEqualTo(4);

    lab.exit(verify().and(on("lost0")), 0);
    lab.exit(main().and(on("lost0")), 0);
    assertThat(told())
        .as("what the hosts say that wait")
        .hasSize(LOST - 5)
        .containsOnly(
            "its repair has not begun: 4 repairs run, and more than 1 may only while more than half"
                + " of the 10 processes are free");
  }

  private List<String> told() {
    HostViews hosts = new HostViews(lab.database);
    return IntStream.range(0, LOST)
        .mapToObj(i -> hosts.find("lost" + i).orElseThrow())
        .flatMap(host -> host.waits().map(Hold::observation).stream())
        .toList();
  }

  @Test
  void all_hosts_are_repaired_in_the_end() throws Exception {
    loseHosts();
    int repaired = 0;
    while (running(repair()) > 0) {
      Running next = lab.launcher.running().stream().filter(repair()).findFirst().orElseThrow();
      lab.exit(next::equals, 1);
      repaired++;
    }
    assertThat(repaired).isEqualTo(LOST);
  }
}
