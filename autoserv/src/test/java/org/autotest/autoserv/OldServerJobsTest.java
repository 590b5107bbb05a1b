package org.autotest.autoserv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.autotest.autoserv.Autoserv.Ending;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Server-side control files as people wrote them from 2008 to 2015, each run as it is on machines
/// behind a real sshd, with the real client. The file `expected` beside it has one demand in each
/// line:
///
/// ```
/// machines loop,loop2         those of the job; `loop` when it says nothing
/// args WORD…                  what the control file is given
/// file PATH TEXT              a file among the results has this text in it
/// GOOD⇥subdir⇥name⇥reason     a line of the status log begins with this, whatever its depth
/// ```
@Tag("long")
final class OldServerJobsTest extends PythonRigTest {
  private static final Path JOBS = Path.of("src/test/resources/old").toAbsolutePath();

  static List<String> jobs() throws IOException {
    try (Stream<Path> all = Files.list(JOBS)) {
      List<String> names = all.map(job -> job.getFileName().toString()).sorted().toList();
      assertThat(names).hasSizeGreaterThanOrEqualTo(10);
      return names;
    }
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void a_job_of_long_ago_runs_unchanged(String name) throws Exception {
    rig.use(RealClient.bundle(temp));
    List<String> expected = Files.readAllLines(JOBS.resolve(name).resolve("expected"));

    Ending ending = rig.run(words(JOBS.resolve(name).resolve("control"), expected));

    String told = failure() + rig.status();
    assertThat(ending).as(told).isEqualTo(Ending.DONE);
    List<String> lines = rig.statusLines().stream().map(String::strip).toList();
    for (String line : expected) {
      if (line.startsWith("file ")) {
        String[] parts = line.split(" ", 3);
        assertThat(rig.file(parts[1])).as(parts[1]).contains(parts[2]);
      } else if (!line.matches("(?:machines|args) .*|")) {
        assertThat(lines).as(told).anyMatch(entry -> entry.startsWith(line));
      }
    }
  }

  private List<String> words(Path control, List<String> expected) {
    String machines = "loop";
    List<String> args = new ArrayList<>();
    for (String line : expected) {
      if (line.startsWith("machines ")) {
        machines = line.substring("machines ".length());
      } else if (line.startsWith("args ")) {
        args.addAll(List.of(line.substring("args ".length()).split(" ", -1)));
      }
    }
    List<String> words = rig.common("-m", machines, control.toString(), "--");
    words.addAll(args);
    return words;
  }
}
