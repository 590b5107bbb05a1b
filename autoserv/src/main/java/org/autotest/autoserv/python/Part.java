package org.autotest.autoserv.python;

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.autotest.autoserv.control.ServerJob;
import org.autotest.autoserv.host.SystemThreads;
import org.autotest.autoserv.results.MachineResults;
import org.autotest.autoserv.results.ResultsUnwritable;
import org.autotest.autoserv.results.RunLog;

/// A process of a control file, with its threads: the first one, or a child that runs beside
/// others. Its records go to some results. What it logs and prints goes to the log of these, and to
/// those of the directories that it works in meanwhile.
final class Part implements AutoCloseable {
  /// What is printed in the ordinary way.
  static final Stream OUT = new Stream("stdout", Level.INFO);

  /// What is printed about trouble.
  static final Stream ERR = new Stream("stderr", Level.WARNING);

  /// How long the end of what was printed is waited for: a program that was left running has its
  /// side open.
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final ScopedValue<Part> CURRENT = ScopedValue.newInstance();

  /// One that is printed to.
  record Stream(String name, Level level) {}

  /// A directory that is worked in.
  ///
  /// @param readers of what is printed there
  private record Place(Optional<RunLog> log, List<Thread> readers) {}

  private final MachineResults results;
  private final List<RunLog> inner;
  private final Map<Long, Place> places = new ConcurrentHashMap<>();
  private final AtomicLong last = new AtomicLong();

  private Part(MachineResults results, List<RunLog> inner) {
    this.results = results;
    this.inner = new CopyOnWriteArrayList<>(inner);
  }

  /// The whole of a control file.
  static Part whole(MachineResults results) {
    return new Part(results, List.of());
  }

  /// That whose call is served.
  static Part current() {
    return CURRENT.get();
  }

  /// One that this one begins, in the directories where this one is.
  Part branch(MachineResults others) {
    return new Part(others, inner);
  }

  MachineResults results() {
    return results;
  }

  /// Does something in its name.
  void run(Runnable work) {
    ServerJob.inside(results, () -> ScopedValue.where(CURRENT, this).run(work));
  }

  /// Logs something.
  ///
  /// @param module of the control file, with the line there
  void log(Level level, String module, long line, String text) {
    results.log().log(level, module, line, text);
    inner.forEach(log -> log.log(level, module, line, text));
  }

  /// Logs what is printed, until that ends, where the part logs now, whatever it enters later.
  Thread follow(BufferedReader printed, Stream stream) {
    List<RunLog> logs = new ArrayList<>(inner);
    logs.addFirst(results.log());
    Consumer<String> told =
        line -> logs.forEach(log -> log.log(stream.level(), stream.name(), 0, line));
    return SystemThreads.start(
        () -> {
          try (printed) {
            WholeLines.pass(printed, told);
          } catch (IOException closed) {
            results.log().log(Level.DEBUG, "reading what the control file prints: " + closed);
          }
        });
  }

  /// From now on it works in another directory.
  ///
  /// @param directory gets logs in `debug`; empty for none
  /// @param name of these logs, before the level
  /// @param out a named pipe that the other side has open, for what it prints
  /// @param err the same for what it prints about trouble
  /// @return by which it is told that this is over
  /// @throws ResultsUnwritable when the logs cannot be made
  long enter(Optional<Path> directory, String name, Path out, Path err) {
    Optional<RunLog> log =
        directory.map(place -> results.log().below(place.resolve("debug"), name));
    log.ifPresent(inner::add);
    long number = last.incrementAndGet();
    places.put(number, new Place(log, List.of(follow(opened(out), OUT), follow(opened(err), ERR))));
    return number;
  }

  /// That is over; unknown ones are, too. What is printed later, by programs that were left
  /// running, is logged for the results alone.
  void leave(long number) {
    Place place = places.remove(number);
    if (place == null) {
      return;
    }
    place.readers().forEach(Part::await);
    place.log().ifPresent(inner::remove);
    place.log().ifPresent(RunLog::close);
  }

  /// Leaves all directories.
  @Override
  public void close() {
    places.keySet().forEach(this::leave);
  }

  private static void await(Thread reader) {
    try {
      reader.join(PATIENCE);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private static BufferedReader opened(Path pipe) {
    try {
      return new BufferedReader(
          new InputStreamReader(new FileInputStream(pipe.toFile()), StandardCharsets.UTF_8));
    } catch (IOException gone) {
      throw new ResultsUnwritable(pipe, gone);
    }
  }
}
