package org.autotest.autoserv;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.autotest.autoserv.Autoserv.Ending;
import org.autotest.testkit.LoopbackSshd;
import org.junit.jupiter.api.Test;

/// A machine that the server reaches by way of another one.
final class ProxyJumpTest extends RigTest {
  @Test
  void a_client_runs_on_a_machine_behind_another_one() throws Exception {
    Path directory = Files.createDirectory(temp.resolve("stepping"));
    try (LoopbackSshd stepping = LoopbackSshd.start(directory)) {
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

      List<String> job = rig.job("begin; run_test one; finish");
      assertThat(rig.run(job)).as(rig.status()).isEqualTo(Ending.DONE);

      assertThat(directory.resolve("sshd.log")).content().contains("Accepted publickey");
    }
    assertThat(rig.statusLines()).contains("\tEND GOOD\tone\tone");
  }
}
