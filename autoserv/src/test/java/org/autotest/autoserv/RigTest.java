package org.autotest.autoserv;

import java.io.IOException;
import java.nio.file.Path;
import org.autotest.testkit.NeedsSshd;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A test of executions on a machine of its own.
@NeedsSshd
abstract class RigTest {
  @TempDir Path temp;
  Rig rig;

  @BeforeEach
  void startRig() throws IOException, InterruptedException {
    rig = new Rig(temp);
  }

  @AfterEach
  void stopRig() {
    rig.close();
  }
}
