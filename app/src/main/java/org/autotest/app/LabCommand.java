package org.autotest.app;

import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.autotest.app.config.LabConfig;
import org.autotest.app.config.LabConfig.Surroundings;
import org.autotest.app.lab.DatabaseSource;
import org.autotest.app.lab.Lab;
import org.autotest.app.log.Logs;
import org.autotest.core.failure.Blame;
import org.autotest.core.failure.MalformedInput;
import org.autotest.store.schema.Migrations;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/// Runs parts of a lab until SIGTERM or Ctrl-C.
abstract sealed class LabCommand implements Callable<Integer> {
  @ParentCommand private @Nullable AutotestMain top;

  private final Set<Lab.Part> parts;

  private LabCommand(Set<Lab.Part> parts) {
    this.parts = parts;
  }

  @Override
  public Integer call() throws InterruptedException {
    AutotestMain main = Objects.requireNonNull(top);
    LabConfig config = main.config();
    Logs.toStandardError(config.logFormat(), config.logLevel());
    if (parts.contains(Lab.Part.DISPATCHER)) {
      requireSsh(main.around());
    }
    DatabaseSource source = DatabaseSource.obtain(config, main.around().searchPath());
    Lab lab;
    try {
      if (config.database().isEmpty()) {
        Migrations.migrate(source.address());
      } else {
        Migrations.check(source.address());
      }
      source.keep(main.clock());
      lab = Lab.start(config, main.installation(), source, main.clock(), parts);
    } catch (RuntimeException failure) {
      source.close();
      throw failure;
    }
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .unstarted(
                    () -> {
                      source.leaveServer();
                      lab.close();
                      source.close();
                    }));
    lab.url().ifPresent(url -> System.out.println("pages: " + config.webUrl().orElse(url)));
    new CountDownLatch(1).await();
    return 0;
  }

  /// Without it every job would fail.
  private static void requireSsh(Surroundings around) {
    if (!around.hasProgram("ssh")) {
      throw new MalformedInput(
          Blame.LAB,
          "starting the dispatcher",
          0,
          "no ssh on PATH, and machines are reached with it; apt-get install openssh-client");
    }
  }

  /// Both in one process.
  @Command(name = "lab", description = "Runs dispatcher and web server until it is told to end.")
  static final class Both extends LabCommand {
    Both() {
      super(Set.of(Lab.Part.DISPATCHER, Lab.Part.WEB));
    }
  }

  /// The dispatcher.
  @Command(
      name = "dispatcher",
      description = "Runs the dispatcher until it is told to end; jobs that run go on then.")
  static final class Dispatcher extends LabCommand {
    Dispatcher() {
      super(Set.of(Lab.Part.DISPATCHER));
    }
  }

  /// The web server.
  @Command(name = "web", description = "Runs the web server until it is told to end.")
  static final class Web extends LabCommand {
    Web() {
      super(Set.of(Lab.Part.WEB));
    }
  }
}
