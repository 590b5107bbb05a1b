package org.autotest.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.autotest.core.failure.Blame;
import org.autotest.core.job.EntryStatus;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `atest job wait`: stays until jobs are over and tells how they went.
final class JobWait {
  private static final Duration PAUSE_MIN = Duration.ofMillis(500);
  private static final Duration PAUSE_MAX = Duration.ofSeconds(5);

  private JobWait() {}

  static CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("wait");
    HelpPage.write(
        spec,
        "Wait until jobs are over",
        "The exit status tells how their tests went. When the server goes away meanwhile, it is asked "
            + "again for ten minutes.",
        List.of("atest job wait 17", "atest job wait 17 18 --time-limit 3600"));
    spec.addPositional(
        PositionalParamSpec.builder()
            .type(List.class)
            .auxiliaryTypes(String.class)
            .index("0..*")
            .arity("1..*")
            .paramLabel("ID")
            .description("Numbers of jobs.")
            .build());
    spec.addOption(
        OptionSpec.builder("--time-limit")
            .type(long.class)
            .paramLabel("SECONDS")
            .description("Longest wait for all of them together; else there is no limit.")
            .build());
    return spec;
  }

  static ExitStatus run(ParseResult parsed, Session session) {
    Optional<Instant> until =
        Optional.ofNullable(parsed.<Long>matchedOptionValue("--time-limit", null))
            .map(seconds -> session.around().clock().instant().plusSeconds(Math.max(0, seconds)));
    ExitStatus worst = ExitStatus.DONE;
    for (String word : parsed.matchedPositionalValue(0, List.<String>of())) {
      for (String id : ItemList.split(word)) {
        ExitStatus one = waitFor(number(id), until, session);
        worst = one.code() > worst.code() ? one : worst;
      }
    }
    return worst;
  }

  private static long number(String text) {
    if (!text.matches("[1-9]\\d{0,17}")) {
      throw new CliFailure(Blame.SUBMITTER, "job wait: '%s' is no number of a job".formatted(text));
    }
    return Long.parseLong(text);
  }

  private static ExitStatus waitFor(long id, Optional<Instant> until, Session session) {
    Thread farewell = new Thread(() -> session.say(goodbye(id)));
    Runtime.getRuntime().addShutdownHook(farewell);
    try {
      Duration pause = PAUSE_MIN;
      String said = "";
      Patience patience = new Patience(session);
      WaitReason reason = new WaitReason(session);
      while (true) {
        Optional<JsonNode> seen = patience.ask(id);
        if (seen.isPresent() && seen.get().path("state").asString("").equals("finished")) {
          session.printer().item(verdict(seen.get()));
          return outcome(seen.get());
        }
        refuseTemplate(id, seen);
        said = seen.isPresent() ? tell(seen.get(), said, session) : said;
        seen.ifPresent(reason::tell);
        if (until.filter(end -> !session.around().clock().instant().isBefore(end)).isPresent()) {
          session.say("atest: job %d: the time limit is over, and the job goes on".formatted(id));
          return ExitStatus.TIME_OVER;
        }
        Thread.sleep(pause);
        pause = pause.multipliedBy(2).compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : pause.multipliedBy(2);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitStatus.TIME_OVER;
    } finally {
      Runtime.getRuntime().removeShutdownHook(farewell);
    }
  }

  /// A template never runs, so nobody would see the end of the wait.
  private static void refuseTemplate(long id, Optional<JsonNode> seen) {
    if (seen.isPresent() && seen.get().path("state").asString("").equals("template")) {
      throw new CliFailure(
          Blame.SUBMITTER,
          "job wait: job %1$d is a template and never runs. Make a job of it: atest job run %1$d"
              .formatted(id));
    }
  }

  private static String goodbye(long id) {
    return "Job %d goes on without you. Come back with: atest job wait %d".formatted(id, id);
  }

  private static String tell(JsonNode job, String said, Session session) {
    String now =
        "job %s  %s  %s"
            .formatted(
                job.path("id").asString(""),
                Views.shares(job.path("status_counts")),
                Views.outcomes(job.path("tests")));
    if (!now.equals(said)) {
      session.say(now.stripTrailing());
    }
    return now;
  }

  /// The parts of a job that say how it went.
  private static JsonNode verdict(JsonNode job) {
    return ((ObjectNode) job)
        .retain(
            List.of(
                "id", "name", "owner", "state", "verdict", "status_counts", "left_over", "tests"));
  }

  private static long notNeeded(String status, JsonNode job) {
    return status.equals(EntryStatus.STOPPED.word()) ? job.path("left_over").asLong(0) : 0;
  }

  /// How the wait ends.
  static ExitStatus outcome(JsonNode job) {
    JsonNode tests = job.path("tests");
    if (tests.path("failed").asLong(0) > 0) {
      return ExitStatus.TESTS_FAILED;
    }
    boolean allCompleted =
        job.path("status_counts").properties().stream()
            .filter(each -> each.getValue().asLong(0) > notNeeded(each.getKey(), job))
            .allMatch(each -> each.getKey().equals(EntryStatus.COMPLETED.word()));
    boolean tested = tests.path("passed").asLong(0) + tests.path("warned").asLong(0) > 0;
    boolean sound = tests.path("infrastructure").asLong(0) == 0;
    return allCompleted && tested && sound ? ExitStatus.DONE : ExitStatus.NOT_TESTED;
  }
}
