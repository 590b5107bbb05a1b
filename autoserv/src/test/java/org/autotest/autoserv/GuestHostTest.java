package org.autotest.autoserv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.autotest.autoserv.Autoserv.Ending;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// Hosts that exist only for the time of an execution.
final class GuestHostTest extends RigTest {
  private Path machines(String more) throws IOException {
    Path program =
        Files.writeString(
            temp.resolve("guest"),
            "#!/bin/sh\necho $1 $2 >>%s\n%s\n".formatted(temp.resolve("calls"), more));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    return Files.writeString(
        temp.resolve("machines"), "lo* guest %s {action} {host}\n".formatted(program));
  }

  private List<String> calls() throws IOException {
    return Files.readAllLines(temp.resolve("calls"));
  }

  @Test
  void a_guest_boots_before_anything_is_done_and_is_ended_afterwards() throws Exception {
    rig.sshd().stop();
    Thread boots = Thread.ofPlatform().start(this::bootWhenStarted);
    List<String> words = rig.common("-v", "-m", "loop", "--machines-file", machines("") + "");

    assertThat(rig.run(words)).as(rig.status()).isEqualTo(Ending.DONE);

    boots.join();
    assertThat(calls()).containsExactly("stop loop", "start loop", "stop loop");
  }

  private void bootWhenStarted() {
    try {
      Path calls = temp.resolve("calls");
      Awaitility.await()
          .until(() -> Files.exists(calls) && Files.readString(calls).contains("start loop"));
      rig.sshd().restart();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  @Test
  void a_guest_that_does_not_start_is_the_labs_failure() throws Exception {
    Path machines = machines("[ $1 = stop ] || { echo no disk >&2; exit 3; }");

    assertThat(rig.run(rig.job("begin; finish", "--machines-file", machines.toString())))
        .isEqualTo(Ending.FAILED);

    assertThat(rig.file("failure"))
        .isEqualTo("blame=LAB\nproblem=starting the guest loop: exit status 3: no disk\n");
    assertThat(calls()).containsExactly("stop loop", "start loop", "stop loop");
  }

  @Test
  void a_guest_is_ended_also_when_the_job_is_told_to_stop() throws Exception {
    List<String> words =
        rig.job("begin; start_test t; wait_for @GO@", "--machines-file", machines("").toString());
    Thread execution = Thread.ofPlatform().start(() -> rig.run(words));
    Awaitility.await().until(() -> rig.status().contains("START\tt"));

    execution.interrupt();
    execution.join();

    assertThat(calls()).containsExactly("stop loop", "start loop", "stop loop");
  }
}
