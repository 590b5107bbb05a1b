package org.autotest.app.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.autotest.testkit.MemoryTempDir;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The dispatcher as a program, and every autoserv, killed without warning at the rows of the life
/// tables, on a real database: nothing is lost and nothing runs twice.
@Tag("long")
class CrashBenchTest {
  /// Rows that jobs of one host or two come by: not those of archives, atomic groups and requests.
  private static final int ROWS_MIN = 25;

  /// A JVM on a busy machine needs seconds to start.
  private static final Duration RESUMED_WITHIN = Duration.ofSeconds(20);

  @TempDir(factory = MemoryTempDir.class)
  Path scratch;

  @ParameterizedTest
  @EnumSource(CrashBench.Victim.class)
  void a_kill_at_any_row_of_the_tables_loses_nothing_and_doubles_nothing(CrashBench.Victim victim)
      throws Exception {
    CrashBench bench = new CrashBench(scratch, System.getenv("PATH"), InstantSource.system());

    CrashBench.Result result = bench.run(victim, 120, 1);

    assertThat(result.entries()).isGreaterThan(100);
    assertThat(result.lost()).as("entries without an end").isZero();
    assertThat(result.doubled()).as("runs that began twice").isZero();
    assertThat(result.longest()).isLessThan(RESUMED_WITHIN);
    if (victim == CrashBench.Victim.DISPATCHER) {
      assertThat(result.reached()).as("%s", result.rows()).isGreaterThanOrEqualTo(ROWS_MIN);
    }
  }
}
