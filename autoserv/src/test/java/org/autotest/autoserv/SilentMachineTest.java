package org.autotest.autoserv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.autotest.autoserv.Autoserv.Ending;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// Machines that hang without a word, and whose power the lab can switch.
final class SilentMachineTest extends RigTest {
  private static final String CLIENT =
      "begin; run_test one; start_test two; wait_for @GO@; end_test two GOOD ok; sleep 600";

  /// A switch that notes what it is told.
  private Path machines() throws IOException {
    Path told = temp.resolve("told");
    Path power = program("lab/switch", "#!/bin/sh\necho $1 >>%s\necho $1\n".formatted(told));
    return Files.writeString(temp.resolve("machines"), "loop power %s {action}\n".formatted(power));
  }

  private List<String> told() throws IOException {
    Path told = temp.resolve("told");
    return Files.exists(told) ? Files.readAllLines(told) : List.of();
  }

  private void hangUntilSwitchedOn(Callable<Boolean> ready) {
    await(ready);
    try {
      rig.sshd().stop();
      await(() -> told().contains("on"));
      rig.sshd().restart();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(condition);
  }

  @Test
  void one_that_hangs_under_a_client_is_switched_off_and_on_once_and_all_is_collected()
      throws Exception {
    Thread hangs =
        Thread.ofPlatform()
            .start(() -> hangUntilSwitchedOn(() -> rig.status().contains("START\ttwo")));

    Ending ending =
        rig.run(
            rig.job(CLIENT, "--disconnect-wait", "1", "--machines-file", machines().toString()));
    hangs.join();

    assertThat(ending).isEqualTo(Ending.FAILED);
    assertThat(told()).containsExactly("off", "on");
    assertThat(rig.statusLines())
        .anyMatch(line -> line.strip().startsWith("GOOD\t----\thardreset\toff"))
        .contains("\tEND GOOD\tone\tone");
    assertThat(rig.file("failure")).startsWith("blame=HOST\n");
    assertThat(rig.file("one/debug/log")).isEqualTo("test one\n");
    assertThat(rig.results().resolve("crashinfo.loop")).isDirectory();
    assertThat(rig.results().resolve("uncollected_logs")).doesNotExist();
  }

  @Test
  void one_whose_protection_forbids_it_keeps_its_power() throws Exception {
    Path facts = Files.createDirectories(rig.results().resolve("host_keyvals"));
    Files.writeString(facts.resolve("loop"), "labels=\nprotection=REPAIR_SOFTWARE_ONLY\n");
    Thread hangs =
        Thread.ofPlatform()
            .start(
                () -> {
                  await(() -> rig.status().contains("START\ttwo"));
                  try {
                    rig.sshd().stop();
                  } catch (InterruptedException stop) {
                    Thread.currentThread().interrupt();
                  }
                });

    Ending ending =
        rig.run(
            rig.job(
                CLIENT,
                "--disconnect-wait",
                "1",
                "--crash-wait",
                "1",
                "--machines-file",
                machines().toString()));
    hangs.join();

    assertThat(ending).isEqualTo(Ending.FAILED);
    assertThat(told()).isEmpty();
  }

  @Test
  void one_that_hangs_under_a_server_job_is_switched_before_it_tells_of_its_crash()
      throws Exception {
    Path begun = temp.resolve("begun");
    Path control =
        Files.writeString(
            temp.resolve("server-control"),
            "void main() { hosts.create(\"loop\").run(\"touch %s; sleep 600\"); }\n"
                .formatted(begun));
    Thread hangs = Thread.ofPlatform().start(() -> hangUntilSwitchedOn(() -> Files.exists(begun)));
    List<String> words = rig.common("-m", "loop", "--crash-wait", "1");
    words.addAll(List.of("--machines-file", machines().toString(), control.toString()));

    Ending ending = rig.run(words);
    hangs.join();

    assertThat(ending).isEqualTo(Ending.FAILED);
    assertThat(told()).containsExactly("off", "on");
    assertThat(rig.statusLines()).anyMatch(line -> line.startsWith("GOOD\t----\thardreset\toff"));
    assertThat(rig.file("failure")).startsWith("blame=HOST\n");
    assertThat(rig.results().resolve("crashinfo.loop")).isDirectory();
  }
}
