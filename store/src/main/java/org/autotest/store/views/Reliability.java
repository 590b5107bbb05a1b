package org.autotest.store.views;

/// How a host has served over the last 30 days, as it was counted at most some ten minutes ago.
///
/// @param completed entries of jobs that completed on it, whatever their tests said
/// @param failedHost those that failed by its own fault
/// @param failedLab by the lab's
/// @param failedOther by the fault of a test or a submitter, by a bug, or by nobody knows whose
public record Reliability(
    int completed,
    int aborted,
    int failedHost,
    int failedLab,
    int failedOther,
    Tasks verifies,
    Tasks repairs) {

  /// Verifies or repairs.
  public record Tasks(int all, int failed) {
    /// There were none.
    public static final Tasks NONE = new Tasks(0, 0);
  }

  /// Nothing ended there.
  public static final Reliability NONE = new Reliability(0, 0, 0, 0, 0, Tasks.NONE, Tasks.NONE);

  /// All entries that ended.
  public int runs() {
    return completed + aborted + failedHost + failedLab + failedOther;
  }
}
