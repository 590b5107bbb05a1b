package org.autotest.autoserv.control;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autotest.autoserv.api.Arg;
import org.autotest.core.bridge.JsonWriter;
import org.jspecify.annotations.Nullable;

/// What a job gives to the clients that it runs from now on: what is collected beside the results,
/// what watches their tests, and what the job keeps. It is the state that a client's job begins
/// with, so that control files of either language stay as they are, with the numbers of their
/// lines.
///
/// ```json
/// {"client":{"sysinfo":[{"kind":"COMMAND","what":"lsmod","file":"","on_every_test":false}],
///   "profilers":[{"name":"vmstat","args":[],"named":{"interval":1}}]},"public":{"rounds":3}}
/// ```
public final class ClientState {
  /// What is collected, in the words of the client.
  enum Kind {
    COMMAND,
    FILE,
    DIRECTORY
  }

  private final ServerState kept;
  private final List<Map<String, @Nullable Object>> additions = new ArrayList<>();
  private final Map<String, Map<String, @Nullable Object>> profilers = new LinkedHashMap<>();

  /// What somebody gives who keeps nothing yet.
  ///
  /// @param file where what is kept is shown; not there before something is
  public static ClientState fresh(Path file) {
    return new ClientState(new ServerState(file));
  }

  /// @param kept by the job; clients change it
  ClientState(ServerState kept) {
    this.kept = kept;
  }

  /// What the job keeps.
  ServerState kept() {
    return kept;
  }

  synchronized void add(Kind kind, String what, boolean onEveryTest) {
    Map<String, @Nullable Object> addition = new LinkedHashMap<>();
    addition.put("kind", kind.name());
    addition.put("what", what);
    addition.put("file", "");
    addition.put("on_every_test", onEveryTest);
    additions.add(addition);
  }

  synchronized void addProfiler(String name, List<Arg> args) {
    Map<String, @Nullable Object> named = new LinkedHashMap<>();
    args.forEach(arg -> named.put(arg.name(), arg.value()));
    Map<String, @Nullable Object> profiler = new LinkedHashMap<>();
    profiler.put("name", name);
    profiler.put("args", List.of());
    profiler.put("named", named);
    profilers.put(name, profiler);
  }

  /// Takes one away.
  ///
  /// @throws IllegalArgumentException when it was not added
  synchronized void deleteProfiler(String name) {
    if (profilers.remove(name) == null) {
      throw new IllegalArgumentException("deleting the profiler %s: there is none".formatted(name));
    }
  }

  synchronized List<String> profilers() {
    return List.copyOf(profilers.keySet());
  }

  /// All but what the job keeps.
  synchronized Map<String, @Nullable Object> given() {
    return additions.isEmpty() && profilers.isEmpty() ? Map.of() : given(additions);
  }

  /// The profilers alone, as the client reads them.
  synchronized String profilersJson() {
    return JsonWriter.write(given(List.of()));
  }

  private Map<String, @Nullable Object> given(List<Map<String, @Nullable Object>> collected) {
    Map<String, @Nullable Object> client = new LinkedHashMap<>();
    client.put("sysinfo", List.copyOf(collected));
    client.put("profilers", List.copyOf(profilers.values()));
    return Map.of("client", client);
  }

  /// As the client reads it; empty text for nothing.
  ///
  /// @param given all but what the job keeps
  static String json(Map<String, @Nullable Object> given, Map<String, @Nullable Object> kept) {
    if (given.isEmpty() && kept.isEmpty()) {
      return "";
    }
    Map<String, @Nullable Object> all = new LinkedHashMap<>(given);
    all.put("public", kept);
    return JsonWriter.write(all);
  }
}
