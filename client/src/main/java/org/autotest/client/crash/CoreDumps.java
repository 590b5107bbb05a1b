package org.autotest.client.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.autotest.client.api.CommandFailed;
import org.autotest.client.log.LogLevel;
import org.autotest.client.log.LogSink;
import org.autotest.client.machine.Machine;
import org.autotest.client.machine.Programs;
import org.autotest.client.process.ProcessNotStarted;
import org.autotest.core.files.FileTree;

/// Collects core dumps for the tests of a job. Where systemd-coredump takes them, they are looked
/// for in its directory, and nothing of the machine is changed. Where the kernel writes files, or
/// gives them to another program, it is told to write them into a directory of the job, and told
/// otherwise again when the job is over, see [CorePattern]. Nothing here makes a test fail: trouble
/// is logged.
///
/// Safe for several threads. Of tests that run at the same time, the one that ends next has the
/// crash.
public final class CoreDumps implements AutoCloseable {
  static final String SYSTEMD_DIRECTORY = "/var/lib/systemd/coredump";

  /// Largest core dump, in bytes.
  private static final long CORE_BYTES_MAX = 1L << 30;

  /// Most crashes that one test is given; the rest is counted.
  private static final int CRASHES_MAX = 10;

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Machine machine;
  private final Programs programs;
  private final LogSink log;
  private final CorePattern pattern;
  private final Path place;
  private final Set<String> seen = new HashSet<>();
  private volatile Optional<Path> watched = Optional.empty();
  private volatile boolean ofSystemd;

  /// Guards the two below. Apart from what guards the taking of core dumps, which may last: a
  /// client that is told to stop has no time to wait for it.
  private final Object change = new Object();

  private boolean redirected;
  private boolean closed;

  /// Nothing is done yet.
  ///
  /// @param place a directory of this user's, for the kernel's files
  public CoreDumps(Machine machine, Programs programs, LogSink log, Path place) {
    this.machine = machine;
    this.programs = programs;
    this.log = log;
    this.pattern = new CorePattern(machine);
    this.place = place.resolve("cores");
  }

  /// Begins to collect, before anything is started that may crash. Does nothing once it is closed.
  ///
  /// @param wanted what the configuration says; when it says nothing, only what changes nothing of
  ///   the machine is done
  public void begin(Optional<Boolean> wanted) {
    synchronized (change) {
      if (!closed) {
        beginNow(wanted);
      }
    }
  }

  private void beginNow(Optional<Boolean> wanted) {
    try {
      Optional<String> other = pattern.putBack();
      CoreTaker taker = CoreTaker.of(pattern.text());
      if (!taker.isCollected(wanted)) {
        return;
      }
      // No switch over types, for every job comes here: see StatusLogReader.
      if (taker instanceof CoreTaker.Systemd) {
        watchSystemd();
      } else if (other.isPresent()) {
        log.log(
            LogLevel.WARNING,
            "core dumps are not collected: the client %s has them".formatted(other.get()));
      } else {
        redirect();
        if (taker instanceof CoreTaker.Other program) {
          log.log(
              LogLevel.INFO, "%s gets no core dumps during this job".formatted(program.program()));
        }
      }
      allow();
    } catch (IOException cannot) {
      log.log(LogLevel.WARNING, "core dumps are not collected: " + cannot);
    }
  }

  /// Lets processes that are started from now on leave core dumps.
  private void allow() {
    if (machine.has("prlimit")) {
      String self = Long.toString(ProcessHandle.current().pid());
      programs.run(
          List.of("prlimit", "--pid", self, "--core=" + CORE_BYTES_MAX + ":"), Path.of("/"), LIMIT);
    }
  }

  /// Takes what has come since this was asked last.
  ///
  /// @param debug the test's directory of logs; each crash gets a directory in it
  public synchronized List<Crash> collect(Path debug) {
    List<Crash> crashes = new ArrayList<>();
    int dropped = 0;
    for (Path file : fresh()) {
      Optional<CoreName> name = CoreName.of(file.getFileName().toString());
      if (name.isPresent() && crashes.size() < CRASHES_MAX) {
        crashes.add(taken(file, name.get(), debug));
      } else if (name.isPresent()) {
        dropped++;
      }
    }
    if (dropped > 0) {
      log.log(LogLevel.WARNING, "%d more processes crashed, which is not kept".formatted(dropped));
    }
    return crashes;
  }

  /// Tells the kernel what it was told before. Core dumps that no test had are gone.
  @Override
  public void close() {
    synchronized (change) {
      closed = true;
      if (redirected) {
        redirected = false;
        restore();
      }
    }
  }

  private void restore() {
    try {
      pattern.putBack();
      FileTree.delete(place);
    } catch (IOException cannot) {
      log.log(LogLevel.ERROR, "restoring %s: %s".formatted(CorePattern.FILE, cannot));
    }
  }

  private void watchSystemd() {
    ofSystemd = true;
    watched = Optional.of(machine.file(SYSTEMD_DIRECTORY));
    fresh();
  }

  private void redirect() throws IOException {
    // Of a client that was killed.
    FileTree.delete(place);
    Path directory = Files.createDirectories(place).toRealPath();
    redirected = true;
    pattern.set(directory);
    watched = Optional.of(directory);
  }

  /// Files that were not there when it was asked last, in the order of their names.
  private List<Path> fresh() {
    if (watched.isEmpty()) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(watched.get())) {
      return files.filter(file -> seen.add(file.getFileName().toString())).sorted().toList();
    } catch (IOException absent) {
      return List.of();
    }
  }

  private Crash taken(Path file, CoreName name, Path debug) {
    Optional<String> signal = Optional.empty();
    try {
      Path core = Files.createDirectories(debug.resolve(name.directory())).resolve("core");
      if (ofSystemd) {
        String pid = Long.toString(name.pid());
        programs.require(List.of("coredumpctl", "dump", pid, "--output=" + core), debug, LIMIT);
      } else {
        Files.move(file, core, StandardCopyOption.REPLACE_EXISTING);
      }
      signal = new CoreReport(machine, programs).write(core);
    } catch (IOException | CommandFailed | ProcessNotStarted cannot) {
      log.log(LogLevel.WARNING, "taking the core dump %s: %s".formatted(file, cannot.getMessage()));
    }
    return new Crash(name.program(), name.pid(), name.directory(), signal);
  }
}
