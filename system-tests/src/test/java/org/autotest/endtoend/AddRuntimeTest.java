package org.autotest.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The client for machines of another architecture is this client with another Java. The kit that
/// runs the tests stands for that of another machine.
@Tag("long")
class AddRuntimeTest {
  private static final Path JDK = Path.of(System.getProperty("java.home"));

  @TempDir private Path temp;

  private Dist.Ran add(Path client, String architecture, Path jdk) throws Exception {
    return run(client.resolve("add-runtime").toString(), architecture, jdk.toString());
  }

  private Dist.Ran run(String... words) throws IOException, InterruptedException {
    return Dist.run(RunningLab.LIMIT, temp, new ProcessBuilder(words));
  }

  @Test
  void a_client_with_another_java_runs_jobs() throws Exception {
    Path client = temp.resolve("client");
    assertThat(run("cp", "-a", Dist.HOME.resolve("lib/client") + "", client + "").exit()).isZero();
    String architecture = run("uname", "-m").out().strip();

    Dist.Ran refused = add(client, architecture.equals("s390x") ? "aarch64" : "s390x", JDK);
    Dist.Ran noKit = add(client, architecture, temp);
    Dist.Ran twice = add(client, architecture, JDK);
    Dist.Ran added = add(client, architecture, JDK);

    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).contains("is for " + architecture + ", not for ");
    assertThat(noKit.err()).contains("is no Java development kit");
    assertThat(added.exit()).as(added.err()).isZero();
    assertThat(added.out()).as("the same client is the same archive").isEqualTo(twice.out());
    try (Stream<Path> files = Files.list(client.resolve(architecture))) {
      assertThat(files).containsExactly(Path.of(added.out().strip()));
    }
    Path unpacked = Files.createDirectory(temp.resolve("unpacked"));
    assertThat(run("tar", "-C", unpacked + "", "-xzf", added.out().strip()).exit()).isZero();
    ProcessBuilder job =
        new ProcessBuilder(
            unpacked.resolve("bin/autotest-local").toString(),
            "--output_dir",
            temp.resolve("out").toString(),
            "-d",
            Dist.HOME.resolve("testsuite/client").toString(),
            "run",
            "sleeptest",
            "seconds=0");
    job.environment().put("HOME", temp.toString());
    Dist.Ran ran = Dist.run(RunningLab.LIMIT, temp, job);
    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(Files.readString(temp.resolve("out/results/default/status")))
        .contains("\tEND GOOD\tsleeptest\tsleeptest\t");
  }
}
