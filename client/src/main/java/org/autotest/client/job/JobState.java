package org.autotest.client.job;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.bridge.JsonReader;
import org.autotest.core.bridge.JsonWriter;
import org.autotest.core.bridge.Values;
import org.autotest.core.failure.Blame;
import org.autotest.core.failure.MalformedInput;
import org.jspecify.annotations.Nullable;

/// What a job must not forget over a pause or a reboot: a file of JSON documents, a line each, of
/// which the last one that is whole counts. Each holds namespaces with names and values.
///
/// ```json
/// {"client":{"steps":[],"_boots":1},"global_properties":{"tag":"default"},"public":{}}
/// ```
///
/// A change appends a line, so that whatever ends the machine leaves the old or the new; now and
/// then, and when the job is over, the file is made anew with its last line alone. A file replaced
/// at every change would cost a short test more than all else that the harness writes.
///
/// Safe for several threads of one process; two processes never share one.
public final class JobState {
  /// The harness's own.
  public static final String CLIENT = "client";

  /// Properties of the job that a server may set beforehand.
  public static final String PROPERTIES = "global_properties";

  /// What control files keep.
  public static final String PUBLIC = "public";

  /// Of the client: who is told of the job's course.
  public static final String HARNESS = "harness";

  /// Of the client: what that harness was given.
  public static final String HARNESS_ARGS = "harness_args";

  private static final long APPENDED_MAX = 256 * 1024;

  private final Path file;
  private long appended = APPENDED_MAX;
  private final Map<String, Map<String, @Nullable Object>> namespaces = new LinkedHashMap<>();

  private JobState(Path file) {
    this.file = file;
  }

  /// Reads the file; an absent one is empty.
  ///
  /// @throws MalformedInput when it is no state file
  public static JobState open(Path file) throws IOException {
    JobState state = new JobState(file);
    if (Files.exists(file)) {
      Values.map(content(file))
          .forEach(
              (namespace, names) ->
                  state.namespaces.put(namespace, new LinkedHashMap<>(Values.map(names))));
    }
    return state;
  }

  private static @Nullable Object content(Path file) throws IOException {
    String text = Files.readString(file);
    int end = text.lastIndexOf('\n');
    String last = end < 0 ? text : text.substring(text.lastIndexOf('\n', end - 1) + 1, end);
    try {
      return JsonReader.parse(last);
    } catch (MalformedInput unlikeOurs) {
      return whole(file, text);
    }
  }

  /// A document of several lines, as a server or a person may write it.
  private static @Nullable Object whole(Path file, String text) {
    try {
      return JsonReader.parse(text);
    } catch (MalformedInput broken) {
      throw new MalformedInput(Blame.HOST, file.toString(), 0, broken.problem());
    }
  }

  /// Where it is kept.
  public Path file() {
    return file;
  }

  /// Empty when there is no such name, or its value is null.
  public synchronized Optional<Object> get(String namespace, String name) {
    Map<String, @Nullable Object> names = namespaces.get(namespace);
    return names == null ? Optional.empty() : Optional.ofNullable(names.get(name));
  }

  /// Whether there is such a name, be its value null.
  public synchronized boolean has(String namespace, String name) {
    Map<String, @Nullable Object> names = namespaces.get(namespace);
    return names != null && names.containsKey(name);
  }

  /// Changes one value and writes the file.
  public synchronized void set(String namespace, String name, @Nullable Object value)
      throws IOException {
    namespaces.computeIfAbsent(namespace, _ -> new LinkedHashMap<>()).put(name, value);
    write();
  }

  /// Changes several values of a namespace, and writes the file once: all of them are kept, or
  /// none.
  public synchronized void setAll(String namespace, Map<String, ? extends @Nullable Object> values)
      throws IOException {
    namespaces.computeIfAbsent(namespace, _ -> new LinkedHashMap<>()).putAll(values);
    write();
  }

  /// Forgets one value and writes the file.
  public synchronized void discard(String namespace, String name) throws IOException {
    Map<String, @Nullable Object> names = namespaces.get(namespace);
    if (names != null && names.containsKey(name)) {
      names.remove(name);
      write();
    }
  }

  /// Moves the file to where it is kept with the results.
  public synchronized void moveTo(Path target) throws IOException {
    if (Files.exists(file)) {
      replace(document());
      Files.move(file, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private void write() throws IOException {
    byte[] document = document();
    if (appended + document.length > APPENDED_MAX) {
      replace(document);
    } else {
      appended += document.length;
      append(document);
    }
  }

  private void append(byte[] document) throws IOException {
    try {
      Files.write(file, document, StandardOpenOption.APPEND);
    } catch (IOException full) {
      // A part of it may stand there, behind which nothing may be appended.
      appended = APPENDED_MAX;
      throw full;
    }
  }

  private byte[] document() {
    return (JsonWriter.write(namespaces) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private void replace(byte[] document) throws IOException {
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    Files.write(beside, document);
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    appended = 0;
  }
}
