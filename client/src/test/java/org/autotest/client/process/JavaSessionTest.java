package org.autotest.client.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.autotest.core.failure.Blame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A program that is held back until what it needs is there. Any that waits for the end of its
/// input will do.
class JavaSessionTest {
  private static final List<String> PROGRAM =
      List.of("sh", "-c", "cat; echo gone on > went; cat /proc/self/cgroup");

  private final List<String> printed = new CopyOnWriteArrayList<>();
  @TempDir Path directory;

  @Test
  void it_goes_on_when_it_may_and_is_in_its_control_group_then() throws Exception {
    ProcessGroup group = start(() -> assertThat(directory.resolve("went")).doesNotExist());

    assertThat(group.waitFor(Duration.ofSeconds(20))).isTrue();
    group.drainOutput(Duration.ofSeconds(5));
    group.close();

    assertThat(group.exitValue()).isZero();
    assertThat(directory.resolve("went")).hasContent("gone on");
    if (Cgroup.make("probe").filter(JavaSessionTest::isRemoved).isPresent()) {
      assertThat(printed).anyMatch(line -> line.startsWith("0::") && line.contains(Cgroup.PREFIX));
    }
  }

  @Test
  void it_never_goes_on_when_what_it_needs_cannot_be_had() {
    assertThatThrownBy(
            () ->
                start(
                    () -> {
                      throw new ProcessNotStarted(
                          Blame.HOST, "listening: no room", new IOException("no room"));
                    }))
        .hasMessageContaining("listening: no room");

    assertThat(directory.resolve("went")).doesNotExist();
  }

  @Test
  void a_program_that_is_not_there_is_told() {
    assertThatThrownBy(
            () ->
                JavaSession.start(
                    List.of("true"),
                    directory.resolve("missing"),
                    Map.of(),
                    () -> {},
                    printed::add,
                    printed::add))
        .isInstanceOf(ProcessNotStarted.class)
        .hasMessageContaining("starting true");
  }

  private ProcessGroup start(Runnable until) {
    return JavaSession.start(PROGRAM, directory, Map.of(), until, printed::add, printed::add);
  }

  private static boolean isRemoved(Cgroup group) {
    try {
      group.remove();
      return true;
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
