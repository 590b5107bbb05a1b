package org.autotest.autoserv.control;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.autotest.autoserv.results.ResultsUnwritable;
import org.autotest.core.bridge.JsonReader;
import org.autotest.core.bridge.JsonWriter;
import org.autotest.core.bridge.Values;
import org.autotest.core.failure.MalformedInput;
import org.autotest.core.results.HostFile;
import org.jspecify.annotations.Nullable;

/// What a job keeps for whatever comes later in it: control files of either language, parts that
/// run at the same time, and clients. A file among the results shows it, in the form of the state
/// files of clients.
///
/// ```json
/// {"public":{"rounds":3}}
/// ```
final class ServerState {
  /// A client's state file, which is this and more, is read back as far as a file of a host is.
  static final int BYTES_MAX = HostFile.BYTES_MAX / 2;

  private static final String PUBLIC = "public";

  private final Path file;
  private Map<String, @Nullable Object> values = new TreeMap<>();

  /// Nothing is kept yet.
  ///
  /// @param file written at each change
  ServerState(Path file) {
    this.file = file;
  }

  /// Keeps a value.
  ///
  /// @param value as JSON has it
  /// @throws IllegalArgumentException when it is something else, or too much
  synchronized void set(String name, @Nullable Object value) {
    Map<String, @Nullable Object> changed = all();
    changed.put(name, plain(value));
    keep(changed, name);
  }

  synchronized void discard(String name) {
    Map<String, @Nullable Object> changed = all();
    if (changed.containsKey(name)) {
      changed.remove(name);
      keep(changed, name);
    }
  }

  /// What is kept: nothing, or one value, which may be null.
  synchronized List<@Nullable Object> kept(String name) {
    return values.containsKey(name) ? Collections.singletonList(values.get(name)) : List.of();
  }

  /// Null when nothing is kept, or null.
  synchronized @Nullable Object get(String name) {
    return values.get(name);
  }

  /// All of it, to be changed by whoever asks.
  synchronized Map<String, @Nullable Object> all() {
    return new TreeMap<>(values);
  }

  /// A value as JSON reads it back.
  ///
  /// @throws IllegalArgumentException for what JSON cannot hold
  static @Nullable Object plain(@Nullable Object value) {
    return JsonReader.parse(JsonWriter.write(value));
  }

  /// Takes over what a client changed.
  ///
  /// @param given what it began with
  /// @param left its state file; nothing is taken when that is not there
  /// @param log of the machine, told when nothing can be taken
  synchronized void takeOver(Map<String, @Nullable Object> given, Path left, System.Logger log) {
    try {
      Optional<String> text = HostFile.read(left);
      if (text.isEmpty()) {
        return;
      }
      Map<String, @Nullable Object> changed = all();
      Map<String, @Nullable Object> found =
          Values.map(Values.map(JsonReader.parse(text.get())).get(PUBLIC));
      found.forEach(
          (name, value) -> {
            if (!given.containsKey(name) || !Objects.equals(given.get(name), value)) {
              changed.put(name, value);
            }
          });
      given.keySet().stream().filter(name -> !found.containsKey(name)).forEach(changed::remove);
      if (!changed.equals(values)) {
        keep(changed, "what a client kept");
      }
    } catch (IOException | MalformedInput | IllegalArgumentException cannot) {
      log.log(
          Level.WARNING,
          "taking over what the client kept: %s; it stays in %s"
              .formatted(cannot.getMessage(), left));
    }
  }

  private void keep(Map<String, @Nullable Object> changed, String what) {
    byte[] text = JsonWriter.write(Map.of(PUBLIC, changed)).getBytes(StandardCharsets.UTF_8);
    if (text.length > BYTES_MAX) {
      throw new IllegalArgumentException(
          "keeping %s: the state of the job would have %d bytes, which are more than %d"
              .formatted(what, text.length, BYTES_MAX));
    }
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.write(beside, text);
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException full) {
      throw new ResultsUnwritable(file, full);
    }
    values = changed;
  }
}
