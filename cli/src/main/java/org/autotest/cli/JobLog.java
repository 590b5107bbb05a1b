package org.autotest.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.failure.Blame;
import org.autotest.core.operation.Operations;
import org.autotest.core.statuslog.StatusCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;

/// `atest job log`: the log of the test that a person most likely wants to read.
final class JobLog {
  /// Most tests of a job that are looked through.
  private static final int TESTS_MAX = 5_000;

  private JobLog() {}

  static CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("log");
    HelpPage.write(
        spec,
        "Print a log of one test of a job",
        "Of the first test that failed, else of the first. What failed before any test has the "
            + "logs of the execution.",
        List.of("atest job log 17", "atest job log 17 --test sleeptest --files"));
    spec.addPositional(
        PositionalParamSpec.builder()
            .type(String.class)
            .index("0")
            .arity("1")
            .paramLabel("ID")
            .description("Number of the job.")
            .build());
    add(spec, "--test", "NAME", "The test, instead of the first that failed.");
    add(spec, "--host", "HOST", "Only the test's run on this host.");
    add(spec, "--path", "PATH", "The file, as --files lists it.");
    spec.addOption(
        OptionSpec.builder("--files")
            .type(boolean.class)
            .description("List the files instead of printing one.")
            .build());
    return spec;
  }

  static ExitStatus run(ParseResult parsed, Session session) {
    String id = parsed.matchedPositionalValue(0, "");
    if (!id.matches("[1-9]\\d{0,17}")) {
      throw new CliFailure(Blame.SUBMITTER, "job log: '%s' is no number of a job".formatted(id));
    }
    JsonNode test = chosen(Long.parseLong(id), parsed, session);
    long result = test.path("id").asLong(0);
    JsonNode detail = session.api().call(Operations.RESULTS_SHOW, Map.of("id", result));
    List<String> paths = new ArrayList<>();
    detail.path("logs").forEach(log -> paths.add(log.path("path").asString("")));
    if (parsed.hasMatchedOption("--files")) {
      paths.forEach(path -> session.around().out().println(Table.clean(path)));
      return ExitStatus.DONE;
    }
    String path =
        Optional.ofNullable(parsed.<String>matchedOptionValue("--path", null))
            .or(() -> best(paths))
            .orElseThrow(
                () ->
                    new CliFailure(
                        Blame.SUBMITTER,
                        "job log: %s of job %s has no log file%s"
                            .formatted(
                                test.path("test").asString(""),
                                id,
                                test.path("finished_at").isString() ? "" : " yet")));
    session.say("%s of job %s: %s".formatted(test.path("test").asString(""), id, path));
    session.copy(Operations.RESULTS_LOG, Map.of("id", result, "path", path));
    return ExitStatus.DONE;
  }

  private static JsonNode chosen(long id, ParseResult parsed, Session session) {
    String name = parsed.matchedOptionValue("--test", "");
    String host = parsed.matchedOptionValue("--host", "");
    JsonNode tests =
        session
            .api()
            .callForList(Operations.JOB_TESTS, Map.of("id", id, "job_rows", true), TESTS_MAX)
            .path("items");
    List<JsonNode> fitting = new ArrayList<>();
    for (JsonNode test : tests) {
      boolean named = name.isEmpty() || test.path("test").asString("").equals(name);
      boolean there = host.isEmpty() || test.path("host").asString("").equals(host);
      if (named && there) {
        fitting.add(test);
      }
    }
    return fitting.stream()
        .filter(JobLog::failed)
        .findFirst()
        .or(() -> fitting.stream().filter(JobLog::isTest).findFirst())
        .or(() -> fitting.stream().findFirst())
        .orElseThrow(
            () ->
                new CliFailure(
                    Blame.SUBMITTER,
                    "job log: job %d has no such test result. Try: atest job tests %d"
                        .formatted(id, id)));
  }

  private static boolean failed(JsonNode test) {
    return isTest(test)
        && StatusCode.ofWord(test.path("status").asString(""))
            .filter(StatusCode::isFailure)
            .isPresent();
  }

  private static boolean isTest(JsonNode test) {
    String name = test.path("test").asString("");
    return !name.equals("SERVER_JOB") && !name.startsWith("CLIENT_JOB.");
  }

  /// The most complete log of the harness, else anything that it logged.
  private static Optional<String> best(List<String> paths) {
    return paths.stream()
        .filter(path -> path.startsWith("debug/") && path.endsWith(".DEBUG"))
        .findFirst()
        .or(() -> paths.stream().filter(path -> path.startsWith("debug/")).findFirst())
        .or(() -> paths.stream().filter(path -> path.endsWith("status.log")).findFirst())
        .or(() -> paths.stream().findFirst());
  }

  private static void add(CommandSpec spec, String name, String label, String doc) {
    spec.addOption(
        OptionSpec.builder(name).type(String.class).paramLabel(label).description(doc).build());
  }
}
