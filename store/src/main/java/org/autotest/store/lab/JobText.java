package org.autotest.store.lab;

import java.time.Instant;
import java.util.Map;
import org.autotest.core.job.ControlType;

/// What is needed of a job to start it, and too large to keep in memory.
///
/// @param control the control file, whole; empty text when the job has none
/// @param keyvals of the job
public record JobText(
    String name, Instant createdAt, ControlType type, String control, Map<String, String> keyvals) {
  public JobText {
    keyvals = Map.copyOf(keyvals);
  }
}
