package org.autotest.client.job;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.autotest.client.log.LogLevel;
import org.autotest.client.log.LogSink;
import org.autotest.client.test.Outcome;
import org.autotest.client.test.SubResultSink;
import org.autotest.core.bridge.JsonWriter;
import org.autotest.core.statuslog.StatusCode;
import org.autotest.core.subresult.SubResult;
import org.autotest.core.subresult.SubResultBudget;
import org.autotest.core.subresult.SubResultFile;
import org.autotest.core.subresult.SubResultFormat;
import org.autotest.core.subresult.SubResults;
import org.jspecify.annotations.Nullable;

/// The sub-results of one run of a test, as they come together from its output, its files and its
/// calls: what they mean for the test, and how they are kept. Any thread may add some.
final class SubTests implements SubResultSink {
  /// The file in the test's directory that holds them all.
  static final String FILE = "sub-results.json";

  /// Most of them that get lines in the status log; failures are taken before others.
  static final int LINES_MAX = 2_000;

  /// Files in the test's results that are read without being asked for begin so.
  private static final String FILE_PREFIX = "sub-results";

  private static final int FILES_MAX = 1_000;

  private final SubResultBudget budget = new SubResultBudget();
  private final List<SubResult> results = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private final Set<Path> read = new HashSet<>();

  @Override
  public SubResultBudget budget() {
    return budget;
  }

  @Override
  public synchronized void add(SubResults more) {
    results.addAll(more.results());
    problems.addAll(more.problems());
  }

  /// How many there are so far.
  synchronized int count() {
    return results.size();
  }

  /// Reads a file.
  ///
  /// @return what was in it
  /// @throws IOException when it is no regular file, or cannot be read
  SubResults read(Path file, SubResultFormat format) throws IOException {
    SubResults found = SubResultFile.read(file, format, budget);
    synchronized (this) {
      read.add(file.toRealPath());
    }
    add(found);
    return found;
  }

  /// Reads the files in the test's results that are called like sub-results and were not read yet.
  void readFilesOf(Path directory, LogSink log) {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(directory, SubTests::isCalledLikeSubResults)) {
      found.forEach(files::add);
    } catch (NoSuchFileException removed) {
      log.log(LogLevel.WARNING, "looking for sub-results in " + directory + ": no such directory");
      return;
    } catch (IOException | java.nio.file.DirectoryIteratorException cannot) {
      log.log(LogLevel.WARNING, "looking for sub-results in " + directory + ": " + cannot);
      return;
    }
    files.sort(null);
    for (Path file : files.subList(0, Math.min(files.size(), FILES_MAX))) {
      readIfNew(file, log);
    }
  }

  private static boolean isCalledLikeSubResults(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith(FILE_PREFIX) && SubResultFormat.ofFileName(name).isPresent();
  }

  private void readIfNew(Path file, LogSink log) {
    Optional<SubResultFormat> format = SubResultFormat.ofFileName(file.getFileName().toString());
    try {
      boolean isNew;
      synchronized (this) {
        isNew = !read.contains(file.toRealPath());
      }
      if (format.isPresent() && isNew && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        read(file, format.get());
      }
    } catch (IOException cannot) {
      log.log(LogLevel.WARNING, "reading sub-results from " + file + ": " + cannot);
    }
  }

  /// How the test ended, with what its sub-results say.
  Outcome judge(Outcome own) {
    Optional<SubResults.Verdict> verdict = all().verdict(budget.dropped());
    boolean stands = own.code() == StatusCode.ABORT || own.code() == StatusCode.TEST_NA;
    if (verdict.isEmpty() || stands) {
      return own;
    }
    SubResults.Verdict said = verdict.get();
    if (own.code() == StatusCode.GOOD) {
      return new Outcome(said.status(), said.reason());
    }
    if (!said.status().isFailure()) {
      return own;
    }
    return own.code() == StatusCode.ERROR
        ? new Outcome(own.code(), own.reason() + "\n" + said.reason())
        : new Outcome(said.status(), said.reason() + "\n" + own.reason());
  }

  /// Keeps them all in a file, when there are any.
  void writeFile(Path output, LogSink log) {
    SubResults all = all();
    if (all.results().isEmpty() && all.problems().isEmpty()) {
      return;
    }
    Path file = output.resolve(FILE);
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      Map<String, @Nullable Object> totals = new LinkedHashMap<>();
      all.totals(budget.dropped()).forEach((code, count) -> totals.put(code.name(), count));
      out.write("{\"version\":1,\"totals\":" + JsonWriter.write(totals));
      out.write(",\"problems\":" + JsonWriter.write(all.problems()) + ",\"results\":[");
      String separator = "\n";
      for (SubResult result : all.results()) {
        out.write(separator + JsonWriter.write(json(result)));
        separator = ",\n";
      }
      out.write("\n]}\n");
    } catch (IOException full) {
      log.log(LogLevel.WARNING, "writing %s: %s".formatted(file, full.getMessage()));
    }
  }

  /// Gives each a group of its own in the status log, after the group of the test: what becomes a
  /// row.
  void writeLines(Branch branch, String test, LogSink log) {
    SubResults all = all();
    long count = all.totals(budget.dropped()).values().stream().mapToLong(Long::longValue).sum();
    for (SubResults.Row row : all.rows(LINES_MAX)) {
      branch.subResult(test, row);
    }
    if (count > LINES_MAX) {
      log.log(
          LogLevel.WARNING,
          "%d of %d sub-results are in the status log; %s has them all"
              .formatted(LINES_MAX, count, FILE));
    }
  }

  private synchronized SubResults all() {
    return new SubResults(results, problems);
  }

  private static Map<String, @Nullable Object> json(SubResult result) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("name", result.name());
    json.put("status", result.status().name());
    json.put("reason", result.reason());
    json.put("seconds", result.duration().map(time -> time.toNanos() / 1e9).orElse(null));
    json.put("children", result.children().stream().map(SubTests::json).toList());
    return json;
  }
}
