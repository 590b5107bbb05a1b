package org.autotest.client.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.autotest.client.sandbox.ClientSandbox;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests on a machine that lacks what they need, and with arguments that make no sense.
@Tag("long")
class MissingProgramsTest {
  /// Tests that run everywhere.
  private static final Set<String> NEED_NOTHING =
      Set.of(
          "bootcheck",
          "file_integrity",
          "memory_copy",
          "pysleeptest",
          "sleeptest",
          "tcp_round_trip");

  /// Tests whose program is hidden: what is hidden, and what the reason must name.
  private static final Map<String, List<String>> HIDDEN =
      Map.ofEntries(
          Map.entry("cyclictest", List.of("cyclictest", "rt-tests", "realtime-tests")),
          Map.entry("dbench", List.of("dbench", "dbench (Debian)", "dbench (Fedora)")),
          Map.entry("fio", List.of("fio", "fio (Debian)", "fio (Fedora)")),
          Map.entry("googletest", List.of("g++", "libgtest-dev", "gtest-devel")),
          Map.entry("hackbench", List.of("hackbench", "rt-tests", "realtime-tests")),
          Map.entry("iperf3", List.of("iperf3", "iperf3 (Debian)", "iperf3 (Fedora)")),
          Map.entry("kernel_build", List.of("make", "make (Debian)", "make (Fedora)")),
          Map.entry("kselftest", List.of("make", "linux-source (Debian)", "kernel (Fedora)")),
          Map.entry("ltp", List.of("make", "neither Debian nor Fedora", "linux-test-project")),
          Map.entry("memtester", List.of("memtester", "memtester (Debian)", "memtester (Fedora)")),
          Map.entry("microbench", List.of("cc", "gcc and libc6-dev (Debian)", "gcc (Fedora)")),
          Map.entry(
              "package_install",
              List.of("apt-get", "package manager", "apt-get, dnf, yum, zypper")),
          Map.entry("pytest_suite", List.of("pytest", "python3-pytest", "pytest is not on PATH")),
          Map.entry("rt_tests", List.of("ptsematest", "rt-tests", "realtime-tests")),
          Map.entry("stress_ng", List.of("stress-ng", "stress-ng (Debian)", "stress-ng (Fedora)")),
          Map.entry("sysbench", List.of("sysbench", "sysbench (Debian)", "sysbench (Fedora)")),
          Map.entry("xfstests", List.of("make", "neither Debian nor Fedora", "xfstests-dev.git")));

  /// Arguments that make no sense, with a part of what must be said of them.
  private static final Map<String, List<String>> WRONG =
      new LinkedHashMap<>(
          Map.ofEntries(
              Map.entry("bootcheck", List.of("taint=-1", "taint must be at least 0")),
              Map.entry("cyclictest", List.of("priority=100", "priority must be 0 to 99, is 100")),
              Map.entry("dbench", List.of("clients='x y'", "clients must be a whole number")),
              Map.entry("file_integrity", List.of("kilobytes='x'", "kilobytes must be a whole")),
              Map.entry("fio", List.of("rw='sideways'", "rw must be one of read")),
              Map.entry("googletest", List.of("program='/no'", "program must be an executable")),
              Map.entry("hackbench", List.of("over='air'", "over must be pipe or socket")),
              Map.entry("iperf3", List.of("server='a'", "server and client must be two names")),
              Map.entry("kernel_build", List.of("target='; x'", "target must be one of make")),
              Map.entry("kselftest", List.of("limit='-1'", "limit must be a whole number")),
              Map.entry("ltp", List.of("scenario='../x'", "scenario must be the name of a file")),
              Map.entry("memory_copy", List.of("megabytes=0", "megabytes must be 1 to 1024")),
              Map.entry("memtester", List.of("loops=0", "loops must be a whole number from 1")),
              Map.entry("microbench", List.of("benchmarks='x'", "benchmarks must be all or of")),
              Map.entry("package_install", List.of("package='-x'", "package must be a name")),
              Map.entry("pysleeptest", List.of("seconds=-1", "which is in the past")),
              Map.entry("pytest_suite", List.of("path='/no'", "path must be there, is '/no'")),
              Map.entry("rt_tests", List.of("programs='x'", "programs must be all or of")),
              Map.entry("sleeptest", List.of("seconds='long'", "seconds must be of type double")),
              Map.entry("stress_ng", List.of("stressors='a;b'", "stressors must be names")),
              Map.entry("sysbench", List.of("workloads='x'", "workloads must be of [cpu, memory")),
              Map.entry("tcp_round_trip", List.of("role='x'", "role must be both, server or")),
              Map.entry("xfstests", List.of("fs='; x'", "fs must be the name of a file system"))));

  @TempDir private Path directory;

  @Test
  void a_test_without_its_program_ends_not_applicable_and_says_what_to_install() throws Exception {
    Files.createDirectories(directory.resolve("kernel"));
    ClientSandbox sandbox =
        ClientSandbox.in(directory)
            .control(
                HIDDEN.keySet().stream()
                    .sorted()
                    .map(
                        test ->
                            test.equals("kernel_build")
                                ? "job.run_test('%s', source='%s')\n"
                                    .formatted(test, directory.resolve("kernel"))
                                : "job.run_test('%s')\n".formatted(test))
                    .collect(Collectors.joining()));
    Set<String> hidden =
        HIDDEN.values().stream().map(List::getFirst).collect(Collectors.toCollection(TreeSet::new));

    Path programs = without(hidden);
    int exit = sandbox.shell("PATH='%s' ./autotest-local control".formatted(programs));
    deleteLinks(programs);

    assertThat(exit).as(Files.readString(directory.resolve("stderr"))).isZero();
    List<String> status = sandbox.status();
    HIDDEN.forEach(
        (test, said) ->
            assertThat(status)
                .anySatisfy(
                    line ->
                        assertThat(line)
                            .startsWith("TEST_NA %1$s %1$s ".formatted(test))
                            .contains(said.subList(1, said.size()))));
  }

  @Test
  void an_argument_that_makes_no_sense_is_refused_by_its_name() throws Exception {
    ClientSandbox sandbox =
        ClientSandbox.in(directory)
            .control(
                WRONG.entrySet().stream()
                    .map(
                        test ->
                            "job.run_test('%s', %s)\n"
                                .formatted(test.getKey(), test.getValue().getFirst()))
                    .collect(Collectors.joining()));

    assertThat(sandbox.run()).isZero();

    List<String> status = sandbox.status();
    WRONG.forEach(
        (test, said) ->
            assertThat(status)
                .anySatisfy(
                    line ->
                        assertThat(line)
                            .matches("ERROR %1$s %1$s .*".formatted(test))
                            .contains(said.getLast())));
  }

  @Test
  void no_test_is_forgotten_here() throws Exception {
    Set<String> tests = Promised.tests().collect(Collectors.toCollection(TreeSet::new));

    Set<String> seen = new TreeSet<>(NEED_NOTHING);
    seen.addAll(HIDDEN.keySet());
    assertThat(seen).isEqualTo(tests);
    assertThat(WRONG.keySet()).containsExactlyInAnyOrderElementsOf(tests);
    for (String test : tests) {
      assertThat(Promised.controlFile(test).about().doc()).as(test).isNotBlank();
    }
  }

  /// A directory with the programs of this machine but for some.
  private Path without(Set<String> hidden) throws IOException {
    Path place = Files.createDirectory(directory.resolve("programs"));
    for (Path origin : List.of(Path.of("/usr/bin"), Path.of("/usr/sbin"))) {
      try (Stream<Path> programs = Files.list(origin)) {
        for (Path program : programs.toList()) {
          Path link = place.resolve(program.getFileName());
          if (!hidden.contains(program.getFileName().toString()) && !Files.exists(link)) {
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, program);
          }
        }
      }
    }
    return place;
  }

  /// JUnit would write a warning for each.
  private static void deleteLinks(Path place) throws IOException {
    try (Stream<Path> links = Files.list(place)) {
      for (Path link : links.toList()) {
        Files.delete(link);
      }
    }
  }
}
