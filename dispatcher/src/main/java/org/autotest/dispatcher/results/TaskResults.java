package org.autotest.dispatcher.results;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.autotest.core.results.ExecutionPath;
import org.autotest.core.results.Keyvals;

/// What special tasks leave in the results of jobs that wait for them. What is to be copied is
/// noted first, in a file `.task_results` of the job's, and copied beside the loop, since that may
/// take long:
///
/// ```
/// log hosts/host1/5-verify
/// all hosts/host1/6-repair
/// ```
///
/// What was not copied when the dispatcher ended is copied when the results are read.
final class TaskResults {
  private static final String NOTES = ".task_results";
  private static final String KEYVAL = "keyval";
  private static final Path LOG = Path.of("debug", "autoserv.DEBUG");
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
    SafeFiles.append(job.below(root).resolve(NOTES), "%s %s\n".formatted(part.word(), task));
  }

  /// Copies what was noted; does nothing when nothing was.
  void copy(ExecutionPath job) throws IOException {
    Path notes = job.below(root).resolve(NOTES);
    if (!Files.isRegularFile(notes, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    List<Matcher> noted =
        Files.readAllLines(notes).stream()
            .limit(NOTES_MAX)
            .map(NOTE::matcher)
            .filter(Matcher::matches)
            .toList();
    for (Matcher note : noted) {
      Path task = new ExecutionPath(note.group(2)).below(root);
      if (note.group(1).equals(Part.LOG.word())) {
        copyLog(task, job.below(root));
      } else {
        copyAll(task, job.below(root));
      }
    }
    Files.delete(notes);
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
    Map<String, String> own = Keyvals.read(job.resolve(KEYVAL));
    try {
      SafeFiles.copyTree(task, job);
    } catch (DirectoryIteratorException unreadable) {
      throw new IOException(unreadable);
    }
    StringBuilder text = new StringBuilder();
    own.forEach((key, value) -> text.append(Keyvals.line(key, value)));
    SafeFiles.append(job.resolve(KEYVAL), text.toString());
  }
}
