package org.autotest.client.profiler;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.autotest.client.api.ProfiledTest;
import org.autotest.client.api.TestProfiler;
import org.autotest.client.bridge.CallHandler;
import org.autotest.client.log.LogLevel;
import org.autotest.client.log.LogSink;
import org.autotest.client.machine.Machine;
import org.autotest.client.test.PythonText;
import org.autotest.client.test.TestFinder;
import org.autotest.client.test.TestProcessLost;
import org.autotest.client.worker.Worker;
import org.autotest.core.bridge.Raise;
import org.autotest.core.bridge.RaisedException;
import org.jspecify.annotations.Nullable;

/// The profilers of a job: those that come along, and those of the user, which lie in a directory
/// `profilers` as `NAME/NAME.py`, as `NAME/<CamelCase of NAME>.java`, or as a program `NAME/NAME`
/// or `NAME/NAME.sh`.
public final class Profilers implements AutoCloseable {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]{0,63}");

  /// Starts the process of a profiler in Python or Java.
  public interface Start {
    /// Starts it; one in Java is compiled before.
    ///
    /// @param calls serves what it asks
    /// @throws RaisedException `TestError` when it does not compile
    Started start(String name, Path file, CallHandler calls) throws RaisedException;
  }

  /// A process that has not loaded its profiler yet.
  ///
  /// @param extras what it has to be told besides, for one language
  public record Started(Worker worker, Map<String, String> extras) {
    public Started {
      extras = Map.copyOf(extras);
    }
  }

  /// Makes a profiler for one test; `close` ends what all of them share.
  private record Added(Supplier<TestProfiler> maker, Runnable close) {}

  private final List<Path> directories;
  private final BuiltIn builtIn;
  private final Machine machine;
  private final Path scratch;
  private final Start processes;
  private final LogSink log;
  private final Map<String, Added> added = new LinkedHashMap<>();
  private final CompletableFuture<Boolean> hurry = new CompletableFuture<>();
  private final Set<ProfilerSession> sessions = ConcurrentHashMap.newKeySet();

  /// None yet.
  ///
  /// @param directories where those of the user are looked for
  /// @param scratch where those in Python build what they need
  /// @param processes starts theirs
  public Profilers(
      List<Path> directories,
      Machine machine,
      InstantSource clock,
      Path scratch,
      Start processes,
      LogSink log) {
    this.directories = List.copyOf(directories);
    this.builtIn = new BuiltIn(machine, clock, log, hurry);
    this.machine = machine;
    this.scratch = scratch;
    this.processes = processes;
    this.log = log;
  }

  /// Adds one by name; one of that name is replaced.
  ///
  /// @param calls serves what one in Python asks
  /// @throws ProfilerUnknown when there is none, or it has no use for the arguments
  /// @throws RaisedException what one in Python or Java raised; `JobError` when its process ended
  public void add(
      String name,
      List<@Nullable Object> positional,
      Map<String, @Nullable Object> named,
      CallHandler calls)
      throws RaisedException {
    Optional<Path> own = NAME.matcher(name).matches() ? find(name) : Optional.empty();
    if (own.isPresent() && isBridged(own.get())) {
      BridgedProfilers all =
          new BridgedProfilers(() -> load(name, own.get(), positional, named, calls));
      all.begin();
      put(name, all::forTest, all::close);
    } else if (own.isPresent()) {
      ToolProfiler.Work work =
          ToolProfiler.Work.watching(command(own.get(), positional, named), name);
      put(name, () -> new ToolProfiler(name, machine, log, hurry, _ -> work), () -> {});
    } else {
      // Made once here, so that arguments that make no sense are refused at once.
      if (builtIn.make(name, positional, named).isEmpty()) {
        log.log(
            LogLevel.ERROR,
            "profiler %s: none that comes along, and none in %s".formatted(name, directories));
        throw new ProfilerUnknown(name + " not present");
      }
      put(name, () -> builtIn.make(name, positional, named).orElseThrow(), () -> {});
    }
  }

  private BridgedProfiler load(
      String name,
      Path file,
      List<@Nullable Object> positional,
      Map<String, @Nullable Object> named,
      CallHandler calls)
      throws RaisedException {
    BridgedProfiler profiler = new BridgedProfiler(name, processes.start(name, file, calls), hurry);
    try {
      profiler.load(file, scratch.resolve(name).resolve("src"), positional, named);
      return profiler;
    } catch (TestProcessLost lost) {
      profiler.close();
      throw new RaisedException(
          Raise.of("JobError", "profiler %s: its process ended: %s".formatted(name, lost.how())));
    } catch (RaisedException | RuntimeException broken) {
      profiler.close();
      throw broken;
    }
  }

  /// Whether there is one of that name, of the user or one that comes along.
  public boolean isThere(String name) {
    return builtIn.has(name) || (NAME.matcher(name).matches() && find(name).isPresent());
  }

  /// Adds one that is there already.
  public void add(String name, TestProfiler profiler) {
    put(name, () -> profiler, () -> {});
  }

  /// Removes one.
  ///
  /// @throws ProfilerUnknown when it was not added
  public synchronized void delete(String name) {
    Added gone = added.remove(name);
    if (gone == null) {
      throw new ProfilerUnknown(name + " not present");
    }
    gone.close().run();
  }

  /// The names of those that were added.
  public synchronized List<String> names() {
    return List.copyOf(added.keySet());
  }

  /// For one test.
  ProfilerSession.Made make() {
    Map<String, TestProfiler> made = new LinkedHashMap<>();
    synchronized (this) {
      added.forEach((name, one) -> made.put(name, one.maker().get()));
    }
    return new ProfilerSession.Made(made);
  }

  /// Lets none wait any more for the end of what it measures, nor hold the job: it is being
  /// stopped.
  public void hurry() {
    hurry.complete(true);
  }

  /// The profilers for one test.
  ///
  /// @param testLog takes what goes wrong
  public ProfilerSession session(ProfiledTest test, LogSink testLog) {
    return new ProfilerSession(this, test, testLog);
  }

  void began(ProfilerSession session) {
    sessions.add(session);
  }

  void ended(ProfilerSession session) {
    sessions.remove(session);
  }

  private synchronized void put(String name, Supplier<TestProfiler> maker, Runnable close) {
    Added old = added.put(name, new Added(maker, close));
    if (old != null) {
      old.close().run();
    }
    log.log(LogLevel.INFO, "profiler " + name + " is added");
  }

  private static boolean isBridged(Path file) {
    return file.toString().endsWith(".py") || file.toString().endsWith(".java");
  }

  private Optional<Path> find(String name) {
    List<String> files =
        List.of(name + ".py", TestFinder.className(name) + ".java", name, name + ".sh");
    return directories.stream()
        .map(directory -> directory.resolve(name))
        .flatMap(at -> files.stream().map(at::resolve))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private static List<String> command(
      Path file, List<@Nullable Object> positional, Map<String, @Nullable Object> named) {
    List<String> command = new ArrayList<>();
    if (!Files.isExecutable(file)) {
      command.add("sh");
    }
    command.add(file.toAbsolutePath().toString());
    named.forEach((name, value) -> command.add("--" + name + "=" + PythonText.str(value)));
    positional.forEach(value -> command.add(PythonText.str(value)));
    return command;
  }

  /// Stops those that run, and ends them all.
  @Override
  public void close() {
    sessions.forEach(ProfilerSession::stop);
    synchronized (this) {
      added.values().forEach(one -> one.close().run());
      added.clear();
    }
  }
}
