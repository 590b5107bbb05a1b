package org.autotest.client.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.autotest.client.sandbox.ClientSandbox;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Profilers whose process ends or hangs: it is theirs, not that of a test.
class ProfilerTroubleTest {
  @TempDir private Path temp;

  private ClientSandbox sandbox;

  @BeforeEach
  void make() throws Exception {
    sandbox = ClientSandbox.in(temp);
    sandbox.test("passes/passes.sh", "exit 0\n");
  }

  @Test
  void one_that_does_not_return_holds_no_client_that_is_told_to_stop() throws Exception {
    Path stopping = temp.resolve("stopping");
    sandbox.test(
        "../profilers/hangs/Hangs.java",
        """
        class Hangs implements TestProfiler {
          public void start(ProfiledTest test) {}

          public void stop(ProfiledTest test) throws Exception {
            Files.createFile(Path.of("%s"));
            Thread.currentThread().join();
          }
        }
        """
            .formatted(stopping));
    sandbox.control("job.profilers.add('hangs')\njob.run_test('passes', profile_only=True)\n");
    Process client = sandbox.start("exec ./autotest-local control");
    LocalClient.await(() -> Files.exists(stopping), "the profiler");

    client.destroy();

    assertThat(client.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(client.exitValue()).isEqualTo(143);
    assertThat(sandbox.status()).endsWith("END ABORT ---- ---- the client was told to stop");
    assertThat(sandbox.read("debug/client.WARNING")).contains("stopping profiler hangs: ");
  }

  @Test
  void the_next_test_has_another_process_when_one_ended() throws Exception {
    sandbox.test(
        "../profilers/once/Once.java",
        """
        class Once implements TestProfiler {
          public void start(ProfiledTest test) throws IOException {
            Files.createFile(test.profilingDir().resolve("once"));
          }

          public void stop(ProfiledTest test) {
            System.exit(3);
          }
        }
        """);
    sandbox.control(
        """
        job.profilers.add('once')
        job.run_test('passes', tag='a', profile_only=True)
        job.run_test('passes', tag='b', profile_only=True)
        """);

    assertThat(sandbox.run()).isZero();

    for (String test : new String[] {"passes.a", "passes.b"}) {
      assertThat(sandbox.results().resolve(test + "/profiling/iteration.1/once")).exists();
    }
  }

  @Test
  void one_whose_process_ends_while_a_test_adds_it_is_told_of_and_not_the_test() throws Exception {
    sandbox.test(
        "../profilers/dies/Dies.java",
        """
        class Dies implements TestProfiler {
          Dies() {
            System.exit(3);
          }

          public void start(ProfiledTest test) {}

          public void stop(ProfiledTest test) {}
        }
        """);
    sandbox.test(
        "adds/Adds.java",
        """
        class Adds extends ClientTest {
          void runOnce() throws IOException {
            try {
              job().addProfiler("dies");
            } finally {
              Files.createFile(resultsDir().resolve("unwound"));
            }
          }
        }
        """);
    sandbox.control("job.run_test('adds')\n");

    assertThat(sandbox.run()).isEqualTo(1);

    assertThat(sandbox.status())
        .endsWith(
            "END ABORT ---- ---- profiler dies: its process ended: exited with status 3 in loading");
    assertThat(sandbox.results().resolve("adds/results/unwound")).exists();
  }
}
