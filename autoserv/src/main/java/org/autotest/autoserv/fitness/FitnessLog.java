package org.autotest.autoserv.fitness;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.stream.Collectors;
import org.autotest.autoserv.results.MachineResults;
import org.autotest.autoserv.results.ResultsUnwritable;

/// The file `fitness.log` of a task: each check and each repair action with its time, how long it
/// took, and what it said.
///
/// ```
/// 2026-11-28T07:23:41Z check  disk_space  wrong  0.00 s  12 MB are free in /, 5000 MB are wanted
/// 2026-11-28T07:23:43Z repair tidy        done   1.93 s
///   removed /usr/local/autotest/runs/17-alice.host7-3
/// ```
final class FitnessLog {
  static final String NAME = "fitness.log";
  private static final int CHARS_MAX = 64 * 1024;

  private final MachineResults results;
  private final InstantSource clock;

  FitnessLog(MachineResults results, InstantSource clock) {
    this.results = results;
    this.clock = clock;
  }

  /// One step.
  ///
  /// @param kind `check` or `repair`
  /// @param words the first line stands beside, others below it
  void write(String kind, String name, String outcome, Duration took, String words) {
    String said = words.strip().replaceAll("[\\p{Cntrl}&&[^\\n\\t]]", "?");
    if (said.length() > CHARS_MAX) {
      said = "… " + said.substring(said.length() - CHARS_MAX);
    }
    boolean single = said.indexOf('\n') < 0;
    String line =
        String.format(
                Locale.ROOT,
                "%s %-6s %-16s %-10s %.2f s  %s",
                clock.instant().truncatedTo(ChronoUnit.SECONDS),
                kind,
                name,
                outcome,
                took.toMillis() / 1000.0,
                single ? said : "")
            .stripTrailing();
    String below =
        single ? "" : said.lines().map(text -> "\n  " + text).collect(Collectors.joining());
    results.log().log(Level.DEBUG, () -> line + below);
    Path file = results.directory().resolve(NAME);
    try {
      Files.writeString(
          file, line + below + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException full) {
      throw new ResultsUnwritable(file, full);
    }
  }
}
