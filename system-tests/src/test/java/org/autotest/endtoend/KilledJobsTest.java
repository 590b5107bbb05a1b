package org.autotest.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import org.autotest.app.bench.crash.CrashBench;
import org.autotest.app.bench.crash.CrashResult;
import org.autotest.testkit.MemoryTempDir;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The client or the autoserv of a real job, killed without warning at every row of the life
/// tables: its job ends as the failure of the host or of the lab and leaves nothing behind, and no
/// other notices.
@Tag("long")
@Tag("longest")
class KilledJobsTest {
  @TempDir(factory = MemoryTempDir.class)
  Path scratch;

  @ParameterizedTest
  @EnumSource(names = {"JOB", "CLIENT"})
  void end_and_disturb_no_others(CrashBench.Victim victim) throws Exception {
    CrashBench bench =
        new CrashBench(scratch, Dist.HOME, System.getenv("PATH"), InstantSource.system());

    CrashResult result = bench.run(victim, 1);

    assertThat(result.missing()).as("rows at which none was killed").isEmpty();
    assertThat(result.complaints()).as("of jobs on real machines").isEmpty();
    assertThat(result.lost()).as("entries and hosts without an end").isZero();
    assertThat(result.doubled()).as("runs that began twice").isZero();
  }
}
