package org.autotest.web.action;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.Blame;
import org.autotest.core.job.JobId;
import org.autotest.core.operation.Arguments;
import org.autotest.core.statuslog.StatusCode;
import org.autotest.store.Database;
import org.autotest.store.views.ResultFilter;
import org.autotest.store.views.ResultViews;
import org.autotest.store.views.TestView;
import org.autotest.web.files.ResultsFiles;
import org.autotest.web.files.TestLogs;
import org.autotest.web.rest.Handler.Call;
import org.autotest.web.rest.Reply;

/// Operations on test results.
public final class ResultReading {
  private final ResultViews results;
  private final TestLogs logs;
  private final ResultsFiles files;

  /// Reads results.
  ///
  /// @param files the results directories
  public ResultReading(Database database, ResultsFiles files) {
    this.results = new ResultViews(database);
    this.logs = new TestLogs(files);
    this.files = files;
  }

  /// `results.list`.
  public Reply list(Call call) {
    Arguments arguments = call.arguments();
    ResultFilter filter =
        new ResultFilter(
            arguments.optionalText("test"),
            arguments.optionalText("host"),
            arguments.texts("status").stream()
                .flatMap(word -> StatusCode.ofWord(word).stream())
                .toList());
    int limit = (int) arguments.whole("limit");
    return Paged.page(
        results.list(filter, Paged.number(arguments), limit + 1),
        limit,
        ResultReading::test,
        test -> Long.toString(test.id()));
  }

  /// `results.show`.
  public Reply show(Call call) {
    ResultViews.Detail detail = find(call);
    TestView test = detail.test();
    return new Reply.Item(
        fields(test)
            .put("job_name", test.jobName())
            .put("kernel", detail.kernel())
            .put("attributes", detail.attributes())
            .put("labels", detail.labels())
            .put("iterations", detail.iterations().stream().map(ResultReading::iteration).toList())
            .put("logs", logs.files(test).stream().map(file -> file(test, file)).toList())
            .map());
  }

  /// `results.log`. Only files of the test itself can be named, or for a row of the job itself
  /// those of its execution.
  public Reply log(Call call) {
    TestView test = find(call).test();
    String directory =
        TestLogs.directory(test)
            .orElseThrow(
                () ->
                    BadRequest.of(
                        BadRequest.Kind.NOT_FOUND, "path", "where its files are is not known"));
    return new Reply.Bytes(directory + "/" + call.arguments().text("path"));
  }

  /// `results.files`.
  public Reply files(Call call) {
    return new Reply.Page(
        files.list(call.arguments().optionalText("path").orElse("")).items().stream()
            .map(ResultReading::file)
            .toList(),
        Optional.empty());
  }

  /// `results.file`.
  public Reply file(Call call) {
    return new Reply.Bytes(call.arguments().text("path"));
  }

  private static Map<String, Object> file(ResultsFiles.Item item) {
    return new Fields()
        .put("path", item.path())
        .put("kind", item.kind().name().toLowerCase(Locale.ROOT))
        .put("size_bytes", item.sizeBytes())
        .put("modified_at", item.modifiedAt())
        .map();
  }

  private ResultViews.Detail find(Call call) {
    long id = call.arguments().whole("id");
    return results
        .find(id)
        .orElseThrow(
            () -> BadRequest.of(BadRequest.Kind.NOT_FOUND, "id", "there is no test result " + id));
  }

  static Map<String, Object> test(TestView test) {
    return fields(test).map();
  }

  private static Fields fields(TestView test) {
    return new Fields()
        .put("id", test.id())
        .put("job_id", test.job().map(JobId::value))
        .put("test", test.test())
        .put("subdir", test.subdir())
        .put("host", test.host())
        .put("status", test.status().name())
        .put("blame", test.blame().map(Blame::name))
        .put("reason", test.reason())
        .put("started_at", test.startedAt())
        .put("finished_at", test.finishedAt());
  }

  private static Map<String, Object> file(TestView test, ResultsFiles.Item file) {
    int prefix = TestLogs.directory(test).orElse("").length() + 1;
    return new Fields()
        .put("path", file.path().substring(prefix))
        .put("size_bytes", file.sizeBytes())
        .put("modified_at", file.modifiedAt())
        .map();
  }

  private static Map<String, Object> iteration(ResultViews.Iteration round) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Map.Entry<String, OptionalDouble> entry : round.values().entrySet()) {
      OptionalDouble value = entry.getValue();
      values.put(
          entry.getKey(),
          value.isPresent() && Double.isFinite(value.getAsDouble()) ? value.getAsDouble() : null);
    }
    return new Fields()
        .put("number", (long) round.number())
        .put("attributes", round.attributes())
        .put("values", values)
        .map();
  }
}
