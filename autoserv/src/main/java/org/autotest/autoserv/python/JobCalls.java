package org.autotest.autoserv.python;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.autotest.autoserv.api.Arg;
import org.autotest.autoserv.control.HostProfilers;
import org.autotest.autoserv.control.ServerHost;
import org.autotest.autoserv.control.ServerJob;
import org.autotest.core.bridge.JsonWriter;
import org.autotest.core.bridge.Values;
import org.autotest.core.failure.MalformedInput;
import org.autotest.core.statuslog.StatusLine;
import org.autotest.core.statuslog.StatusWord;
import org.jspecify.annotations.Nullable;

/// The calls `job.…`.
final class JobCalls {
  private final ServerJob job;
  private final PythonHosts hosts;
  private final Map<Long, HostProfilers> profilers = new ConcurrentHashMap<>();
  private final AtomicLong last = new AtomicLong();
  private final Map<String, ? extends @Nullable Object> facts;
  private final Branches branches;
  private final Judge judge;

  /// Calls about one job.
  ///
  /// @param facts what does not change
  JobCalls(
      ServerJob job,
      PythonHosts hosts,
      Map<String, ? extends @Nullable Object> facts,
      Branches branches,
      Judge judge) {
    this.job = job;
    this.hosts = hosts;
    this.facts = facts;
    this.branches = branches;
    this.judge = judge;
  }

  Map<String, Handler> handlers() {
    Map<String, Handler> all = new HashMap<>();
    all.put("job.describe", (_, _) -> describe());
    all.put("job.status", this::status);
    all.put("job.tests_failed", (_, _) -> job.current().status().trail().testsFailed());
    all.put("job.set_state", this::setState);
    all.put("job.get_state", (asked, _) -> job.stateOf(asked.text(0)));
    all.put("job.discard_state", this::discardState);
    all.put("job.run_java_test", this::runTest);
    all.put("job.branch", (asked, _) -> branches.begin(asked.text(0)));
    all.put("job.enter", JobCalls::enter);
    all.put("job.leave", JobCalls::leave);
    all.put("job.branch_failed", this::branchFailed);
    all.put("job.branches_end", this::branchesEnd);
    all.put("job.profilers_start", this::startProfilers);
    all.put("job.profilers_stop", this::stopProfilers);
    return all;
  }

  private Map<String, @Nullable Object> describe() {
    Map<String, @Nullable Object> all = new TreeMap<>(facts);
    all.put("resultdir", job.resultDirectory().toString());
    return all;
  }

  private @Nullable Object status(Asked asked, int line) {
    StatusWord word = word(asked.text(0));
    Map<String, String> fields = asked.texts(4);
    refuseUnwritable(word, asked.text(1), asked.text(2), fields);
    job.current().status().record(word, asked.text(1), asked.text(2), fields, asked.text(3));
    return null;
  }

  /// What a control file says stands as it was said, or not at all.
  private static void refuseUnwritable(
      StatusWord word, String subdir, String operation, Map<String, String> fields) {
    try {
      var _ = new StatusLine(0, word, Optional.of(subdir), Optional.of(operation), fields, "");
    } catch (MalformedInput refused) {
      throw new IllegalArgumentException(refused.problem(), refused);
    }
  }

  private @Nullable Object setState(Asked asked, int line) {
    job.keepState(asked.text(0), asked.value(1));
    return null;
  }

  private @Nullable Object discardState(Asked asked, int line) {
    job.discardState(asked.text(0));
    return null;
  }

  private Object runTest(Asked asked, int line) {
    Arg[] args =
        Values.map(asked.value(1)).entrySet().stream()
            .map(entry -> Arg.arg(entry.getKey(), Objects.requireNonNullElse(entry.getValue(), "")))
            .toArray(Arg[]::new);
    return job.runTest(asked.text(0), args);
  }

  /// Names of machines, and the state with the profilers; gives a number.
  private Object startProfilers(Asked asked, int line) {
    List<ServerHost> machines =
        Values.list(asked.value(0)).stream()
            .map(name -> hosts.host(String.valueOf(name), line))
            .toList();
    long number = last.incrementAndGet();
    profilers.put(number, HostProfilers.begin(machines, JsonWriter.write(asked.value(1))));
    return number;
  }

  /// The number, and the directory for what they saw; gives what went wrong, by the machine.
  private Object stopProfilers(Asked asked, int line) {
    HostProfilers begun = profilers.remove(asked.number(0));
    if (begun == null) {
      throw new IllegalArgumentException("there are no profilers of number " + asked.text(0));
    }
    return begun.end(Path.of(asked.text(1)));
  }

  /// A directory for logs or nothing, their name, and two named pipes; gives a number.
  private static Object enter(Asked asked, int line) {
    Optional<Path> directory = Optional.of(asked.text(0)).filter(d -> !d.isEmpty()).map(Path::of);
    return Part.current()
        .enter(directory, asked.text(1), Path.of(asked.text(2)), Path.of(asked.text(3)));
  }

  private static @Nullable Object leave(Asked asked, int line) {
    Part.current().leave(asked.number(0));
    return null;
  }

  private @Nullable Object branchFailed(Asked asked, int line) {
    branches.failed(asked.text(0), judge.failure(asked, 1));
    return null;
  }

  /// Tokens, names, how their processes ended, and whether a failure is to be raised.
  private @Nullable Object branchesEnd(Asked asked, int line) {
    List<String> tokens = asked.words(0);
    List<String> names = asked.words(1);
    List<String> problems = asked.words(2);
    if (names.size() != tokens.size() || problems.size() != tokens.size()) {
      throw new IllegalArgumentException("as many names and problems as tokens are wanted");
    }
    boolean isRaised = asked.truth(3);
    Map<String, Throwable> failures = branches.end(tokens, names, problems, isRaised);
    if (isRaised) {
      Branches.refuse(failures, tokens.size());
    }
    return null;
  }

  private static StatusWord word(String text) {
    return StatusWord.parse(text)
        .orElseThrow(() -> new IllegalArgumentException("'%s' is no status".formatted(text)));
  }
}
