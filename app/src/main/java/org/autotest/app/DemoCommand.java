package org.autotest.app;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.autotest.app.demo.Demo;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/// The demo.
@Command(
    name = "demo",
    description = {
      "Runs a whole lab on this machine: database, dispatcher, pages, four hosts, a first job.",
      "",
      "It listens on the loopback interface only. Its data are in the directory demo of the state"
          + " directory ($AUTOTEST_STATE, else $XDG_STATE_HOME/autotest, else"
          + " ~/.local/state/autotest) and are there again at the next start. Ctrl-C ends it.",
      "",
      "It has a configuration of its own: of one that is given only state_dir counts."
    })
final class DemoCommand implements Callable<Integer> {
  @ParentCommand private @Nullable AutotestMain top;

  @Option(names = "--fresh", description = "Deletes what an earlier demo left, and starts over.")
  private boolean fresh;

  @Option(
      names = "--check",
      description =
          "Without a terminal: runs the first job, prints one JSON object on the last line, stops,"
              + " and exits 0 only when every test passed.")
  private boolean check;

  @Override
  public Integer call() throws IOException {
    AutotestMain main = Objects.requireNonNull(top);
    PrintStream people = check ? System.err : System.out;
    main.configFile()
        .ifPresent(file -> people.printf("Of %s only state_dir counts in a demo.%n", file));
    try (Demo demo =
        new Demo(
            main.installation(),
            main.around(),
            main.config().stateDir(),
            main.clock(),
            people,
            sinceStart(main.clock().instant()))) {
      Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(demo::close));
      if (check) {
        return demo.check(fresh, System.out) ? 0 : 1;
      }
      demo.watch(fresh);
      return 0;
    } catch (InterruptedException stopped) {
      return 130;
    }
  }

  private static Duration sinceStart(Instant now) {
    return ProcessHandle.current()
        .info()
        .startInstant()
        .map(start -> Duration.between(start, now))
        .filter(time -> !time.isNegative())
        .orElse(Duration.ZERO);
  }
}
