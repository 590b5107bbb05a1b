package org.autotest.app.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.autotest.testkit.MemoryTempDir;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The dispatcher as a program, and every autoserv, killed without warning at the rows of the life
/// tables, on a real database: nothing is lost and nothing runs twice.
@Tag("long")
class CrashBenchTest {
  /// A JVM on a busy machine needs seconds to start, and so much time there is not for all rows;
  /// `autotest bench crash` takes the time.
  private static final int ROWS_MIN = 35;

  private static final Duration DISPATCHER_LIMIT = Duration.ofSeconds(75);
  private static final Duration AUTOSERV_LIMIT = Duration.ofMinutes(3);
  private static final Duration RESUMED_WITHIN = Duration.ofSeconds(20);

  @TempDir(factory = MemoryTempDir.class)
  Path scratch;

  private CrashBench.Result run(CrashBench.Victim victim, Duration limit) throws Exception {
    CrashBench bench = new CrashBench(scratch, System.getenv("PATH"), InstantSource.system());
    CrashBench.Result result = bench.run(victim, limit, 1);
    CrashBench.print(result, System.err::println);
    assertThat(result.lost()).as("entries without an end").isZero();
    assertThat(result.doubled()).as("runs that began twice").isZero();
    return result;
  }

  @Test
  void killing_the_dispatcher_at_most_rows_of_the_tables_loses_nothing_and_doubles_nothing()
      throws Exception {
    CrashBench.Result result = run(CrashBench.Victim.DISPATCHER, DISPATCHER_LIMIT);

    assertThat(result.reached()).as("%s", result.rows()).isGreaterThanOrEqualTo(ROWS_MIN);
    assertThat(result.longest()).isLessThan(RESUMED_WITHIN);
  }

  @Test
  void every_row_of_the_tables_is_come_by_while_autoservs_are_killed() throws Exception {
    assertThat(run(CrashBench.Victim.AUTOSERV, AUTOSERV_LIMIT).missing()).isEmpty();
  }
}
