package org.autotest.dispatcher.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.autotest.core.host.HostTransitions;
import org.autotest.core.job.EntryTransitions;
import org.autotest.testkit.MemoryTempDir;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Many short lives of a lab in which everything goes wrong: hosts that hang, die, lie and fill up
/// and come back, processes with whims of their own, a dispatcher that is killed or hangs while
/// another takes over, drones that are cut off, a database that is away or breaks off, clocks that
/// jump, people who change their minds. `-Dautotest.seed=N` replays one life.
class SimulationTest {
  private static final int LIVES = 500;
  private static final int LIVES_LONG = 3_000;

  /// The one row of the life tables that no life takes: the revival of a host is not the
  /// dispatcher's, but that of front ends, when somebody asks for a host that was given up.
  private static final Set<String> NEVER = Set.of("host REPAIR_FAILED REVIVED");

  /// Rows that so few lives take that some hundreds of them may do without.
  private static final Set<String> SELDOM =
      Set.of(
          "entry WAITING TOO_FEW_LEFT",
          "entry WAITING LEFT_OVER",
          "entry QUEUED HOST_GIVEN_UP",
          "entry QUEUED HOST_GIVEN_UP_PARSE",
          "host CLEANING GIVEN_UP",
          "host VERIFYING VERIFY_STARTED",
          "host VERIFYING GIVEN_UP");

  /// What some hundred lives have met, or they prove little.
  private static final List<String> MET =
      List.of(
          "is DEAD for",
          "is HUNG for",
          "is LYING for",
          "is FULL for",
          "comes back",
          "killed before a launch",
          "killed after a launch",
          "killed before a claim",
          "killed before a commit",
          "it hangs before a transaction",
          "it hangs after a commit",
          "it hangs before a launch",
          "it hangs after a launch",
          " an order",
          "the one that hung goes on",
          "is cut off",
          "is heard of again",
          "is lost",
          "boots anew",
          "is drained: true",
          "is reserved for",
          "is given back",
          "lock or unlock",
          "a commit will break");

  @TempDir(factory = MemoryTempDir.class)
  Path root;

  /// What is worth a warning elsewhere is daily life here: megabytes of it.
  private final Logger log = Logger.getLogger("org.autotest.dispatcher");

  @BeforeEach
  void beQuiet() {
    log.setLevel(Level.OFF);
  }

  @AfterEach
  void speakAgain() {
    log.setLevel(null);
  }

  @Test
  void
      in_a_few_hundred_lives_nothing_is_lost_nothing_doubled_and_every_row_of_the_tables_is_taken() {
    Lived lived = live(LIVES);

    if (Long.getLong("autotest.seed") == null) {
      assertThat(MET).allSatisfy(event -> assertThat(lived.met()).contains(event));
      Set<String> missing = new TreeSet<>(rows());
      missing.removeAll(lived.taken());
      missing.removeAll(SELDOM);
      assertThat(missing).as("rows of the life tables that no life took").isEqualTo(NEVER);
    }
  }

  @Test
  @Tag("long")
  void in_many_lives_nothing_is_lost_and_nothing_doubled() {
    assertThat(live(LIVES_LONG).taken()).isNotEmpty();
  }

  @Test
  void a_seed_replays_its_life() {
    for (long seed = 1; seed <= 24; seed++) {
      SimLife first = new SimLife(seed, root.resolve("first" + seed));
      SimLife second = new SimLife(seed, root.resolve("second" + seed));
      first.live();
      second.live();

      assertThat(second.story()).as("seed %d", seed).isEqualTo(first.story());
    }
  }

  /// @param taken rows of the life tables
  /// @param met those of [#MET] that happened
  private record Lived(Set<String> taken, Set<String> met) {}

  private Lived live(int lives) {
    Long one = Long.getLong("autotest.seed");
    Set<String> taken = new TreeSet<>();
    Set<String> met = new TreeSet<>();
    (one != null ? LongStream.of(one) : LongStream.rangeClosed(1, lives))
        .forEach(
            seed -> {
              SimLife life = new SimLife(seed, root.resolve(Long.toString(seed)));
              try {
                life.live();
              } catch (RuntimeException | AssertionError broken) {
                throw new AssertionError(
                    "seed %d (replay: -Dautotest.seed=%d): %s%n%s"
                        .formatted(seed, seed, broken, String.join("\n", life.story())),
                    broken);
              }
              taken.addAll(life.taken());
              MET.stream()
                  .filter(event -> life.story().stream().anyMatch(line -> line.contains(event)))
                  .forEach(met::add);
            });
    return new Lived(taken, met);
  }

  private static Set<String> rows() {
    return Stream.concat(
            EntryTransitions.all().stream()
                .map(row -> "entry %s %s".formatted(row.from(), row.event())),
            HostTransitions.all().stream()
                .map(row -> "host %s %s".formatted(row.from(), row.event())))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
