package org.autotest.client.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
/// otherwise again when the job is over; a job that was killed leaves a note by which the next one
/// does that. Nothing here makes a test fail: trouble is logged.
///
/// Safe for several threads. Of tests that run at the same time, the one that ends next has the
/// crash.
public final class CoreDumps implements AutoCloseable {
  static final String CORE_PATTERN = "/proc/sys/kernel/core_pattern";
  static final String SYSTEMD_DIRECTORY = "/var/lib/systemd/coredump";

  /// Longest pattern that the kernel takes, in bytes.
  private static final int PATTERN_MAX = 127;

  /// Largest core dump, in bytes.
  private static final long CORE_BYTES_MAX = 1L << 30;

  /// Most crashes that one test is given; the rest is counted.
  private static final int CRASHES_MAX = 10;

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Machine machine;
  private final Programs programs;
  private final LogSink log;
  private final Path place;
  private final Set<String> seen = new HashSet<>();
  private Optional<Path> watched = Optional.empty();
  private boolean ofSystemd;

  private CoreDumps(Machine machine, Programs programs, LogSink log, Path place) {
    this.machine = machine;
    this.programs = programs;
    this.log = log;
    this.place = place;
  }

  /// Begins to collect, before anything is started that may crash.
  ///
  /// @param wanted what the configuration says; when it says nothing, only what changes nothing of
  ///   the machine is done
  /// @param place a directory of this user's, for the kernel's files
  public static CoreDumps begin(
      Machine machine, Programs programs, LogSink log, Optional<Boolean> wanted, Path place) {
    CoreDumps dumps = new CoreDumps(machine, programs, log, place);
    try {
      dumps.restore();
      CoreTaker taker = CoreTaker.of(machine.read(CORE_PATTERN));
      // No switch over types, for every job comes here: see StatusLogReader.
      if (!taker.isCollected(wanted)) {
        return dumps;
      }
      if (taker instanceof CoreTaker.Kernel(String pattern)) {
        dumps.redirect(pattern);
      } else if (taker instanceof CoreTaker.Other(String pattern)) {
        log.log(LogLevel.INFO, "core dumps are not for %s in this job".formatted(pattern));
        dumps.redirect(pattern);
      } else {
        dumps.watchSystemd();
      }
      dumps.allow();
    } catch (IOException cannot) {
      log.log(LogLevel.WARNING, "core dumps are not collected: " + cannot);
    }
    return dumps;
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
  public synchronized void close() {
    try {
      restore();
    } catch (IOException cannot) {
      log.log(LogLevel.ERROR, "restoring %s: %s".formatted(CORE_PATTERN, cannot));
    }
  }

  private void watchSystemd() {
    ofSystemd = true;
    watched = Optional.of(machine.file(SYSTEMD_DIRECTORY));
    fresh();
  }

  private void redirect(String before) throws IOException {
    Path directory = Files.createDirectories(place.resolve("cores")).toRealPath();
    String pattern = directory + "/" + CoreName.PATTERN;
    if (pattern.length() > PATTERN_MAX) {
      throw new IOException(
          "the kernel takes no more than %d characters: %s".formatted(PATTERN_MAX, pattern));
    }
    Files.writeString(note(), before + "\n");
    Files.writeString(machine.file(CORE_PATTERN), pattern + "\n");
    watched = Optional.of(directory);
    fresh();
  }

  private void restore() throws IOException {
    try {
      String before = Files.readString(note());
      if (machine.read(CORE_PATTERN).strip().endsWith("/cores/" + CoreName.PATTERN)) {
        Files.writeString(machine.file(CORE_PATTERN), before);
      }
      Files.delete(note());
      FileTree.delete(place.resolve("cores"));
    } catch (NoSuchFileException nothingChanged) {
      // The usual case.
    }
  }

  private Path note() {
    return place.resolve("core_pattern.before");
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
