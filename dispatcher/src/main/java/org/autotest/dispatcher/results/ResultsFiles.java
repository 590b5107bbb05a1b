package org.autotest.dispatcher.results;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.autotest.core.failure.Blame;
import org.autotest.core.files.FileTree;
import org.autotest.core.host.Hostname;
import org.autotest.core.job.ControlType;
import org.autotest.core.results.ExecutionPath;
import org.autotest.core.results.Keyvals;
import org.autotest.core.results.Pidfile;
import org.autotest.core.statuslog.StatusLine;
import org.autotest.core.statuslog.StatusLogWriter;
import org.autotest.core.statuslog.StatusWord;
import org.autotest.store.lab.Failure;
import org.autotest.store.lab.JobText;
import org.autotest.store.lab.LaunchReader.AbortNote;
import org.autotest.store.lab.LaunchReader.HostLabels;

/// The files of results directories that the dispatcher writes: `keyval`, `host_keyvals/HOST`,
/// `control`, `.machines`, notes about an abort; and what it copies from failed special tasks.
public final class ResultsFiles {
  /// The control file of a client job, as autoserv is given it.
  public static final String CLIENT_CONTROL = "control";

  /// The control file of a server job, as autoserv is given it.
  public static final String SERVER_CONTROL = "control.srv.in";

  /// What autoserv prints, its log files apart.
  public static final String OUTPUT = ".autoserv.log";

  private static final String KEYVAL = "keyval";
  private static final String FAILURE = "failure";
  private static final String ABORTED_BY = "aborted_by";

  /// Longest tail of a program's output that is shown.
  private static final int TAIL_BYTES = 2_000;

  /// With less than this no execution can say how it ended.
  private static final long FULL_BELOW_BYTES = 64 << 10;

  private final Path root;
  private final ZoneId zone;
  private final TaskResults tasks;

  /// Writes below one root.
  ///
  /// @param zone of the `localtime` in status lines
  public ResultsFiles(Path root, ZoneId zone) {
    this.root = root;
    this.zone = zone;
    this.tasks = new TaskResults(root);
  }

  /// Whether results are not where they should be and will not be there again: no directory has the
  /// name, and the repository is there and holds something. An empty one may be a disk that is to
  /// be mounted.
  public boolean isGone(ExecutionPath path) {
    if (Files.isDirectory(directory(path))) {
      return false;
    }
    try (DirectoryStream<Path> others = Files.newDirectoryStream(root)) {
      return others.iterator().hasNext();
    } catch (IOException | DirectoryIteratorException unreadable) {
      return false;
    }
  }

  /// The directory of an execution.
  public Path directory(ExecutionPath path) {
    return path.below(root);
  }

  /// Prepares the directory of a job's run: its keyvals, those of its hosts, the control file.
  ///
  /// @param groupName of the atomic group that the hosts are of
  /// @return the control file to give to autoserv
  public Path prepareMain(
      ExecutionPath path, JobText job, Map<Hostname, HostFacts> hosts, Optional<String> groupName) {
    Path directory = directory(path);
    try {
      Files.createDirectories(directory);
      Map<String, String> keyvals = new TreeMap<>();
      job.keyvals().forEach((key, value) -> putIfKey(keyvals, key, value));
      keyvals.put("job_queued", Long.toString(job.createdAt().getEpochSecond()));
      groupName.ifPresent(name -> keyvals.put("host_group_name", name));
      // Each attempt at a start comes by here.
      if (!isWritten(directory.resolve(KEYVAL), keyvals)) {
        append(directory, keyvals);
      }
      writeHostKeyvals(directory, hosts);
      String name = job.type() == ControlType.CLIENT ? CLIENT_CONTROL : SERVER_CONTROL;
      Path control = directory.resolve(name);
      SafeFiles.replace(control, job.control());
      return control;
    } catch (IOException failure) {
      throw new ResultsTrouble("preparing results directory " + path, failure);
    }
  }

  private static boolean isWritten(Path file, Map<String, String> keyvals) throws IOException {
    StringBuilder lines = new StringBuilder();
    keyvals.forEach((key, value) -> lines.append(Keyvals.line(key, value)));
    return Keyvals.read(file).entrySet().containsAll(Keyvals.parse(lines.toString()).entrySet());
  }

  /// Leaves a mark of the archive's.
  ///
  /// @param name one of [org.autotest.core.results.ArchiveMark]
  public void markArchive(Path directory, String name, String line) throws IOException {
    SafeFiles.replace(directory.resolve(name), line + "\n");
  }

  /// Removes the directory of a job with all that is in it; nothing happens when there is none.
  ///
  /// @param path of any of its runs
  public void removeJob(ExecutionPath path) throws IOException {
    FileTree.delete(root.resolve(path.value().substring(0, path.value().indexOf('/'))));
  }

  /// Prepares the directory of a special task. How an attempt ended that could not begin is
  /// forgotten; one that seems to run is left alone.
  public void prepareTask(ExecutionPath path, Hostname host, HostFacts facts) {
    try {
      Files.createDirectories(directory(path));
      Path pidfile = directory(path).resolve(Pidfile.AUTOSERV);
      if (Pidfile.read(pidfile) instanceof Pidfile.Ended) {
        Files.delete(pidfile);
        Files.deleteIfExists(directory(path).resolve(FAILURE));
      }
      writeHostKeyvals(directory(path), Map.of(host, facts));
    } catch (IOException failure) {
      throw new ResultsTrouble("preparing results directory " + path, failure);
    }
  }

  private static void putIfKey(Map<String, String> keyvals, String key, String value) {
    if (Keyvals.isKey(key)) {
      keyvals.put(key, value);
    }
  }

  private static void writeHostKeyvals(Path directory, Map<Hostname, HostFacts> hosts)
      throws IOException {
    Path folder = directory.resolve("host_keyvals");
    Files.createDirectories(folder);
    for (Map.Entry<Hostname, HostFacts> host : hosts.entrySet()) {
      HostLabels all = host.getValue().labels();
      String labels =
          all.labels().stream()
              .map(label -> URLEncoder.encode(label, StandardCharsets.UTF_8).replace("+", "%20"))
              .collect(Collectors.joining(","));
      String text =
          Keyvals.line("labels", labels)
              + Keyvals.line("platform", all.platform().orElse(""))
              + Keyvals.line("protection", host.getValue().protection().name());
      SafeFiles.replace(folder.resolve(host.getKey().value()), text);
    }
  }

  /// Adds a host to the list of those that runs of the job began on, unless it is in it.
  public void addMachine(ExecutionPath path, Hostname host) {
    Path machines = directory(path).resolveSibling(".machines");
    try {
      if (!Files.exists(machines) || !Files.readAllLines(machines).contains(host.value())) {
        SafeFiles.append(machines, host + "\n");
      }
    } catch (IOException failure) {
      throw new ResultsTrouble("adding %s to the machines of %s".formatted(host, path), failure);
    }
  }

  /// Notes that a run is over.
  public void finishMain(ExecutionPath path, Instant at) {
    try {
      Files.createDirectories(directory(path));
      append(directory(path), Map.of("job_finished", Long.toString(at.getEpochSecond())));
    } catch (IOException failure) {
      throw new ResultsTrouble("noting the end of " + path, failure);
    }
  }

  /// Notes who aborted a run, in its keyvals and its status log; once, however often it is called.
  public void noteAbort(ExecutionPath path, AbortNote note) {
    Path directory = directory(path);
    try {
      Files.createDirectories(directory);
      if (Keyvals.read(directory.resolve(KEYVAL)).containsKey(ABORTED_BY)) {
        return;
      }
      Map<String, String> keyvals = new TreeMap<>();
      keyvals.put(ABORTED_BY, note.by());
      keyvals.put("aborted_on", Long.toString(note.at().getEpochSecond()));
      Optional<String> reason = note.reason().map(ResultsFiles::oneLine);
      reason.ifPresent(why -> keyvals.put("aborted_reason", why));
      append(directory, keyvals);
      StatusLine line =
          new StatusLine(
              0,
              new StatusWord.Info(),
              Optional.empty(),
              Optional.empty(),
              StatusLine.timeFields(note.at(), zone),
              "Job aborted by %s on %s%s"
                  .formatted(
                      oneLine(note.by()), note.at(), reason.map(why -> ": " + why).orElse("")));
      SafeFiles.append(directory.resolve("status.log"), line.written());
    } catch (IOException failure) {
      throw new ResultsTrouble("noting the abort of " + path, failure);
    }
  }

  /// Shows, beside the job's results, what kept a host from running it, once [#copyTasks] did.
  public void showTaskLog(ExecutionPath task, ExecutionPath job) {
    try {
      tasks.note(task, job, TaskResults.Part.LOG);
    } catch (IOException failure) {
      throw new ResultsTrouble("noting the log of %s in %s".formatted(task, job), failure);
    }
  }

  /// Makes what a special task left the results of the job that never ran because of it, once
  /// [#copyTasks] did.
  public void adoptTask(ExecutionPath task, ExecutionPath job, Instant queued, Instant now) {
    try {
      tasks.note(task, job, TaskResults.Part.ALL);
      append(
          directory(job),
          Map.of(
              "job_queued", Long.toString(queued.getEpochSecond()),
              "job_finished", Long.toString(now.getEpochSecond())));
    } catch (IOException failure) {
      throw new ResultsTrouble("noting %s in %s".formatted(task, job), failure);
    }
  }

  /// Copies what [#showTaskLog] and [#adoptTask] noted. May take long.
  public void copyTasks(ExecutionPath job) {
    try {
      tasks.copy(job);
    } catch (IOException failure) {
      throw new ResultsTrouble("copying what tasks left for " + job, failure);
    }
  }

  /// Why an execution failed, in its own words: the file `failure`.
  public Optional<Failure> failure(ExecutionPath path) {
    Path file = directory(path).resolve(FAILURE);
    try {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > 100_000) {
        return Optional.empty();
      }
      Map<String, String> keyvals = Keyvals.read(file);
      String problem = keyvals.getOrDefault("problem", "");
      return problem.isBlank()
          ? Optional.empty()
          : Optional.of(new Failure(blame(keyvals.getOrDefault("blame", "")), problem));
    } catch (IOException failure) {
      throw new ResultsTrouble("reading why %s failed".formatted(path), failure);
    }
  }

  /// Whether its own words say that it was never begun: what the lab has configured stood in the
  /// way before the machine was reached for.
  public boolean isBeforehand(ExecutionPath path) {
    Path file = directory(path).resolve(FAILURE);
    try {
      return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          && Files.size(file) <= 100_000
          && Keyvals.read(file).getOrDefault("beforehand", "").equals("1");
    } catch (IOException failure) {
      throw new ResultsTrouble("reading why %s failed".formatted(path), failure);
    }
  }

  /// Whether a run was prepared in its directory; if not, that is not the one it was started in.
  public boolean isPrepared(ExecutionPath path) {
    return Stream.of(CLIENT_CONTROL, SERVER_CONTROL)
        .anyMatch(name -> Files.exists(directory(path).resolve(name)));
  }

  private static Blame blame(String word) {
    for (Blame blame : Blame.values()) {
      if (blame.name().equals(word)) {
        return blame;
      }
    }
    return Blame.BUG;
  }

  /// Whether the disk takes hardly anything more; false when it does not say.
  public boolean isDiskFull() {
    try {
      return Files.getFileStore(root).getUsableSpace() < FULL_BELOW_BYTES;
    } catch (IOException unknown) {
      return false;
    }
  }

  /// The last lines that an execution printed, on one line; empty text when it printed nothing.
  public String tailOfOutput(ExecutionPath path) {
    Path file = directory(path).resolve(OUTPUT);
    try {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        return "";
      }
      try (SeekableByteChannel channel =
          Files.newByteChannel(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
        channel.position(Math.max(0, channel.size() - TAIL_BYTES));
        byte[] bytes = Channels.newInputStream(channel).readNBytes(TAIL_BYTES);
        return oneLine(new String(bytes, StandardCharsets.UTF_8).strip()).strip();
      }
    } catch (IOException unreadable) {
      return "";
    }
  }

  /// The directories that hold results: that of a run on one host, or one for each machine of a run
  /// on several, and then that of the whole run too when tests ran on all of them together.
  public List<ExecutionPath> machineDirectories(ExecutionPath path) {
    Path machines = directory(path).resolve(".machines");
    List<ExecutionPath> found = new ArrayList<>();
    try {
      if (hasStatusLog(directory(path))) {
        found.add(path);
      }
      if (Files.isRegularFile(machines, LinkOption.NOFOLLOW_LINKS)) {
        for (String name : Files.readAllLines(machines)) {
          if (Hostname.isValid(name.strip())
              && Files.isDirectory(
                  directory(path).resolve(name.strip()), LinkOption.NOFOLLOW_LINKS)) {
            found.add(new ExecutionPath(path + "/" + name.strip()));
          }
        }
      }
    } catch (IOException failure) {
      throw new ResultsTrouble("reading the machines of " + path, failure);
    }
    return found.isEmpty() ? List.of(path) : found;
  }

  private static boolean hasStatusLog(Path directory) throws IOException {
    Path log = directory.resolve(StatusLogWriter.SERVER_FILE);
    return Files.isRegularFile(log, LinkOption.NOFOLLOW_LINKS) && Files.size(log) > 0;
  }

  private static void append(Path directory, Map<String, String> keyvals) throws IOException {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(keyvals).forEach((key, value) -> text.append(Keyvals.line(key, value)));
    SafeFiles.append(directory.resolve(KEYVAL), text.toString());
  }

  private static String oneLine(String text) {
    return text.replaceAll("[\\p{Cntrl}]+", " ");
  }
}
