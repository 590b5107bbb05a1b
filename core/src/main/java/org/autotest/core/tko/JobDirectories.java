package org.autotest.core.tko;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.autotest.core.failure.Blame;
import org.autotest.core.failure.MalformedInput;
import org.autotest.core.results.HostFile;
import org.autotest.core.results.Pidfile;
import org.autotest.core.statuslog.StatusLogWriter;

/// Finds the directories that [TkoParser] reads. Links are not followed: a machine under test may
/// have made them.
public final class JobDirectories {
  private static final String MACHINES = ".machines";
  private static final List<String> OF_A_JOB =
      List.of(StatusLogWriter.SERVER_FILE, StatusLogWriter.CLIENT_FILE, "keyval", Pidfile.AUTOSERV);
  private static final int LEVELS_MAX = 4;

  /// A directory to parse.
  ///
  /// @param job that of the whole job: the same, or above when this is one of its machines
  public record Found(Path directory, Path job) {}

  private JobDirectories() {}

  /// What one job has: the directories of the machines that its file `.machines` names, and before
  /// them its own if its status log says something; without machines its own alone.
  ///
  /// @throws MalformedInput when there is no such directory
  public static List<Found> of(Path job) throws IOException {
    requireDirectory(job);
    List<Found> found = new ArrayList<>();
    for (Path machine : machines(job)) {
      found.add(new Found(machine, job));
    }
    if (found.isEmpty() || says(job, StatusLogWriter.SERVER_FILE)) {
      found.addFirst(new Found(job, job));
    }
    return found;
  }

  /// The same for a directory that holds a status log, a keyval file or `.machines`; for another
  /// one those of the jobs below it, by name. Four levels down nobody looks.
  ///
  /// @return empty when there are none
  /// @throws MalformedInput when there is no such directory
  public static List<Found> below(Path directory) throws IOException {
    requireDirectory(directory);
    List<Found> found = new ArrayList<>();
    addBelow(directory, LEVELS_MAX, found);
    return found;
  }

  private static void addBelow(Path directory, int levels, List<Found> found) throws IOException {
    boolean isJob = OF_A_JOB.stream().anyMatch(name -> has(directory, name));
    if (isJob || !machines(directory).isEmpty()) {
      found.addAll(of(directory));
    } else if (levels > 0) {
      try (Stream<Path> inside = Files.list(directory)) {
        for (Path each : inside.filter(HostFile::isDirectory).sorted().toList()) {
          addBelow(each, levels - 1, found);
        }
      }
    }
  }

  /// What the file `.machines` of a job names that has no directory there.
  public static List<String> missing(Path job) throws IOException {
    return named(job).filter(name -> !isMachine(job, name)).toList();
  }

  private static List<Path> machines(Path job) throws IOException {
    return named(job).filter(name -> isMachine(job, name)).map(job::resolve).toList();
  }

  private static Stream<String> named(Path job) throws IOException {
    return HostFile.read(job.resolve(MACHINES)).stream()
        .flatMap(String::lines)
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .distinct();
  }

  private static boolean isMachine(Path job, String name) {
    boolean isName = !name.startsWith(".") && !name.contains("/") && name.indexOf('\0') < 0;
    return isName && HostFile.isDirectory(job.resolve(name));
  }

  private static boolean says(Path directory, String name) throws IOException {
    return has(directory, name) && Files.size(directory.resolve(name)) > 0;
  }

  private static boolean has(Path directory, String name) {
    return Files.isRegularFile(directory.resolve(name), LinkOption.NOFOLLOW_LINKS);
  }

  private static void requireDirectory(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new MalformedInput(
          Blame.SUBMITTER, "reading results of " + directory, 0, "no such directory");
    }
  }
}
