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

/// Tests of a dispatcher whose lab has one host, `host1`, and one user, alice.
@ExtendWith(MariaDbExtension.class)
@SuppressWarnings("NullAway.Init") // JUnit calls the method that sets the fields.
abstract class OneHostTest {
  @TempDir Path root;
  LabRig lab;
  HostId host;

  @BeforeEach
  void rig(Database database, SettableClock clock, LabBuilder build) {
    lab = new LabRig(database, clock, build, root);
    build.user("alice");
    host = build.host("host1");
  }

  @AfterEach
  void end() {
    lab.close();
  }

  /// A job without entries.
  ///
  /// @param options as in [LabRig#options]
  JobId job(String options) {
    JobId job = lab.build.job("alice", "sleep");
    lab.options(job, options);
    return job;
  }

  /// The entry of a job on the host.
  EntryId queue(String options) {
    return lab.build.entry(job(options), host);
  }
}
