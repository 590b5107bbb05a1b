package org.autotest.app.lab;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.autotest.core.failure.AutotestException;
import org.autotest.store.Database;
import org.autotest.store.access.Caller;
import org.autotest.store.jobs.TestCatalogue;

/// Keeps the catalogue equal to the tests directory. Trouble with either is logged once and keeps
/// no lab from running; the catalogue stays as it was then, and the next look tries again.
final class TestWatch implements AutoCloseable {
  /// How long a new test may be missing in the catalogue.
  private static final Duration PAUSE = Duration.ofSeconds(20);

  private static final System.Logger log = System.getLogger(TestWatch.class.getName());

  private final Path directory;
  private final TestCatalogue catalogue;
  private final CountDownLatch over = new CountDownLatch(1);
  private Optional<String> read = Optional.empty();
  private String told = "";

  /// Looks at nothing before the first [#look].
  TestWatch(Path directory, Database database) {
    this.directory = directory;
    this.catalogue = new TestCatalogue(database);
  }

  /// Looks again and again until it is closed.
  void start() {
    Thread.ofVirtual().name("tests").start(this::run);
  }

  private void run() {
    try {
      while (!over.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
        look();
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  /// Reads the control files when they are others than at the look before.
  synchronized void look() {
    if (over.getCount() == 0) {
      return;
    }
    try {
      String now = TestCatalogue.stamp(directory);
      if (!read.equals(Optional.of(now))) {
        catalogue
            .importFrom(Caller.SYSTEM, directory)
            .problems()
            .forEach(problem -> log.log(Level.WARNING, problem));
        read = Optional.of(now);
      }
      told = "";
    } catch (IOException unreadable) {
      tell(unreadable.toString());
    } catch (AutotestException away) {
      tell(away.problem());
    }
  }

  private void tell(String problem) {
    if (!problem.equals(told)) {
      told = problem;
      log.log(
          Level.WARNING,
          "reading the tests in %s: %s; the catalogue stays as it was"
              .formatted(directory, problem));
    }
  }

  /// Ends with a look that is at work.
  @Override
  public synchronized void close() {
    over.countDown();
  }
}
