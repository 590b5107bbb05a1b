package org.autotest.dispatcher.run;

import java.nio.file.Path;
import org.autotest.core.host.HostId;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.JobId;
import org.autotest.store.Database;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.autotest.testkit.SettableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// A test of a lab with two drones. The planner's own is `test`, with room for two processes; the
/// other, `big`, has room for ten and is played.
@ExtendWith(MariaDbExtension.class)
abstract class TwoDronesTest {
  @TempDir Path root;
  LabRig lab;
  OtherDrone big;

  @BeforeEach
  void rig(Database database, SettableClock clock, LabBuilder build) {
    lab = new LabRig(database, clock, build, root).limits(2, 100);
    build.user("alice");
    big = new OtherDrone(database, "big", 10).beat();
    lab.drones();
  }

  @AfterEach
  void end() {
    lab.close();
  }

  /// Queues a job on a host of its own, ready to run.
  EntryId queue(String host) {
    return queue("alice", host);
  }

  /// The same for another owner.
  EntryId queue(String owner, String host) {
    HostId id = lab.build.host(host);
    JobId job = lab.build.job(owner, "sleep");
    lab.options(job, "run_verify = 0, reboot_after = 0");
    return lab.build.entry(job, id);
  }
}
