package org.autotest.client.job;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.client.bridge.BridgeConnection;
import org.autotest.client.bridge.Call;
import org.autotest.client.bridge.CallHandler;
import org.autotest.client.fetch.FetchFailed;
import org.autotest.client.log.LogLevel;
import org.autotest.client.machine.Programs;
import org.autotest.client.profiler.ProfilerUnknown;
import org.autotest.client.sysinfo.Addition;
import org.autotest.client.sysinfo.Addition.Kind;
import org.autotest.client.test.PythonText;
import org.autotest.core.bridge.Raise;
import org.autotest.core.bridge.RaisedException;
import org.autotest.core.bridge.Values;
import org.autotest.core.statuslog.StatusWord;
import org.jspecify.annotations.Nullable;

/// Serves the `job.…` calls of one line of execution, as `docs/reference/bridge.md` lists them.
final class JobCalls implements CallHandler {
  /// What a server gave, in the state: objects of `name`, `args` and `named`.
  private static final String PROFILERS = "profilers";

  private final JobParts parts;
  private final Branch branch;
  private final @Nullable RunningTest running;

  /// Serves a control file, or a test.
  ///
  /// @param running the test; null for a control file
  JobCalls(JobParts parts, Branch branch, @Nullable RunningTest running) {
    this.parts = parts;
    this.branch = branch;
    this.running = running;
  }

  @Override
  public @Nullable Object handle(Call call, BridgeConnection caller) throws RaisedException {
    try {
      return switch (call.name()) {
        case "job.describe" -> describe();
        case "job.run_test" -> runTest(call).equals("GOOD");
        case "job.run_test_detail" -> runTest(call);
        case "job.run_group" -> runGroup(call, caller);
        case "job.parallel_start" ->
            parts
                .parallelRuns()
                .start(branch, running, Values.number(call.argument(0, "tasks"), 0));
        case "job.parallel_end" -> parallelEnd(call);
        case "job.record" -> record(call);
        case "job.quit" -> throw raised("JobContinue", "");
        case "job.complete" -> throw complete(call);
        case "job.noop" -> noop(call);
        default -> handleSetting(call);
      };
    } catch (IOException full) {
      throw raised("IOError", String.valueOf(full.getMessage()));
    }
  }

  @Override
  public void log(String level, String module, int line, String text) {
    parts.log().log(LogLevel.ofName(level), module, line, text);
  }

  private @Nullable Object handleSetting(Call call) throws RaisedException, IOException {
    switch (call.name()) {
      case "job.set" -> parts.properties().set(call.text(0, "name"), call.argument(1, "value"));
      case "job.config_set" ->
          parts.properties().setConfig(call.text(0, "name"), call.argument(1, "value"));
      case "job.config_get" -> {
        return parts.properties().config(call.text(0, "name"));
      }
      case "job.set_state" -> setState(call.text(0, "name"), call.argument(1, "value"));
      case "job.get_state" -> {
        return getState(call.text(0, "name"));
      }
      case "job.discard_state" -> parts.state().discard(JobState.PUBLIC, call.text(0, "name"));
      case "job.next_step", "job.next_step_append", "job.next_step_prepend" -> nextStep(call);
      case "job.push_execution_context" -> branch.enter(call.text(0, "resultdir"));
      case "job.pop_execution_context" -> branch.leave();
      case "job.add_sysinfo_command" -> addSysinfo(call, Kind.COMMAND);
      case "job.add_sysinfo_logfile" -> addSysinfo(call, Kind.FILE);
      case "job.add_sysinfo_directory" -> addSysinfo(call, Kind.DIRECTORY);
      case "job.disable_warnings" -> Warnings.record(branch, call.text(0, "type"), true);
      case "job.enable_warnings" -> Warnings.record(branch, call.text(0, "type"), false);
      case "job.profilers_add",
          "job.profilers_delete",
          "job.profilers_list",
          "test.profilers_active" -> {
        return handleProfilers(call);
      }
      case "job.note_mount" -> noteMount(call);
      case "job.monitor_disk_usage" ->
          parts
              .properties()
              .limitDiskUsage(
                  call.argument(0, "max_rate") instanceof Number n ? n.doubleValue() : 0);
      default -> {
        Programs programs = running == null ? parts.programs() : running.programs();
        return new MachineCalls(parts, branch, programs).handle(call);
      }
    }
    return null;
  }

  private @Nullable Object handleProfilers(Call call) throws RaisedException {
    switch (call.name()) {
      case "job.profilers_add" -> addProfiler(call);
      case "job.profilers_delete" -> deleteProfiler(call.text(0, "name"));
      case "job.profilers_list" -> {
        return parts.profilers().names();
      }
      default -> {
        // `active`, asked by a control file: they run beside tests only.
        return false;
      }
    }
    return null;
  }

  private Map<String, @Nullable Object> describe() {
    Map<String, @Nullable Object> all = parts.properties().describe();
    all.put("resultdir", branch.directory().toString());
    return all;
  }

  private String runTest(Call call) throws RaisedException {
    List<@Nullable Object> positional =
        call.args().isEmpty() ? List.of() : call.args().subList(1, call.args().size());
    return parts
        .runner()
        .run(branch, call.text(0, "url"), positional, kwargsBehind(call, "url"), running)
        .name();
  }

  private @Nullable Object runGroup(Call call, BridgeConnection caller) throws RaisedException {
    Object callable = Values.map(call.argument(0, "callable")).get("$callable");
    new Group(branch, call.text(1, "name"))
        .run(() -> caller.call("callback.call", Values.number(callable, -1)));
    return null;
  }

  private @Nullable Object record(Call call) throws RaisedException {
    String word = call.text(0, "code");
    Optional<StatusWord> code = StatusWord.parse(word);
    if (code.isEmpty()) {
      throw raised("ValueError", "status code '" + word + "' is not valid");
    }
    Map<String, String> fields = new LinkedHashMap<>();
    Values.map(call.argument(4, "fields"))
        .forEach((name, value) -> fields.put(name, PythonText.str(value)));
    branch.record(
        code.get(),
        optionalText(call.argument(1, "subdir")).map(branch::prefixed),
        optionalText(call.argument(2, "operation")),
        fields,
        message(call.argument(3, "message")));
    return null;
  }

  private @Nullable Object parallelEnd(Call call) throws RaisedException {
    List<String> tokens = new ArrayList<>();
    for (Object token : Values.list(call.argument(0, "tokens"))) {
      tokens.add(String.valueOf(token));
    }
    parts.parallelRuns().end(branch, tokens, Values.list(call.argument(1, "failed")).size());
    return null;
  }

  private void setState(String name, @Nullable Object value) throws RaisedException, IOException {
    if (holdsOpaque(value)) {
      throw raised(
          "TypeError",
          "state '%s' must be made of texts, numbers, lists and dictionaries only".formatted(name));
    }
    parts.state().set(JobState.PUBLIC, name, value);
  }

  private @Nullable Object getState(String name) throws RaisedException {
    if (!parts.state().has(JobState.PUBLIC, name)) {
      throw raised("KeyError", "'" + name + "'");
    }
    return parts.state().get(JobState.PUBLIC, name).orElse(null);
  }

  private void nextStep(Call call) throws RaisedException, IOException {
    String name = call.text(0, "name");
    List<@Nullable Object> args = Values.list(call.argument(1, "args"));
    Map<String, @Nullable Object> kwargs = Values.map(call.argument(2, "kwargs"));
    switch (call.name()) {
      case "job.next_step_append" -> parts.steps().addLast(name, args, kwargs);
      case "job.next_step_prepend" -> parts.steps().addFirst(name, args, kwargs);
      default -> parts.steps().addNext(name, args, kwargs);
    }
  }

  private void addSysinfo(Call call, Kind kind) throws RaisedException, IOException {
    boolean isCommand = kind == Kind.COMMAND;
    Optional<String> file =
        isCommand ? optionalText(call.argument(1, "logfile")) : Optional.empty();
    boolean everyTest = Values.truth(call.argument(isCommand ? 2 : 1, "on_every_test"));
    String what = call.text(0, isCommand ? "command" : "path");
    parts.addSysinfo(Addition.of(kind, what, file, everyTest));
  }

  private void addProfiler(Call call) throws RaisedException {
    List<@Nullable Object> positional =
        call.args().isEmpty() ? List.of() : call.args().subList(1, call.args().size());
    addProfiler(call.text(0, "profiler"), positional, kwargsBehind(call, "profiler"));
  }

  /// The arguments by name behind the first one, which may have been given by its name.
  private static Map<String, @Nullable Object> kwargsBehind(Call call, String first) {
    return call.args().isEmpty() ? call.kwargsWithout(List.of(first)) : call.kwargs();
  }

  /// Adds those that a server gave the job to begin with.
  void addProfilersOfServer() throws RaisedException {
    for (Object one : Values.list(parts.state().get(JobState.CLIENT, PROFILERS).orElse(null))) {
      Map<String, @Nullable Object> profiler = Values.map(one);
      addProfiler(
          Values.text(profiler.get("name"), ""),
          Values.list(profiler.get("args")),
          Values.map(profiler.get("named")));
    }
  }

  /// Adds a profiler; one that is not here comes from a repository, if there is any.
  ///
  /// @throws ProfilerUnknown when there is none, or it has no use for the arguments
  /// @throws RaisedException what one in Python raised
  static void addProfiler(
      JobParts parts,
      Branch branch,
      String name,
      List<@Nullable Object> positional,
      Map<String, @Nullable Object> named)
      throws RaisedException {
    Path home = parts.settings().paths().client().resolve("profilers");
    try {
      parts.repositories().bring(name, "profiler", home, () -> parts.profilers().isThere(name));
    } catch (FetchFailed cannot) {
      throw new ProfilerUnknown("%s not present: %s".formatted(name, cannot.problem()));
    }
    parts.profilers().add(name, positional, named, new JobCalls(parts, branch, null));
  }

  private void addProfiler(
      String name, List<@Nullable Object> positional, Map<String, @Nullable Object> named)
      throws RaisedException {
    try {
      addProfiler(parts, branch, name, positional, named);
    } catch (ProfilerUnknown unknown) {
      throw raised("JobError", unknown.problem());
    }
  }

  /// What Python is about to mount, or has unmounted.
  private void noteMount(Call call) throws RaisedException {
    Path what = Path.of(call.text(1, "what"));
    Path at = Path.of(call.text(2, "at"));
    switch (call.text(0, "verb")) {
      case "mount" -> parts.mountNotes().mount(what, at);
      case "unmount" -> parts.mountNotes().unmount(what, at);
      case "loop" -> parts.mountNotes().loop(what);
      case "unloop" -> parts.mountNotes().unloop(what);
      default -> throw raised("ValueError", "there is no such note: " + call.text(0, "verb"));
    }
  }

  private void deleteProfiler(String name) throws RaisedException {
    try {
      parts.profilers().delete(name);
    } catch (ProfilerUnknown unknown) {
      throw raised("JobError", unknown.problem());
    }
  }

  private @Nullable Object noop(Call call) throws RaisedException {
    parts.log().log(LogLevel.INFO, "job: noop: " + call.text(0, "text"));
    return null;
  }

  private static RaisedException complete(Call call) {
    long status = Values.number(call.argument(0, "status"), 1);
    List<@Nullable Object> args = new ArrayList<>();
    args.add(status);
    return new RaisedException(
        new Raise("JobComplete", Long.toString(status), args, List.of("JobComplete"), ""));
  }

  private static boolean holdsOpaque(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map ->
          map.containsKey("$pickle")
              || map.containsKey("$repr")
              || map.values().stream().anyMatch(JobCalls::holdsOpaque);
      case List<?> list -> list.stream().anyMatch(JobCalls::holdsOpaque);
      case null, default -> false;
    };
  }

  private static String message(@Nullable Object value) {
    return value == null ? "" : PythonText.str(value);
  }

  private static Optional<String> optionalText(@Nullable Object value) {
    return value == null || value.equals("")
        ? Optional.empty()
        : Optional.of(PythonText.str(value));
  }

  private static RaisedException raised(String type, String message) {
    return new RaisedException(Raise.of(type, message));
  }
}
