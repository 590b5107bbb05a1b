package org.autotest.client.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A client that is killed can end nothing any more; the next one does it.
class KilledClientTest {
  @TempDir private Path directory;

  @Test
  void profilers_and_control_groups_of_a_killed_client_end_with_the_next_one() throws Exception {
    LocalClient client = new LocalClient(directory);
    String mark = "7" + System.nanoTime();
    client.write("profilers/program/program.sh", "sleep %1$s & exec sleep %1$s".formatted(mark));
    Path control =
        client.write(
            "control",
            """
            job.profilers.add('program')
            job.run_test('j_leaky', profile_only=True, mark='%s')
            """
                .formatted(mark));
    Path other = client.write("other", "job.record('GOOD', None, 'other')\n");
    Process first = client.start(List.of(control.toString()));
    LocalClient.await(
        () -> LocalClient.processes("sleep\0" + mark).size() == 2, "what the profiler starts");
    LocalClient.await(
        () -> Files.exists(client.results().resolve("j_leaky/results/started")), "the test");

    first.destroyForcibly().waitFor();

    assertThat(LocalClient.processes("sleep\0" + mark)).as("they outlive the client").hasSize(2);
    LocalClient.Ended second = client.run(other.toString());

    assertThat(second.status()).as(second.output()).isZero();
    assertThat(second.output())
        .contains("what a client that was killed (%d) had left was ended".formatted(first.pid()));
    assertThat(LocalClient.processes(mark)).isEmpty();
    assertThat(groupsOf(first.pid())).isEmpty();

    LocalClient.Ended third = client.run(other.toString());
    assertThat(third.output()).doesNotContain("was killed");
    try (Stream<Path> notes = Files.list(directory.resolve("out/tmp/clients"))) {
      assertThat(notes).as("notes of clients at work").isEmpty();
    }
  }

  private static List<Path> groupsOf(long pid) throws IOException {
    Path all = Path.of("/sys/fs/cgroup");
    if (!Files.isDirectory(all)) {
      return List.of();
    }
    String beginning = "autotest-%d.".formatted(pid);
    try (Stream<Path> found =
        Files.find(all, 8, (path, _) -> path.getFileName().toString().startsWith(beginning))) {
      return found.toList();
    }
  }
}
