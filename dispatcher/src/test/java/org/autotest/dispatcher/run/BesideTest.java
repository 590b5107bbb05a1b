package org.autotest.dispatcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.autotest.dispatcher.run.LabRig.main;
import static org.autotest.dispatcher.run.LabRig.verify;

import java.nio.file.Path;
import org.autotest.core.job.JobId;
import org.autotest.core.job.Priority;
import org.autotest.store.Database;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.autotest.testkit.SettableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Machines that jobs may work on beside theirs.
@ExtendWith(MariaDbExtension.class)
class BesideTest {
  @TempDir Path root;
  private LabRig lab;

  @BeforeEach
  void rig(Database database, SettableClock clock, LabBuilder build) {
    lab = new LabRig(database, clock, build, root).beside("peer1", "Host2:22");
    build.user("alice");
  }

  @AfterEach
  void end() {
    lab.close();
  }

  @Test
  void a_host_of_the_lab_is_none_of_them_and_a_verify_gets_none() throws Exception {
    JobId job = lab.build.job("alice", "sleep", Priority.MEDIUM, 1);
    lab.build.host("host2");
    lab.build.entry(job, lab.build.host("host1"));

    lab.settle();
    assertThat(lab.process(verify()).launch().argv()).doesNotContain("--beside");
    lab.exit(verify(), 0);

    assertThat(lab.process(main()).launch().argv())
        .containsSequence("--beside", "peer1")
        .doesNotContain("Host2:22");
  }
}
