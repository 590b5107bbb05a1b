package org.autotest.dispatcher.results;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.autotest.core.results.ExecutionPath;
import org.autotest.core.results.Keyvals;

/// What special tasks leave in the results of jobs that wait for them. What is to be copied is
/// noted first, and copied beside the loop, since that may take long. Each task has a file
/// `.task_results.<number>-<kind>` of its own there, so that none is noted while its file is taken:
///
/// ```
/// log hosts/host1/5-verify
/// ```
///
/// A job's results that are read have what was noted before, also by a dispatcher that is no more.
final class TaskResults {
  private static final String NOTE_PREFIX = ".task_results.";
  private static final String KEYVAL = "keyval";
  private static final Path LOG = Path.of("debug", "autoserv.DEBUG");
  private static final Pattern NUMBER = Pattern.compile("\\.task_results\\.(\\d{1,18})-[a-z]+");
  private static final Pattern NOTE = Pattern.compile("(log|all) (hosts/[^/]+/[^/]+)");

  /// Most notes of one directory.
  private static final int NOTES_MAX = 100;

  private final Path root;

  TaskResults(Path root) {
    this.root = root;
  }

  /// How much of a task's results is wanted.
  enum Part {
    /// Its log, in a directory of the task's name.
    LOG,
    /// All of it, as if it were the job's.
    ALL;

    private String word() {
      return this == LOG ? "log" : "all";
    }
  }

  /// Notes that it shall be copied; a log that is not there is not.
  void note(ExecutionPath task, ExecutionPath job, Part part) throws IOException {
    if (part == Part.LOG && !isLog(task.below(root).resolve(LOG))) {
      return;
    }
    Files.createDirectories(job.below(root));
    Path note = job.below(root).resolve(NOTE_PREFIX + task.below(root).getFileName());
    SafeFiles.replace(note, "%s %s\n".formatted(part.word(), task));
  }

  /// Copies what was noted, in the order of the tasks; does nothing when nothing was.
  void copy(ExecutionPath job) throws IOException {
    for (Path note : notes(job.below(root))) {
      Matcher noted = NOTE.matcher(Files.readString(note).strip());
      if (noted.matches()) {
        Path task = new ExecutionPath(noted.group(2)).below(root);
        if (noted.group(1).equals(Part.LOG.word())) {
          copyLog(task, job.below(root));
        } else {
          copyAll(task, job.below(root));
        }
      }
      Files.delete(note);
    }
  }

  private static List<Path> notes(Path job) throws IOException {
    if (!Files.isDirectory(job, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    List<Path> notes = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(job, NOTE_PREFIX + "*")) {
      for (Path note : found) {
        if (NUMBER.matcher(note.getFileName().toString()).matches()
            && isLog(note)
            && notes.size() < NOTES_MAX) {
          notes.add(note);
        }
      }
    } catch (DirectoryIteratorException unreadable) {
      throw unreadable.getCause();
    }
    notes.sort(Comparator.comparingLong(TaskResults::number));
    return notes;
  }

  /// The number of the task.
  private static long number(Path note) {
    Matcher number = NUMBER.matcher(note.getFileName().toString());
    return number.matches() ? Long.parseLong(number.group(1)) : 0;
  }

  private static boolean isLog(Path file) {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }

  private static void copyLog(Path task, Path job) throws IOException {
    Path log = task.resolve(LOG);
    if (isLog(log) && Files.size(log) <= SafeFiles.COPY_BYTES_MAX) {
      Path folder = Files.createDirectories(job.resolve(task.getFileName()));
      Files.copy(log, folder.resolve(LOG.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /// Keyvals of the job itself count.
  private static void copyAll(Path task, Path job) throws IOException {
    if (!Files.isDirectory(task, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      SafeFiles.copyTree(task, job, task.resolve(KEYVAL));
    } catch (DirectoryIteratorException unreadable) {
      throw new IOException(unreadable);
    }
    Map<String, String> keyvals = new LinkedHashMap<>(Keyvals.read(task.resolve(KEYVAL)));
    keyvals.putAll(Keyvals.read(job.resolve(KEYVAL)));
    StringBuilder text = new StringBuilder();
    keyvals.forEach((key, value) -> text.append(Keyvals.line(key, value)));
    SafeFiles.replace(job.resolve(KEYVAL), text.toString());
  }
}
