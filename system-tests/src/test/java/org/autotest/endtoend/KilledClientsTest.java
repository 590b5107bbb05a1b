package org.autotest.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import org.autotest.app.bench.crash.CrashBench;
import org.autotest.app.bench.crash.CrashResult;
import org.autotest.testkit.MemoryTempDir;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The client of a real job, killed without warning at every row of the life tables: its job ends
/// as the host's failure and leaves nothing behind, and no other notices.
@Tag("long")
@Tag("longest")
class KilledClientsTest {
  @TempDir(factory = MemoryTempDir.class)
  Path scratch;

  @Test
  void end_their_jobs_and_no_others() throws Exception {
    CrashBench bench =
        new CrashBench(scratch, Dist.HOME, System.getenv("PATH"), InstantSource.system());

    CrashResult result = bench.run(CrashBench.Victim.CLIENT, 1);

    assertThat(result.missing()).as("rows at which no client was killed").isEmpty();
    assertThat(result.complaints()).as("of jobs on real machines").isEmpty();
    assertThat(result.lost()).as("entries and hosts without an end").isZero();
    assertThat(result.doubled()).as("runs that began twice").isZero();
  }
}
