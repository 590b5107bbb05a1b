package org.autotest.autoserv.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.autotest.core.results.Keyvals;
import org.autotest.core.statuslog.StatusCode;
import org.jspecify.annotations.Nullable;

/// A test that runs on the server and drives machines. The class stands in `<CamelCase of the
/// directory>.java` in the directory of the test; the names of a control file need no import there.
///
/// ```java
/// class Reboots extends ServerTest {
///   public void runOnce() {
///     var host = hosts().create(machines().getFirst());
///     host.reboot();
///     check(host.isUp(), "it is gone");
///   }
/// }
/// ```
///
/// Its phases are [#initialize], [#setup], [#warmup]; for each iteration [#beforeIteration],
/// [#beforeRunOnce], [#runOnce], [#afterRunOnce], [#postprocessIteration], [#afterIteration]; in
/// the end [#postprocess] and [#cleanup]. After one that fails only [#afterIteration] and
/// [#cleanup] come. A failed [#check] is a FAIL; a command that fails and any other exception is an
/// ERROR in [#initialize], [#setup] and [#cleanup], elsewhere a FAIL; a machine that does not
/// answer ends the job.
public abstract class ServerTest {
  /// What a test works with.
  ///
  /// @param arguments by name
  /// @param directory of this run
  public record Context(
      Job job, Hosts hosts, List<String> machines, Map<String, Object> arguments, Path directory) {
    public Context {
      machines = List.copyOf(machines);
      arguments = Map.copyOf(arguments);
    }
  }

  private @Nullable Context context;
  private int iteration;

  /// Gives it what it works with, before its first phase; not for authors.
  public final void attach(Context given) {
    this.context = given;
  }

  /// Counts; not for authors.
  public final void begin(int number) {
    this.iteration = number;
  }

  /// Takes the arguments.
  public void initialize() throws Exception {}

  /// Builds what the test needs.
  public void setup() throws Exception {}

  /// Gets things going.
  public void warmup() throws Exception {}

  /// Comes before each iteration, also before one that is profiled.
  public void beforeIteration() throws Exception {}

  /// Comes before each [#runOnce].
  public void beforeRunOnce() throws Exception {}

  /// The test.
  public abstract void runOnce() throws Exception;

  /// Comes after each [#runOnce] that did not fail.
  public void afterRunOnce() throws Exception {}

  /// Makes results of one iteration's output; not of that of the one more run that profilers watch.
  public void postprocessIteration() throws Exception {}

  /// Comes after each iteration, also after one that failed, and when a machine was lost, but not
  /// when the job is told to stop.
  public void afterIteration() throws Exception {}

  /// Makes results of all iterations' output.
  public void postprocess() throws Exception {}

  /// Undoes what the others did; comes also after a failure, and when a machine was lost, but not
  /// when the job is told to stop.
  public void cleanup() throws Exception {}

  protected final Job job() {
    return context().job();
  }

  protected final Hosts hosts() {
    return context().hosts();
  }

  /// Of the job, in the order of their names.
  protected final List<String> machines() {
    return context().machines();
  }

  /// The iteration, from 1; 0 before the first.
  protected final int iteration() {
    return iteration;
  }

  /// The directory of this run.
  protected final Path outputDir() {
    return context().directory();
  }

  /// An argument as text.
  protected final String argument(String name, String standard) {
    return String.valueOf(context().arguments().getOrDefault(name, standard));
  }

  /// An argument as a number; ERROR when it is none.
  protected final double argument(String name, double standard) {
    Object value = context().arguments().getOrDefault(name, standard);
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    throw new TestEnd(StatusCode.ERROR, "argument %s: '%s' is no number".formatted(name, value));
  }

  /// Ends the test with FAIL unless something is so.
  protected final void check(boolean right, String otherwise) {
    if (!right) {
      throw new TestEnd(StatusCode.FAIL, otherwise);
    }
  }

  /// Throw what it gives to end the test: it could not do its work.
  protected final TestEnd error(String reason) {
    return new TestEnd(StatusCode.ERROR, reason);
  }

  /// Throw what it gives to end the test: it does not apply here.
  protected final TestEnd notApplicable(String reason) {
    return new TestEnd(StatusCode.TEST_NA, reason);
  }

  /// Throw what it gives to end the test: something is suspicious.
  protected final TestEnd warning(String reason) {
    return new TestEnd(StatusCode.WARN, reason);
  }

  /// Writes values about the whole run.
  protected final void writeKeyval(String name, Object value) {
    try {
      Keyvals.append(outputDir().resolve("keyval"), Map.of(name, String.valueOf(value)));
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }

  /// Writes a fact about one run, such as what it ran on.
  protected final void writeAttr(String name, String value) {
    if (!Keyvals.isKey(name)) {
      throw new TestEnd(StatusCode.ERROR, "'%s' is no name of an attribute".formatted(name));
    }
    append("%s{attr}=%s%n%n".formatted(name, Keyvals.escape(value)));
  }

  /// Writes one measurement.
  ///
  /// @param unit for example `MiB/s`
  protected final void writePerf(String name, double value, String unit) {
    if (!Keyvals.isKey(name)) {
      throw new TestEnd(StatusCode.ERROR, "'%s' is no name of a measurement".formatted(name));
    }
    append(
        "%1$s.unit{attr}=%2$s%n%1$s{perf}=%3$s%n%n".formatted(name, Keyvals.escape(unit), value));
  }

  private void append(String record) {
    Path file = outputDir().resolve("results/keyval");
    try {
      Files.createDirectories(outputDir().resolve("results"));
      Files.writeString(file, record, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }

  private Context context() {
    return Objects.requireNonNull(context, "a test is run by job.runTest");
  }
}
