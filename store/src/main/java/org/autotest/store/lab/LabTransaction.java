package org.autotest.store.lab;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.autotest.core.failure.Blame;
import org.autotest.core.host.HostEvent;
import org.autotest.core.host.HostId;
import org.autotest.core.host.HostStatus;
import org.autotest.core.job.EntryEvent;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.ExecutionId;
import org.autotest.core.job.JobId;
import org.autotest.core.job.TaskId;
import org.autotest.core.job.TaskType;
import org.autotest.core.results.ExecutionPath;
import org.autotest.store.lab.LabExecution.Outcome;
import org.autotest.store.lab.LabExecution.ProcessRef;

/// The changes that make up one decision, or several. Each holds only while its rows are as the
/// caller believes; otherwise the whole transaction is undone with [LostRace], at the latest when
/// it ends. Every change of a status goes into the event log and every changed row into the outbox,
/// in the same transaction.
public interface LabTransaction {
  /// The time that everything in this transaction carries.
  Instant now();

  /// Moves an entry along [org.autotest.core.job.EntryTransitions].
  ///
  /// @return the new status
  EntryStatus moveEntry(EntryId entry, EntryStatus from, EntryEvent event, String reason);

  /// Gives a host to an entry that takes any, and keeps its siblings off the host.
  void assignHost(EntryId entry, JobId job, HostId host);

  /// Makes a further entry like one that has no host yet, on a host of its atomic group.
  ///
  /// @param like must be Queued
  /// @return the new entry, Queued
  EntryId addEntry(EntryId like, JobId job, HostId host);

  /// Takes the host away again from an entry that takes any, and lets its siblings have it.
  void unassignHost(EntryId entry, JobId job, HostId host);

  /// Puts the entry into a group.
  ///
  /// @param subdir below the job's directory; empty text takes it out
  void setSubdir(EntryId entry, String subdir);

  /// Notes the start of an entry's run; empty after a requeue.
  void setStarted(EntryId entry, Optional<Instant> at);

  /// Notes until when an entry that is to be Waiting waits.
  void setWaitUntil(EntryId entry, Instant until);

  /// Notes where the results of an entry are archived.
  ///
  /// @param place at most 500 characters
  void setArchive(EntryId entry, String place);

  /// Notes what holds an entry back or made it fail; empty when all is well again.
  void setProblem(EntryId entry, Optional<Failure> problem);

  /// Marks an entry as aborted by the system, unless it is already.
  void requestAbort(EntryId entry, String reason);

  /// Directories of the job's entries, finished ones included.
  Set<String> subdirsOf(JobId job);

  /// Whose doing it was that entries of the job ended, or shall end, before they ran: one for each
  /// that failed, was aborted or was stopped because of others.
  List<Blame> lostBeforeStart(JobId job);

  /// The host must be Ready and not locked; nobody can change that until the commit.
  void requireReady(HostId host);

  /// Moves a host along [org.autotest.core.host.HostTransitions].
  HostStatus moveHost(HostId host, HostStatus from, HostEvent event, String reason);

  /// Notes why a host was given up.
  void setHostProblem(HostId host, Failure problem);

  /// Notes whether a host was used since its last cleanup.
  void setDirty(HostId host, boolean dirty);

  /// Notes, for explanations, which free hosts are kept for a job; instead of those before.
  void keepHosts(JobId job, Set<HostId> hosts);

  /// Forgets which hosts are kept for any job.
  void keepNoHosts();

  /// Reserves a host for the owner of a job that takes it. Nothing happens to a machine outside the
  /// inventory, nor to a host that is reserved already; where somebody has planned to have it, it
  /// is reserved until then.
  ///
  /// @param until when the reservation ends by itself
  void reserveFor(JobId job, HostId host, Instant until);

  /// Lets what the job has reserved end earlier, unless somebody has changed it meanwhile.
  void reservedUntil(JobId job, HostId host, Instant until);

  /// Queues a special task.
  ///
  /// @param requestedBy login; the system's user when there is no such user
  void createTask(
      HostId host, TaskType type, Optional<EntryId> entry, String requestedBy, String reason);

  /// Marks a queued task as running.
  void startTask(TaskId task, String reason);

  /// Marks an open task as finished.
  ///
  /// @param failure present when it did not succeed
  void finishTask(TaskId task, Optional<Failure> failure, String reason);

  /// Deletes queued tasks that another one makes needless.
  void deleteTasks(List<TaskId> tasks);

  /// Records that autoserv is about to be started for a group.
  ///
  /// @param entries they point to it from now on; each must still be in `status`
  NewExecution createMain(
      JobId job, ExecutionPath path, List<EntryId> entries, EntryStatus status, int weight);

  /// Records that the leftovers of a group are about to be collected.
  ///
  /// @param entries each must still be Gathering
  NewExecution createGather(JobId job, ExecutionPath path, List<EntryId> entries, int weight);

  /// Records that autoserv is about to be started for a special task, which points to it from now
  /// on.
  NewExecution createTaskExecution(TaskId task, TaskType type, ExecutionPath path);

  /// Records the process of a starting execution.
  void executionRuns(ExecutionId execution, ProcessRef process);

  /// Records how an open execution ended.
  void executionEnded(ExecutionId execution, Outcome outcome);

  /// Records that an open execution never ran.
  ///
  /// @param outcome present when its process was started and left no sign of having begun
  void executionAbandoned(ExecutionId execution, Optional<Outcome> outcome);
}
