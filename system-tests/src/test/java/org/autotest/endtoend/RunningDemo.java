package org.autotest.endtoend;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A demo that runs until it is closed or killed.
public final class RunningDemo implements AutoCloseable {
  private final Process process;
  private final Path output;

  private RunningDemo(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /// Starts one.
  public static RunningDemo start(Path state, String... options) throws IOException {
    Path output = Files.createTempFile(state, "demo", ".txt");
    String[] arguments = new String[options.length + 1];
    arguments[0] = "demo";
    System.arraycopy(options, 0, arguments, 1, options.length);
    ProcessBuilder builder = Dist.program(state, "autotest", arguments);
    // A build that a shell has put in the background ignores the signal of Ctrl-C, and so do the
    // processes below it, unless told otherwise.
    builder.command().addAll(0, List.of("env", "--default-signal=INT"));
    Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    return new RunningDemo(process, output);
  }

  /// Waits until it has printed a text.
  ///
  /// @throws org.awaitility.core.ConditionTimeoutException with what it printed instead
  public RunningDemo awaitText(String text, Duration limit) {
    await()
        .alias("the demo prints '%s'".formatted(text))
        .atMost(limit)
        .conditionEvaluationListener(_ -> {})
        .untilAsserted(() -> org.assertj.core.api.Assertions.assertThat(text()).contains(text));
    return this;
  }

  /// All that it has printed.
  public String text() throws IOException {
    return Files.readString(output);
  }

  /// Ends it as `kill -9` does, the database included, which dies with it.
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /// Ends it as Ctrl-C does.
  ///
  /// @return whether it ended in time
  public boolean interrupt() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    return process.waitFor(60, TimeUnit.SECONDS);
  }

  /// Ends it, if it still runs.
  @Override
  public void close() throws IOException {
    try {
      if (process.isAlive() && !interrupt()) {
        kill();
      }
    } catch (InterruptedException hurry) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
