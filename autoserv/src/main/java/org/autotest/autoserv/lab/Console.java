package org.autotest.autoserv.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.autotest.autoserv.host.LocalCommand;
import org.autotest.autoserv.host.SshFailure;
import org.autotest.autoserv.job.ClientFailure;
import org.autotest.autoserv.results.MachineResults;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.statuslog.StatusCode;
import org.jspecify.annotations.Nullable;

/// What a machine's console says during a job: kept in `console.log`, each line with its time, and
/// watched for words of a kernel in trouble, which become WARN lines of the status log.
///
/// ```
/// 2026-11-28T07:23:41Z [   71.2] Kernel panic - not syncing: sysrq triggered crash
/// ```
public final class Console implements AutoCloseable {
  /// The file's name in a results directory.
  public static final String NAME = "console.log";

  private static final long BYTES_MAX = 64L << 20;
  private static final int LINE_CHARS_MAX = 2_000;
  private static final int WARNINGS_MAX = 20;

  private final @Nullable Process process;
  private final @Nullable Thread reader;
  private volatile Optional<String> death = Optional.empty();
  private volatile boolean panicked;
  private volatile long heardNanos = System.nanoTime();

  private Console() {
    this.process = null;
    this.reader = null;
  }

  private Console(Process process, String hostname, MachineResults results, InstantSource clock) {
    this.process = process;
    this.reader =
        Thread.ofPlatform()
            .daemon()
            .name("console-" + hostname)
            .start(() -> follow(process, hostname, results, clock));
  }

  /// One that says nothing.
  public static Console none() {
    return new Console();
  }

  /// Follows one until it is closed. One that cannot be read is a warning in the log: the job goes
  /// on without it.
  ///
  /// @param command prints what the console says, and does not end
  public static Console follow(
      List<String> command, String hostname, MachineResults results, InstantSource clock) {
    List<String> words = new ArrayList<>(List.of("setsid"));
    words.addAll(command);
    try {
      Process process =
          new ProcessBuilder(words)
              .redirectErrorStream(true)
              .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
              .start();
      return new Console(process, hostname, results, clock);
    } catch (IOException noProgram) {
      results.log().log(
          Level.WARNING,
          "reading the console of %s: %s".formatted(hostname, noProgram.getMessage()));
      return none();
    }
  }

  /// What the kernel said when it died; empty when it did not.
  Optional<String> lastWords() {
    return death;
  }

  /// Whether it said that it does not go on.
  boolean hasPanicked() {
    return panicked;
  }

  /// Waits until nothing was said for a while.
  ///
  /// @param limit when it goes on talking
  void awaitSilence(Duration silence, Duration limit) throws InterruptedException {
    long start = System.nanoTime();
    while (System.nanoTime() - heardNanos < silence.toNanos()
        && System.nanoTime() - start < limit.toNanos()) {
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  /// That a machine was lost is the test's failure when its kernel died before; then the last words
  /// of the kernel are told.
  ///
  /// @return empty when it stays the failure that it is
  public Optional<AutotestException> judge(AutotestException failed) {
    boolean lost = failed instanceof SshFailure || failed instanceof ClientFailure;
    return lost ? death.map(words -> new KernelDied(words, failed)) : Optional.empty();
  }

  @Override
  public void close() {
    if (process == null || reader == null) {
      return;
    }
    boolean stopped = Thread.interrupted();
    LocalCommand.kill(process);
    try {
      reader.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException stop) {
      stopped = true;
    }
    if (stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void follow(Process from, String hostname, MachineResults results, InstantSource clock) {
    long left = BYTES_MAX;
    int warnings = 0;
    try (BufferedReader lines = from.inputReader(StandardCharsets.UTF_8);
        Writer file =
            Files.newBufferedWriter(
                results.directory().resolve(NAME),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        heardNanos = System.nanoTime();
        String text = cleaned(line);
        Optional<ConsoleTrouble> trouble = ConsoleTrouble.of(text);
        if (left > 0) {
          String written =
              "%s %s%n".formatted(clock.instant().truncatedTo(ChronoUnit.SECONDS), text);
          left -= written.length();
          file.write(left > 0 ? written : "the rest is left out\n");
          file.flush();
        }
        if (trouble.isPresent() && warnings++ < WARNINGS_MAX) {
          note(trouble.get(), text, results);
        }
      }
    } catch (IOException broken) {
      results.log().log(
          Level.WARNING, "reading the console of %s: %s".formatted(hostname, broken.getMessage()));
    }
  }

  private void note(ConsoleTrouble trouble, String text, MachineResults results) {
    panicked |= trouble == ConsoleTrouble.PANIC;
    if (trouble.isDeath() && death.isEmpty()) {
      death = Optional.of(text);
    }
    results.status().result(StatusCode.WARN, "console." + trouble.word(), text);
  }

  private static String cleaned(String line) {
    String text = line.replaceAll("\\e\\[[0-9;?]*[A-Za-z]", "").replaceAll("\\p{Cntrl}", "");
    return text.length() <= LINE_CHARS_MAX ? text : text.substring(0, LINE_CHARS_MAX) + "…";
  }
}
