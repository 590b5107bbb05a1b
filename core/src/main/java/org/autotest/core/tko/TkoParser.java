package org.autotest.core.tko;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.failure.Blame;
import org.autotest.core.failure.MalformedInput;
import org.autotest.core.results.Pidfile;
import org.autotest.core.statuslog.StatusCode;
import org.autotest.core.statuslog.StatusLogReader;
import org.autotest.core.statuslog.StatusLogReader.Growth;
import org.autotest.core.statuslog.StatusLogReader.Item;
import org.autotest.core.statuslog.StatusLogWriter;
import org.autotest.core.tko.JobResults.Abort;
import org.autotest.core.tko.JobResults.Problem;

/// Reads the results directory of one job: a pure function of the files there, as version 1 of the
/// original's parser. What it does otherwise stands in `docs/reference/deviations.md`.
public final class TkoParser {
  /// Most problems that are listed for one job.
  public static final int PROBLEMS_MAX = 100;

  private static final DateTimeFormatter ABORTED_AT =
      DateTimeFormatter.ofPattern("MMM dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  /// Whether the job still writes to its directory.
  public enum Progress {
    /// Open groups are `RUNNING`, and so is the row about the run of autoserv.
    RUNNING,
    /// Open groups were cut: `ABORT`.
    ENDED
  }

  private final Path directory;
  private final JobFiles files;
  private final Progress progress;
  private final List<Problem> problems = new ArrayList<>();
  private final Map<String, TestFiles> testFiles = new HashMap<>();

  private TkoParser(Path directory, JobFiles files, Progress progress) {
    this.directory = directory;
    this.files = files;
    this.progress = progress;
  }

  /// Reads the directory of one job: of one machine, when each has its own.
  ///
  /// @throws MalformedInput when there is no such directory; anything odd inside of it is listed in
  ///   [JobResults#problems]
  public static JobResults parse(Path directory, Progress progress) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new MalformedInput(
          Blame.SUBMITTER, "reading results of " + directory, 0, "no such directory");
    }
    return new TkoParser(directory, JobFiles.read(directory), progress).results();
  }

  private JobResults results() throws IOException {
    StatusLogInterpreter log = new StatusLogInterpreter();
    readLog(log);
    if (progress == Progress.ENDED) {
      log.closeAll(whyCut());
    }
    BlameJudge judge = new BlameJudge(files);
    List<TestRow> rows = new ArrayList<>();
    for (RowDraft draft : log.rows()) {
      rows.add(row(draft, judge.of(draft)));
    }
    RowDraft server = serverJob(log);
    rows.addFirst(row(server, judge.ofServerJob(server.status, rows)));
    return new JobResults(files.job(), files.keyvals(), rows, problems);
  }

  private void readLog(StatusLogInterpreter log) throws IOException {
    Optional<String> name =
        List.of(StatusLogWriter.SERVER_FILE, StatusLogWriter.CLIENT_FILE).stream()
            .filter(file -> Files.isRegularFile(directory.resolve(file), LinkOption.NOFOLLOW_LINKS))
            .findFirst();
    if (name.isEmpty()) {
      problem(new Problem(StatusLogWriter.SERVER_FILE, 0, "no such file"));
      return;
    }
    Growth growth = progress == Progress.RUNNING ? Growth.GROWING : Growth.DONE;
    StatusLogReader.readFile(
        directory.resolve(name.get()),
        growth,
        item -> {
          Optional<String> wrong =
              switch (item) {
                case Item.Entry(_, var line) -> log.accept(line);
                case Item.Garbage(_, String observation) -> Optional.of(observation);
              };
          wrong.ifPresent(text -> problem(new Problem(name.get(), item.lineNumber(), text)));
        });
  }

  private void problem(Problem problem) {
    if (problems.size() < PROBLEMS_MAX) {
      problems.add(problem);
    } else if (problems.size() == PROBLEMS_MAX) {
      problems.add(new Problem(problem.file(), 0, "more than %d problems".formatted(PROBLEMS_MAX)));
    }
  }

  private String whyCut() {
    return files
        .job()
        .aborted()
        .map(abort -> "Job aborted by " + abort.by() + at(abort))
        .orElse("Job aborted unexpectedly");
  }

  private static String at(Abort abort) {
    return abort.at().map(time -> " at " + ABORTED_AT.format(time)).orElse("");
  }

  private RowDraft serverJob(StatusLogInterpreter log) {
    RowDraft row =
        new RowDraft(
            RowDraft.Kind.SERVER_JOB,
            true,
            TestRow.SERVER_JOB,
            Optional.of("----"),
            files.job().times().started(),
            log.kernel());
    row.finished = files.job().times().finished();
    row.status = progress == Progress.RUNNING ? StatusCode.RUNNING : statusOfRun();
    row.setReason(
        log.jobAbortReason().or(() -> files.failure().map(JobFiles.Failure::problem)).orElse(""));
    return row;
  }

  private StatusCode statusOfRun() {
    return switch (files.pidfile()) {
      case Pidfile.Ended ended when ended.isSuccess() -> StatusCode.GOOD;
      case Pidfile.Ended ended when !ended.wasKilled() -> StatusCode.FAIL;
      case Pidfile.Ended _, Pidfile.Absent _, Pidfile.Corrupt _, Pidfile.Running _ ->
          StatusCode.ABORT;
    };
  }

  private TestRow row(RowDraft draft, Optional<Blame> blame) throws IOException {
    TestFiles own = draft.subdir.isPresent() ? filesOf(draft.subdir.get()) : TestFiles.NONE;
    Map<String, String> attributes = new LinkedHashMap<>(own.attributes());
    files.hostKeyvals().forEach((key, value) -> attributes.put("host-" + key, value));
    return new TestRow(
        draft.name,
        draft.subdir,
        draft.status,
        draft.reason(),
        draft.started,
        draft.finished,
        draft.kernel,
        attributes,
        own.iterations(),
        blame);
  }

  private TestFiles filesOf(String subdir) throws IOException {
    TestFiles known = testFiles.get(subdir);
    if (known == null) {
      known = TestFiles.read(directory, subdir);
      testFiles.put(subdir, known);
    }
    return known;
  }
}
