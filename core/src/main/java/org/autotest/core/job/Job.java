package org.autotest.core.job;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What was asked for (`afe_jobs` with its labels and keyvals). A job never changes; its host queue
/// entries do.
///
/// @param owner login
/// @param dependencies names of labels that every host must carry
/// @param keyvals copied into the `keyval` file of each execution
public record Job(
    JobId id,
    String owner,
    String name,
    Instant createdAt,
    ControlFileText control,
    JobOptions options,
    Set<String> dependencies,
    Map<String, String> keyvals,
    List<String> emailList) {

  public Job {
    dependencies = Set.copyOf(dependencies);
    keyvals = Map.copyOf(keyvals);
    emailList = List.copyOf(emailList);
  }

  /// The first component of the job's results path: `17-alice`.
  public String tag() {
    return id + "-" + owner;
  }

  /// A control file as it was submitted.
  ///
  /// @param text whole, UTF-8, at most [#CHARS_MAX] characters
  public record ControlFileText(ControlType type, String text) {
    /// Longest accepted text, in characters.
    public static final int CHARS_MAX = 1_000_000;
  }
}
