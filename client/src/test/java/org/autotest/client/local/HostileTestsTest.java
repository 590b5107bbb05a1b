package org.autotest.client.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// Tests that leave processes, mounts and files, fill their output, ignore signals and end in every
/// way a process can end. What they do follows from a seed, which the failure names;
/// `-Dautotest.hostile.seed=N` runs the same again.
class HostileTestsTest {
  private static final int AT_ONCE = 6;

  /// All that end a process unless it does something about them.
  private static final List<Integer> SIGNALS =
      List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 24, 25, 26, 27, 29, 30, 31);

  private static final List<String> HANGING = List.of("hang", "hang_on", "stop", "exec", "polite");

  /// One of the tests: what runs, how it ends, and what the harness should make of that.
  private record Case(String test, String ending, String expected) {}

  // The limit of 200 levels is too deep for JUnit to delete, should the client leave them.
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  @Test
  void twelve_hostile_tests_leave_nothing_behind() throws Exception {
    run(12);
  }

  @Test
  @Tag("long")
  void two_hundred_hostile_tests_leave_nothing_behind() throws Exception {
    run(200);
  }

  private void run(int count) throws Exception {
    long seed = Long.getLong("autotest.hostile.seed", 20_261_124);
    String mark = "hostile" + seed + "m" + ProcessHandle.current().pid();
    LocalClient client = new LocalClient(directory);
    List<Case> cases = cases(new Random(seed), count);
    Path control = client.write("control", control(cases, seed, mark));

    Process process = client.start(List.of(control.toString()));
    boolean ended = process.waitFor(10, TimeUnit.MINUTES);
    process.destroyForcibly();

    String what = "seed " + seed;
    assertThat(ended).as(what).isTrue();
    assertThat(process.exitValue()).as(what).isZero();
    List<String> status = client.status();
    assertThat(status).as(what).contains("END GOOD ---- ----");
    for (int i = 0; i < count; i++) {
      Case each = cases.get(i);
      String name = "%s.%d".formatted(each.test(), i);
      assertThat(status)
          .as("%s, test %d, ending %s", what, i, each.ending())
          .anyMatch(
              line -> line.strip().startsWith("%s %s %s ".formatted(each.expected(), name, name)));
    }
    assertThat(LocalClient.processes(mark)).as(what).isEmpty();
    assertThat(marked("AUTOTEST_GROUP=" + process.pid() + ".")).as(what).isEmpty();
    assertThat(Files.readAllLines(Path.of("/proc/self/mounts")))
        .as(what)
        .noneMatch(mount -> mount.contains(directory.toString()));
    assertThat(outsideOfResults(mark)).as(what).isEmpty();
    assertThat(cgroups(process.pid())).as(what).isEmpty();
  }

  private static List<Case> cases(Random random, int count) {
    List<Case> cases = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String test = List.of("hostile", "hostile", "hostile", "p_hostile", "j_hostile").get(i % 5);
      String ending =
          switch (i % 4) {
            case 0 -> HANGING.get(random.nextInt(HANGING.size()));
            case 1 -> "return";
            case 2 -> "signal" + SIGNALS.get(random.nextInt(SIGNALS.size()));
            default -> "exit" + List.of(0, 1, 2, 77, 126, 127, 128, 255).get(random.nextInt(8));
          };
      cases.add(new Case(test, ending, expected(test, ending)));
    }
    return cases;
  }

  private static String expected(String test, String ending) {
    if (ending.equals("return")) {
      return "GOOD";
    }
    if (HANGING.contains(ending)) {
      return "ERROR";
    }
    return switch (test) {
      case "hostile" ->
          ending.equals("exit0") ? "GOOD" : ending.equals("exit77") ? "TEST_NA" : "FAIL";
      case "j_hostile" -> ending.equals("exit0") ? "GOOD" : "ERROR";
      default -> "ERROR";
    };
  }

  private static String control(List<Case> cases, long seed, String mark) {
    StringBuilder tests = new StringBuilder("tests = [\n");
    for (int i = 0; i < cases.size(); i++) {
      Case each = cases.get(i);
      String timeout = HANGING.contains(each.ending()) ? ", 'timeout': 4" : "";
      tests.append(
          "    ('%s', {'tag': '%d', 'mark': '%s', 'seed': %d, 'ending': '%s'%s}),\n"
              .formatted(each.test(), i, mark, seed + i, each.ending(), timeout));
    }
    return tests
        + String.format(
            Locale.ROOT,
            """
            ]
            def task(first):
                for name, args in tests[first::%1$d]:
                    job.run_test(name, **args)
            job.parallel(*[[task, n] for n in range(%1$d)])
            """,
            AT_ONCE);
  }

  /// Processes with the text in their environment.
  private static List<Long> marked(String text) {
    return ProcessHandle.allProcesses()
        .map(ProcessHandle::pid)
        .filter(pid -> holds(Path.of("/proc/" + pid + "/environ"), text))
        .toList();
  }

  private static boolean holds(Path file, String text) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1).contains(text);
    } catch (IOException gone) {
      return false;
    }
  }

  /// Temporary files anywhere, and what is not to be expected beside the results.
  private List<String> outsideOfResults(String mark) throws IOException {
    List<String> found = new ArrayList<>();
    for (Path place : List.of(Path.of("/tmp"), Path.of("/var/tmp"), directory)) {
      try (Stream<Path> files = Files.list(place)) {
        files
            .filter(file -> file.toString().contains(mark))
            .map(Path::toString)
            .forEach(found::add);
      }
    }
    for (String empty : List.of("out/tmp/tests")) {
      Path place = directory.resolve(empty);
      if (Files.isDirectory(place)) {
        try (Stream<Path> files = Files.list(place)) {
          files.map(Path::toString).forEach(found::add);
        }
      }
    }
    try (Stream<Path> files = Files.list(directory)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.matches("out|client|control|console.*"))
          .forEach(found::add);
    }
    return found;
  }

  private static List<Path> cgroups(long harness) throws IOException {
    try (Stream<Path> found =
        Files.find(
            Path.of("/sys/fs/cgroup"),
            4,
            (path, _) -> path.getFileName().toString().startsWith("autotest-" + harness + "."))) {
      return found.toList();
    } catch (java.io.UncheckedIOException changing) {
      return List.of();
    }
  }
}
