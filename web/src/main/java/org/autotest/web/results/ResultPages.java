package org.autotest.web.results;

import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.job.JobId;
import org.autotest.core.statuslog.StatusCode;
import org.autotest.store.Database;
import org.autotest.store.views.ResultFilter;
import org.autotest.store.views.ResultViews;
import org.autotest.store.views.TestView;
import org.autotest.web.files.ResultsFiles;
import org.autotest.web.files.TestLogs;
import org.autotest.web.page.Address;
import org.autotest.web.page.BlameText;
import org.autotest.web.page.Links;
import org.autotest.web.page.Room;
import org.autotest.web.page.StatusText;
import org.autotest.web.page.Visit;
import org.autotest.web.page.Words;

/// Test results as a list, and one test result.
public final class ResultPages {
  /// The keyval in which the client says how many checks a test made.
  private static final String CHECKS = "checks";

  private static final int ROWS = 50;
  private static final int HISTORY_ROWS = 15;
  private static final int LOG_LINES = 40;
  private static final Map<String, List<StatusCode>> WENT =
      Map.of(
          "passed", List.of(StatusCode.GOOD),
          "failed", List.of(StatusCode.FAIL, StatusCode.ERROR, StatusCode.ABORT),
          "warned", List.of(StatusCode.WARN, StatusCode.ALERT, StatusCode.BUG),
          "other", List.of(StatusCode.TEST_NA, StatusCode.NOSTATUS, StatusCode.RUNNING));

  private final ResultViews results;
  private final TestLogs logs;
  private final Visit.Site site;

  public ResultPages(Database database, TestLogs logs, Visit.Site site) {
    this.results = new ResultViews(database);
    this.logs = logs;
    this.site = site;
  }

  /// `/results`.
  public void list(Context http) {
    Visit visit = Visit.of(http, site);
    Optional<String> went = visit.query("went").filter(WENT::containsKey);
    ResultFilter filter =
        new ResultFilter(
            visit.query("test"),
            visit.query("host"),
            went.map(word -> WENT.getOrDefault(word, List.of())).orElse(List.of()));
    OptionalLong before = number(visit.query("after"));
    List<TestView> found = results.list(filter, before, ROWS + 1);
    List<TestView> shown = found.subList(0, Math.min(ROWS, found.size()));
    visit.show(
        "results/list.jte",
        "Results",
        Room.RESULTS,
        before.isEmpty() ? Optional.of("jobs") : Optional.empty(),
        new ResultListPage(
            new ResultListPage.Filters(
                filter.test().orElse(""), filter.host().orElse(""), went.orElse("")),
            List.of(
                choice("", "any outcome", went),
                choice("passed", "passed", went),
                choice("failed", "failed or aborted", went),
                choice("warned", "warned", went),
                choice("other", "other", went)),
            shown.stream().map(test -> row(visit, test)).toList(),
            address(filter, went).with("after", visit.query("after")).toString(),
            found.size() > ROWS
                ? Optional.of(
                    address(filter, went)
                        .with("after", Long.toString(shown.getLast().id()))
                        .toString())
                : Optional.empty(),
            before.isPresent() ? Optional.of(address(filter, went).toString()) : Optional.empty(),
            !filter.equals(ResultFilter.ALL)));
  }

  private static ResultListPage.Choice choice(String value, String words, Optional<String> went) {
    return new ResultListPage.Choice(value, words, went.orElse("").equals(value));
  }

  private static Address address(ResultFilter filter, Optional<String> went) {
    return Address.of("/results")
        .with("test", filter.test())
        .with("host", filter.host())
        .with("went", went);
  }

  private static ResultListPage.Row row(Visit visit, TestView test) {
    return new ResultListPage.Row(
        StatusText.of(test.sign(), test.status().name()),
        name(test),
        Links.result(test.id()),
        test.host(),
        Links.host(test.host()),
        test.job().map(JobId::value),
        test.blame().map(BlameText::of),
        test.reason(),
        test.duration().map(Words::duration).orElse(""),
        visit.time(test.finishedAt().or(test::startedAt)));
  }

  private static String name(TestView test) {
    return TestLogs.hasOwn(test) ? test.subdir() : test.test();
  }

  /// `/results/{id}`.
  public void show(Context http) {
    Visit visit = Visit.of(http, site);
    ResultViews.Detail detail =
        number(Optional.of(http.pathParam("id"))).stream()
            .boxed()
            .flatMap(id -> results.find(id).stream())
            .findFirst()
            .orElseThrow(
                () ->
                    BadRequest.of(
                        BadRequest.Kind.NOT_FOUND,
                        "id",
                        "there is no test result '%s'"
                            .formatted(Words.middle(http.pathParam("id"), 40))));
    TestView test = detail.test();
    List<ResultsFiles.Item> files = logs.files(test);
    Optional<TestLogs.Tail> tail = logs.tail(files, LOG_LINES);
    List<TestView> here =
        results.list(
            new ResultFilter(Optional.of(test.test()), Optional.of(test.host()), List.of()),
            OptionalLong.empty(),
            HISTORY_ROWS);
    boolean runs = test.status() == StatusCode.RUNNING;
    visit.show(
        "results/result.jte",
        "%s on %s".formatted(name(test), test.host()),
        Room.RESULTS,
        runs ? test.job().map(job -> "job:" + job) : Optional.empty(),
        new ResultPage(
            name(test),
            StatusText.of(test.sign(), test.status().name()),
            verdict(test, detail.attributes()),
            test.reason(),
            test.blame().map(BlameText::of),
            test.job()
                .map(
                    job -> new ResultPage.Job(job.value(), Links.job(job.value()), test.jobName())),
            test.host(),
            Links.host(test.host()),
            visit.time(test.startedAt()),
            test.duration().map(Words::duration).orElse(""),
            detail.kernel(),
            detail.labels(),
            tail.map(TestLogs.Tail::text).orElse(""),
            tail.map(one -> Links.files(one.path())),
            files.stream().map(file -> file(visit, test, file)).toList(),
            TestLogs.directory(test).filter(_ -> !files.isEmpty()).map(Links::files),
            pairs(detail.attributes()),
            iterations(detail.iterations()),
            here.stream().map(run -> row(visit, run)).toList(),
            history(here),
            Links.results(test.test(), test.host())));
  }

  private static String verdict(TestView test, Map<String, String> keyvals) {
    String where = " on " + test.host();
    String lasted =
        test.duration().map(duration -> " after " + Words.duration(duration)).orElse("");
    return switch (test.sign()) {
      case PASSED ->
          "0".equals(keyvals.get(CHECKS))
              ? "Passed%s%s without a single check: it shows little.".formatted(where, lasted)
              : "Passed%s%s.".formatted(where, lasted);
      case FAILED ->
          test.status() == StatusCode.ERROR
              ? "Could not do its work%s%s.".formatted(where, lasted)
              : "Failed%s%s.".formatted(where, lasted);
      case INFRASTRUCTURE ->
          "Could not be judged%s: %s is to blame."
              .formatted(where, test.blame().map(blame -> blame.inWords()).orElse("the lab"));
      case WARNED -> "Ended with a warning%s%s.".formatted(where, lasted);
      case ABORTED -> "Aborted%s%s.".formatted(where, lasted);
      case RUNNING -> "Running%s.".formatted(where);
      case QUEUED, WAITING, NOT_APPLICABLE -> "Does not apply%s.".formatted(where);
    };
  }

  private static ResultPage.LogFile file(Visit visit, TestView test, ResultsFiles.Item file) {
    String base = TestLogs.directory(test).orElse("") + "/";
    return new ResultPage.LogFile(
        file.path().substring(base.length()),
        Links.files(file.path()),
        Links.raw(file.path()),
        Words.size(file.sizeBytes()),
        visit.time(file.modifiedAt()));
  }

  private static List<ResultPage.Pair> pairs(Map<String, String> attributes) {
    return attributes.entrySet().stream()
        .map(entry -> new ResultPage.Pair(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static ResultPage.Iterations iterations(List<ResultViews.Iteration> rounds) {
    TreeSet<String> names = new TreeSet<>();
    rounds.forEach(
        round -> {
          names.addAll(round.attributes().keySet());
          names.addAll(round.values().keySet());
        });
    List<String> columns = names.stream().limit(12).toList();
    return new ResultPage.Iterations(
        columns,
        rounds.stream()
            .limit(200)
            .map(
                round ->
                    new ResultPage.Round(
                        round.number(), columns.stream().map(name -> cell(round, name)).toList()))
            .toList());
  }

  private static String cell(ResultViews.Iteration round, String name) {
    OptionalDouble value = round.values().getOrDefault(name, OptionalDouble.empty());
    if (value.isPresent()) {
      double number = value.getAsDouble();
      return number == Math.rint(number) && Math.abs(number) < 1e15
          ? Long.toString((long) number)
          : Double.toString(number);
    }
    return round.attributes().getOrDefault(name, "–");
  }

  private static String history(List<TestView> here) {
    long ended = here.stream().filter(run -> run.status() != StatusCode.RUNNING).count();
    long failed = here.stream().filter(run -> run.status().isFailure()).count();
    return ended == 0
        ? ""
        : "%d of the last %s on this host failed.".formatted(failed, Words.count(ended, "run"));
  }

  private static OptionalLong number(Optional<String> text) {
    return text.filter(digits -> digits.matches("[1-9]\\d{0,17}"))
        .map(digits -> OptionalLong.of(Long.parseLong(digits)))
        .orElse(OptionalLong.empty());
  }
}
