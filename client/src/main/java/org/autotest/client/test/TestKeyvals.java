package org.autotest.client.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.autotest.core.bridge.Raise;
import org.autotest.core.bridge.RaisedException;
import org.autotest.core.results.Keyvals;
import org.jspecify.annotations.Nullable;

/// The keyval files of one test: `keyval` for the test, `results/keyval` with one record for each
/// call, a blank line after each.
///
/// ```
/// mode{attr}=fast
/// throughput{perf}=7
///
/// ```
///
/// Safe for several threads: a test's children may write too.
public final class TestKeyvals {
  private final Path testFile;
  private final Path iterationFile;
  private Map<String, @Nullable Object> lastPerf = Map.of();
  private long measurements;
  private long known;

  TestKeyvals(TestSpec.TestDirectories directories) {
    this.testFile = directories.output().resolve("keyval");
    this.iterationFile = directories.results().resolve("keyval");
  }

  /// Appends to the test's keyvals.
  ///
  /// @throws RaisedException `ValueError` for a key that is none, `IOError` when it cannot be
  ///   written
  public synchronized void writeTest(Map<String, ? extends @Nullable Object> keyvals)
      throws RaisedException {
    Map<String, String> texts = new TreeMap<>();
    for (Map.Entry<String, ? extends @Nullable Object> keyval : keyvals.entrySet()) {
      texts.put(checked(keyval.getKey()), PythonText.str(keyval.getValue()));
    }
    try {
      Keyvals.append(testFile, texts);
    } catch (IOException full) {
      throw cannotWrite(testFile, full);
    }
  }

  /// Appends one record.
  ///
  /// @throws RaisedException like [#writeTest]
  public synchronized void writeIteration(
      Map<String, ? extends @Nullable Object> attributes, Map<String, @Nullable Object> perf)
      throws RaisedException {
    StringBuilder record = new StringBuilder();
    append(record, attributes, "{attr}=");
    append(record, perf, "{perf}=");
    record.append('\n');
    try {
      Files.writeString(
          iterationFile, record, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException full) {
      throw cannotWrite(iterationFile, full);
    }
    if (!perf.isEmpty()) {
      measurements++;
      lastPerf = Map.copyOf(withoutNulls(perf));
    }
  }

  /// Takes what a program has written into the iterations' file by itself since it was asked last:
  /// one record, which gets its blank line.
  ///
  /// @return what of it is no keyval, in words; it stays there
  synchronized List<String> takeAppended() throws IOException {
    AppendedRecord appended = AppendedRecord.behind(known, iterationFile);
    known = appended.end();
    if (!appended.missing().isEmpty()) {
      Files.writeString(iterationFile, appended.missing(), StandardOpenOption.APPEND);
      known += appended.missing().length();
    }
    if (!appended.perf().isEmpty()) {
      measurements++;
      lastPerf = appended.perf();
    }
    return appended.wrong();
  }

  /// How many records with measured values there are.
  public synchronized long measurements() {
    return measurements;
  }

  /// The perf values written last, for the constraints.
  synchronized Map<String, @Nullable Object> lastPerf() {
    return lastPerf;
  }

  private static void append(
      StringBuilder record, Map<String, ? extends @Nullable Object> keyvals, String type)
      throws RaisedException {
    for (Map.Entry<String, ? extends @Nullable Object> keyval : new TreeMap<>(keyvals).entrySet()) {
      record.append(checked(keyval.getKey())).append(type);
      record.append(Keyvals.escape(PythonText.str(keyval.getValue()))).append('\n');
    }
  }

  private static Map<String, @Nullable Object> withoutNulls(Map<String, @Nullable Object> perf) {
    Map<String, @Nullable Object> rest = new TreeMap<>(perf);
    rest.values().removeIf(value -> value == null);
    return rest;
  }

  private static String checked(String key) throws RaisedException {
    if (!Keyvals.isKey(key)) {
      throw new RaisedException(
          Raise.of("ValueError", "Invalid key: '" + key + "' (letters, digits and . _ - only)"));
    }
    return key;
  }

  private static RaisedException cannotWrite(Path file, IOException full) {
    return new RaisedException(
        Raise.of("IOError", "writing %s: %s".formatted(file, full.getMessage())));
  }
}
