package org.autotest.autoserv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.autotest.autoserv.Autoserv.Ending;
import org.autotest.testkit.LoopbackSshd;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A machine that the server reaches by way of another one.
final class ProxyJumpTest extends RigTest {
  private static final String CLIENT =
      "begin; run_test one; start_test two; wait_for @GO@; end_test two GOOD ok; sleep 600";

  private Path directory;
  private LoopbackSshd stepping;

  @BeforeEach
  void startSteppingStone() throws IOException, InterruptedException {
    directory = Files.createDirectory(temp.resolve("stepping"));
    stepping = LoopbackSshd.start(directory);
    Path config = rig.sshd().configuration();
    Files.writeString(
        config,
        """
        Match originalhost loop
          ProxyJump stepping
        Match originalhost stepping
          HostName 127.0.0.1
          Port %d
          IdentityFile %2$s/user_key
          IdentitiesOnly yes
          IdentityAgent none
          StrictHostKeyChecking accept-new
          UserKnownHostsFile %2$s/known_hosts
        Match all
        """
                .formatted(stepping.port(), directory)
            + Files.readString(config));
  }

  @AfterEach
  void stopSteppingStone() {
    stepping.close();
  }

  @Test
  void a_client_runs_on_a_machine_behind_another_one() throws Exception {
    List<String> job = rig.job("begin; run_test one; finish");

    assertThat(rig.run(job)).as(rig.status()).isEqualTo(Ending.DONE);

    assertThat(directory.resolve("sshd.log")).content().contains("Accepted publickey");
    assertThat(rig.statusLines()).contains("\tEND GOOD\tone\tone");
  }

  @Test
  void nothing_is_switched_when_the_other_one_does_not_know_its_name() throws Exception {
    Thread execution = runUntilTwo();
    Path config = rig.sshd().configuration();
    String right = Files.readString(config);
    String wrong = "Match originalhost loop\n  HostName nosuchhost.invalid\nMatch all\n";

    Files.writeString(config, wrong + right);
    rig.sshd().cutConnections();
    await(this::isGivenUp);
    Files.writeString(config, right);
    Files.createFile(rig.go());
    execution.join();

    assertThat(temp.resolve("told")).doesNotExist();
    assertThat(rig.file("debug/autoserv.WARNING")).contains("stdio forwarding failed");
    assertThat(rig.results().resolve("uncollected_logs")).doesNotExist();
  }

  @Test
  void nothing_is_switched_when_the_other_one_is_away() throws Exception {
    Thread execution = runUntilTwo();

    stepping.stop();
    await(this::isGivenUp);
    stepping.restart();
    Files.createFile(rig.go());
    execution.join();

    assertThat(temp.resolve("told")).doesNotExist();
    assertThat(rig.results().resolve("uncollected_logs")).doesNotExist();
  }

  @Test
  void a_machine_that_does_not_answer_the_other_one_is_switched() throws Exception {
    Thread execution = runUntilTwo();

    rig.sshd().stop();
    await(() -> Files.readAllLines(temp.resolve("told")).contains("on"));
    rig.sshd().restart();
    Files.createFile(rig.go());
    execution.join();

    assertThat(temp.resolve("told")).hasContent("off\non\n");
  }

  /// Whether the results are waited for, after some tries in vain, or the power was switched.
  private boolean isGivenUp() throws IOException {
    if (Files.exists(temp.resolve("told"))) {
      return true;
    }
    String[] parts = rig.file("debug/autoserv.DEBUG").split("its results are waited for", -1);
    return parts.length == 2 && parts[1].split("connecting: ", -1).length > 3;
  }

  private Thread runUntilTwo() throws IOException {
    Path power = program("lab/switch", "#!/bin/sh\necho $1 >>%s/told\n".formatted(temp));
    Path machines =
        Files.writeString(temp.resolve("machines"), "loop power %s {action}\n".formatted(power));
    List<String> job =
        rig.job(CLIENT, "--disconnect-wait", "1", "--machines-file", machines.toString());
    Thread execution = Thread.ofPlatform().start(() -> rig.run(job));
    await(() -> rig.status().contains("START\ttwo"));
    return execution;
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(condition);
  }
}
