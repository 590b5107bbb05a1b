package org.autotest.client.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.autotest.client.sandbox.ClientSandbox;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A test of jobs in two steps whose harness is a program of the user.
abstract class OwnHarnessTest {
  @TempDir Path temp;

  ClientSandbox sandbox;

  @BeforeEach
  void make() throws Exception {
    sandbox = ClientSandbox.in(temp);
    sandbox.test("passes/passes.sh", "exit 0\n");
    sandbox.control(
        """
        def step_init():
            job.next_step(after)
            job.run_test('passes')
            job.quit()
        def after():
            job.record('GOOD', None, 'after')
        """);
  }

  /// Writes the program `mine`.
  void program(String lines) throws Exception {
    Path file = Files.writeString(temp.resolve("mine"), "#!/bin/sh\n" + lines + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }
}
