package org.autotest.client.api;

import java.nio.file.Path;
import java.util.Map;
import org.autotest.core.statuslog.StatusCode;
import org.jspecify.annotations.Nullable;

/// What a test may ask of the job it runs in.
public interface TestJob {
  /// Writes one entry into the status log, at the present depth.
  ///
  /// @param operation what the entry is about
  /// @param fields further fields, by name
  void record(StatusCode code, String operation, String message, Map<String, String> fields);

  /// Like the other, without fields.
  default void record(StatusCode code, String operation, String message) {
    record(code, operation, message, Map.of());
  }

  /// Keeps a value for later steps, across a reboot; null forgets it.
  ///
  /// @param value text, a number, a truth value, or a list or map of such
  void setState(String name, @Nullable Object value);

  /// The value kept under the name; null when there is none.
  @Nullable Object getState(String name);

  /// Where the results of the job are: each test has a directory below it.
  Path resultDirectory();
}
