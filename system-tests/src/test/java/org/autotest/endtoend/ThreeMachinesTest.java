package org.autotest.endtoend;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/// Tests of a lab with three machines, which are whole and in service when each begins.
@TestInstance(Lifecycle.PER_CLASS)
abstract class ThreeMachinesTest {
  @TempDir static Path state;

  private final String settings;
  ThreeMachines machines;
  RunningLab lab;

  /// @param settings lines for the configuration
  ThreeMachinesTest(String settings) {
    this.settings = settings;
  }

  @BeforeAll
  void start() throws Exception {
    machines = ThreeMachines.start(state, settings);
    lab = machines.lab();
  }

  @AfterAll
  void stop() {
    machines.close();
  }

  @AfterEach
  void restore() throws Exception {
    machines.restore();
  }
}
