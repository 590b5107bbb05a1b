package org.autotest.autoserv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import org.autotest.autoserv.Autoserv.Ending;
import org.autotest.core.results.Pidfile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A results disk without room. Needs the right to mount a small file system.
final class FullDiskTest extends RigTest {
  @BeforeEach
  void mountSmallDisk() throws IOException, InterruptedException {
    Files.createDirectory(rig.results());
    boolean mounted =
        command("mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", rig.results().toString()) == 0;
    assumeTrue(mounted, "mounting a tmpfs needs root");
  }

  @AfterEach
  void unmount() throws IOException, InterruptedException {
    command("umount", "-l", rig.results().toString());
  }

  @Test
  void a_full_results_disk_is_the_labs_failure_and_the_end_is_told_all_the_same() throws Exception {
    Ending ending =
        rig.run(rig.job("begin; run_test t; head -c 2000000 /dev/zero >$results/zeros; finish"));

    assertThat(ending).isEqualTo(Ending.FAILED);
    assertThat(rig.file("failure"))
        .startsWith("blame=LAB\nproblem=writing results to ")
        .contains("No space left on device");
    assertThat(rig.pidfile()).isEqualTo(new Pidfile.Ended(Rig.PID, 256, 0));
  }

  private static int command(String... argv) throws IOException, InterruptedException {
    return new ProcessBuilder(argv).inheritIO().start().waitFor();
  }
}
