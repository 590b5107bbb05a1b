package org.autotest.core.job;

import java.util.Arrays;
import java.util.Optional;

/// Where a host queue entry stands. [EntryTransitions] says which changes are legal.
public enum EntryStatus {
  QUEUED("Queued", false, false),
  /// Cleanup and verify before the job, as special tasks.
  VERIFYING("Verifying", true, false),
  /// The host is fit and held; the job waits for sibling hosts.
  PENDING("Pending", true, false),
  /// Atomic groups only: enough hosts are fit and held; more of the group may come for a while.
  WAITING("Waiting", true, false),
  /// The group of hosts is complete; waits for a process.
  STARTING("Starting", true, false),
  RUNNING("Running", true, false),
  /// Autoserv has ended; collects what a killed run left on the host.
  GATHERING("Gathering", true, false),
  /// The host is free; results go into the results database.
  PARSING("Parsing", false, false),
  ARCHIVING("Archiving", false, false),
  /// Autoserv exited 0. Says nothing about whether tests passed.
  COMPLETED("Completed", false, true),
  FAILED("Failed", false, true),
  ABORTED("Aborted", false, true),
  /// Sibling hosts dropped out, so that the job's synch count cannot be met.
  STOPPED("Stopped", false, true),
  /// Never runs; the source of recurring runs.
  TEMPLATE("Template", false, true);

  private final String word;
  private final boolean active;
  private final boolean complete;

  EntryStatus(String word, boolean active, boolean complete) {
    this.word = word;
    this.active = active;
    this.complete = complete;
  }

  /// The word in the database, on pages and on the command line.
  public String word() {
    return word;
  }

  /// Whether an entry here holds its host: no other entry may have it.
  public boolean isActive() {
    return active;
  }

  /// Whether the life is over.
  public boolean isComplete() {
    return complete;
  }

  /// Empty for a word that is no status; case matters.
  public static Optional<EntryStatus> ofWord(String word) {
    return Arrays.stream(values()).filter(status -> status.word.equals(word)).findFirst();
  }
}
