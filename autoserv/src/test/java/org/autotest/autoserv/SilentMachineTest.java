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
import org.autotest.autoserv.host.ThisMachine;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
  void one_that_is_away_for_less_than_the_wait_keeps_its_power() throws Exception {
    Thread away =
        Thread.ofPlatform()
            .start(
                () ->
                    stopUntil(
                        () -> rig.file("debug/autoserv.WARNING").contains("to find it again")));

    Ending ending =
        rig.run(
            rig.job(
                "begin; run_test one; start_test two; wait_for @GO@; end_test two GOOD ok; finish",
                "--machines-file",
                machines().toString()));
    away.join();

    assertThat(ending).as(rig.status()).isEqualTo(Ending.DONE);
    assertThat(told()).isEmpty();
  }

  @Test
  void one_that_loses_its_line_while_its_end_is_looked_at_is_waited_for_first() throws Exception {
    Path broken = temp.resolve("broken");
    Path looked = temp.resolve("looked");
    rig.program(
        "cat",
        """
        case $1 in */boot_id) if [ -e %1$s ]; then rm %1$s; : >%2$s; exec sleep 600; fi ;; esac
        exec /bin/cat "$@"
        """
            .formatted(broken, looked));
    Thread away =
        Thread.ofPlatform()
            .start(
                () -> {
                  await(() -> Files.exists(looked));
                  stopUntil(
                      () ->
                          rig.file("debug/autoserv.DEBUG")
                                  .split("its results are waited for", -1)[1]
                                  .split("connecting: ", -1)
                                  .length
                              > 3);
                });

    Ending ending =
        rig.run(
            rig.job(
                "begin; run_test one; : >%s; exit 3".formatted(broken),
                "--disconnect-wait",
                "1",
                "--machines-file",
                machines().toString()));
    away.join();

    assertThat(ending).isEqualTo(Ending.FAILED);
    assertThat(told()).isEmpty();
    assertThat(rig.results().resolve("uncollected_logs")).doesNotExist();
  }

  @Test
  void one_that_was_the_server_itself_keeps_its_power() throws Exception {
    rig.sshd().bootId(Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip());
    Thread away =
        Thread.ofPlatform()
            .start(
                () -> {
                  await(() -> rig.status().contains("START\ttwo"));
                  stopUntil(() -> !told().isEmpty() || rig.status().contains("hardreset"));
                });

    Ending ending =
        rig.run(
            rig.job(CLIENT, "--disconnect-wait", "1", "--machines-file", machines().toString()));
    away.join();

    assertThat(ending).isEqualTo(Ending.FAILED);
    assertThat(told()).isEmpty();
    assertThat(rig.status()).contains("WARN\t----\thardreset", ThisMachine.WORDS);
  }

  /// Its server of ssh stops, starts again when that is seen, and its client may go on.
  private void stopUntil(Callable<Boolean> seen) {
    await(() -> rig.status().contains("END GOOD\tone"));
    try {
      rig.sshd().stop();
      await(seen);
      rig.sshd().restart();
      Files.createFile(rig.go());
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"protection=REPAIR_SOFTWARE_ONLY", "protection=ANOTHER", "platform="})
  void one_whose_protection_forbids_it_or_is_not_known_keeps_its_power(String fact)
      throws Exception {
    Path facts = Files.createDirectories(rig.results().resolve("host_keyvals"));
    Files.writeString(facts.resolve("loop"), "labels=\n%s\n".formatted(fact));
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
