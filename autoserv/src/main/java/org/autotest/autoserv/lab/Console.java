package org.autotest.autoserv.lab;

import java.io.IOException;
import java.io.Writer;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.autotest.autoserv.host.Contact;
import org.autotest.autoserv.host.HostConnection;
import org.autotest.autoserv.host.SshFailure;
import org.autotest.autoserv.job.ClientFailure;
import org.autotest.autoserv.results.MachineResults;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;
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
  private static final int COMPLAINTS_MAX = 20;

  /// Between the end of a source and its next start, at first; twice as long each time.
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private static final Duration PAUSE_MAX = Duration.ofMinutes(1);

  /// The boot that a machine is in, as far as its kernel has told.
  ///
  /// @param died whether it may not go on
  /// @param panicked whether it does not go on
  /// @param nanos when it last said so, by [System#nanoTime]
  private record Boot(boolean died, boolean panicked, long nanos) {
    private static final Boot WELL = new Boot(false, false, 0);

    private Boot after(ConsoleTrouble trouble) {
      return trouble.isDeath()
          ? new Boot(true, panicked || trouble == ConsoleTrouble.PANIC, System.nanoTime())
          : this;
    }

    /// Whether it is still that boot.
    ///
    /// @param last when the machine was last connected to
    private boolean lasts(Optional<Contact> last) {
      return last.filter(contact -> contact.nanos() - nanos > 0).isEmpty();
    }
  }

  private static final Pattern BOOTS = Pattern.compile("\\bLinux version \\d");

  private final CountDownLatch closed = new CountDownLatch(1);
  private final @Nullable ConsoleSource source;
  private final @Nullable Thread reader;
  private volatile Optional<String> death = Optional.empty();
  private boolean panicked;
  private volatile Boot boot = Boot.WELL;
  private volatile long heardNanos = System.nanoTime();

  private Console() {
    this.source = null;
    this.reader = null;
  }

  private Console(
      ConsoleSource source, String hostname, MachineResults results, InstantSource clock) {
    this.source = source;
    this.reader =
        Thread.ofPlatform()
            .daemon()
            .name("console-" + hostname)
            .start(() -> follow(source, hostname, results, clock));
  }

  /// One that says nothing.
  public static Console none() {
    return new Console();
  }

  /// Follows one until it is closed. One that cannot be read is a warning in the log, and is tried
  /// again: the job goes on without it.
  ///
  /// @param words of the file of machines, see [LabMachines]
  /// @param line makes a line to the machine, for a console that is read over it
  /// @throws LabProblem when they are wrong
  public static Console follow(
      List<String> words,
      String hostname,
      Supplier<HostConnection> line,
      MachineResults results,
      InstantSource clock) {
    return new Console(ConsoleSource.of(words, line), hostname, results, clock);
  }

  /// What the kernel said when it died; empty when it did not.
  Optional<String> lastWords() {
    return death;
  }

  /// Whether its kernel has died, and neither said that it boots nor answered anew since then.
  ///
  /// @param last when the machine was last connected to
  boolean isDead(Optional<Contact> last) {
    Boot now = boot;
    return now.died() && now.lasts(last);
  }

  /// The same of a kernel that does not go on.
  ///
  /// @param last as for [#isDead]
  boolean isHalted(Optional<Contact> last) {
    Boot now = boot;
    return now.panicked() && now.lasts(last);
  }

  /// Waits until nothing was said for a while.
  ///
  /// @param limit when it goes on talking
  void awaitSilence(Duration silence, Duration limit) throws InterruptedException {
    long start = System.nanoTime();
    while (source != null
        && System.nanoTime() - heardNanos < silence.toNanos()
        && System.nanoTime() - start < limit.toNanos()) {
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  /// That a machine was lost, which is the host's failure, is the test's when its kernel died
  /// before; then the last words of the kernel are told.
  ///
  /// @return empty when it stays the failure that it is
  public Optional<AutotestException> judge(AutotestException failed) {
    boolean ofMachine = failed instanceof SshFailure || failed instanceof ClientFailure;
    boolean lost = ofMachine && failed.blame() == Blame.HOST;
    return lost ? death.map(words -> new KernelDied(words, failed)) : Optional.empty();
  }

  @Override
  public void close() {
    if (source == null || reader == null) {
      return;
    }
    boolean stopped = Thread.interrupted();
    closed.countDown();
    source.close();
    try {
      reader.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException stop) {
      stopped = true;
    }
    if (stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void follow(
      ConsoleSource from, String hostname, MachineResults results, InstantSource clock) {
    try (ConsoleWarnings warnings = new ConsoleWarnings(results, hostname);
        Writer file =
            Files.newBufferedWriter(
                results.directory().resolve(NAME),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND)) {
      Written written = new Written(file, warnings, clock);
      Duration pause = PAUSE;
      for (int ends = 1; ; ends++) {
        long begun = System.nanoTime();
        String end = readOnce(from, new ConsoleLines(written));
        if (System.nanoTime() - begun > PAUSE_MAX.toNanos()) {
          pause = PAUSE;
        }
        if (closed.getCount() > 0 && ends <= COMPLAINTS_MAX) {
          results.log().log(
              Level.WARNING,
              "reading the console of %s: %s; again in %d s"
                  .formatted(hostname, end, pause.toSeconds()));
        }
        if (closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
        Duration twice = pause.multipliedBy(2);
        pause = twice.compareTo(PAUSE_MAX) < 0 ? twice : PAUSE_MAX;
      }
    } catch (IOException full) {
      results.log().log(
          Level.WARNING, "writing the console of %s: %s".formatted(hostname, full.getMessage()));
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private static String readOnce(ConsoleSource from, ConsoleLines lines)
      throws InterruptedException {
    try {
      String end = from.read(lines);
      lines.end();
      return end;
    } catch (IOException broken) {
      return String.valueOf(broken.getMessage());
    }
  }

  /// Keeps lines and looks at them.
  private final class Written implements ConsoleLines.Taker {
    private final Writer file;
    private final ConsoleWarnings warnings;
    private final InstantSource clock;
    private long left = BYTES_MAX;

    private Written(Writer file, ConsoleWarnings warnings, InstantSource clock) {
      this.file = file;
      this.warnings = warnings;
      this.clock = clock;
    }

    @Override
    public void line(String line) throws IOException, InterruptedException {
      heardNanos = System.nanoTime();
      String text = cleaned(line);
      Optional<ConsoleTrouble> trouble = ConsoleTrouble.of(text);
      if (left > 0) {
        String written = "%s %s%n".formatted(clock.instant().truncatedTo(ChronoUnit.SECONDS), text);
        left -= written.length();
        file.write(left > 0 ? written : "the rest is left out\n");
        file.flush();
      }
      if (BOOTS.matcher(text).find()) {
        boot = Boot.WELL;
      }
      if (trouble.isPresent()) {
        boot = boot.after(trouble.get());
        note(trouble.get(), text);
      }
    }

    private void note(ConsoleTrouble trouble, String text) throws InterruptedException {
      boolean news = trouble.isDeath() && death.isEmpty();
      news |= trouble == ConsoleTrouble.PANIC && !panicked;
      if (trouble.isDeath() && death.isEmpty()) {
        death = Optional.of(text);
      }
      panicked |= trouble == ConsoleTrouble.PANIC;
      warnings.add(trouble, text, news);
    }
  }

  private static String cleaned(String line) {
    String text = line.replaceAll("\\e\\[[0-9;?]*[A-Za-z]", "").replaceAll("\\p{Cntrl}", "");
    return text.length() <= LINE_CHARS_MAX ? text : text.substring(0, LINE_CHARS_MAX) + "…";
  }
}
