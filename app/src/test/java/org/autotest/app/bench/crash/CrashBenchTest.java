package org.autotest.app.bench.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.autotest.testkit.MemoryTempDir;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The dispatcher as a program, and every autoserv, killed without warning at rows of the life
/// tables, on a real database: nothing is lost and nothing runs twice.
@Tag("long")
class CrashBenchTest {
  /// A JVM on a busy machine needs seconds to start.
  private static final Duration RESUMED_WITHIN = Duration.ofSeconds(20);

  /// Each kill of the dispatcher costs the start of another; `autotest bench crash` takes the time
  /// for all.
  private static final int ONE_IN = 3;

  @TempDir(factory = MemoryTempDir.class)
  Path scratch;

  @Test
  void killing_the_dispatcher_loses_nothing_and_doubles_nothing() throws Exception {
    CrashResult result = run(CrashBench.Victim.DISPATCHER, ONE_IN);

    assertThat(result.rows()).hasSize(LifeRow.all().size() / ONE_IN);
    assertThat(result.longest()).isPositive().isLessThan(RESUMED_WITHIN);
  }

  @Test
  void killing_autoserv_at_every_row_loses_nothing_and_doubles_nothing() throws Exception {
    CrashResult result = run(CrashBench.Victim.AUTOSERV, 1);

    assertThat(result.rows()).hasSize(LifeRow.all().size());
  }

  private CrashResult run(CrashBench.Victim victim, int oneIn) throws Exception {
    CrashBench bench =
        new CrashBench(scratch, scratch, System.getenv("PATH"), InstantSource.system());
    CrashResult result = bench.run(victim, oneIn);
    assertThat(result.missing()).as("rows that nothing came by").isEmpty();
    assertThat(result.lost()).as("entries and hosts without an end").isZero();
    assertThat(result.doubled()).as("runs that began twice").isZero();
    return result;
  }
}
