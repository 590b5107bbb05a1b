package org.autotest.dispatcher.plan;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.autotest.core.host.HostId;
import org.autotest.core.job.EntryEvent;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.ExecutionId;
import org.autotest.core.job.JobId;
import org.autotest.core.job.SpecialTask;
import org.autotest.core.job.TaskId;
import org.autotest.core.job.TaskType;
import org.autotest.store.lab.Failure;
import org.autotest.store.lab.LabEntry;
import org.autotest.store.lab.LabExecution.Outcome;
import org.autotest.store.lab.LabHost;

/// One step for the executor to take: a change of rows that holds only while they still are as the
/// plan saw them, or a process to start or stop. Each says why, in words for people.
public sealed interface Decision {
  /// Why; a clause that completes "because": `host1 is free`.
  String reason();

  /// What and why: `TakeHosts: host1 is free`.
  default String inWords() {
    return getClass().getSimpleName() + ": " + reason();
  }

  /// Gives hosts to entries of one job, all or none.
  record TakeHosts(JobId job, String owner, List<Take> takes, String reason) implements Decision {
    public TakeHosts {
      takes = List.copyOf(takes);
    }
  }

  /// One host for one entry.
  ///
  /// @param first what the host must go through first; empty when it is fit as it is
  record Take(LabEntry entry, LabHost host, How how, Optional<TaskType> first) {}

  /// How an entry comes to its host.
  enum How {
    /// It names it.
    NAMED,
    /// It would have taken others too.
    CHOSEN,
    /// The host is one more of an atomic group: a further entry like this one is made for it.
    ADDED
  }

  /// Lets a job without machines start.
  record StartHostless(LabEntry entry, String reason) implements Decision {}

  /// Puts a task on a host.
  ///
  /// @param requestedBy login
  record QueueTask(
      HostId host, TaskType type, Optional<EntryId> entry, String requestedBy, String reason)
      implements Decision {}

  /// Starts the process of a task.
  ///
  /// @param superseded queued verifies of the same host that this one makes needless
  /// @param drone the dispatcher on whose machine; empty: wherever the planner starts things
  record StartTask(
      SpecialTask task,
      LabHost host,
      List<TaskId> superseded,
      Optional<String> drone,
      String reason)
      implements Decision {
    public StartTask {
      superseded = List.copyOf(superseded);
    }
  }

  /// Records how a task ended, and what follows.
  ///
  /// @param failure present when it did not succeed
  record FinishTask(
      SpecialTask task, LabHost host, Optional<Failure> failure, AfterTask after, String reason)
      implements Decision {}

  /// Gives up a task that nobody waits for any more and that has no process.
  record CancelTask(SpecialTask task, String reason) implements Decision {}

  /// Sends a host back to service that nobody holds.
  record ReleaseHost(LabHost host, String reason) implements Decision {}

  /// Makes one run of hosts that are all pending.
  ///
  /// @param entries by host name; as many as the job wants
  record FormGroup(JobId job, List<LabEntry> entries, String reason) implements Decision {
    public FormGroup {
      entries = List.copyOf(entries);
    }
  }

  /// Starts the autoserv of a group.
  ///
  /// @param drone the dispatcher on whose machine; empty: wherever the planner starts things
  record StartMain(GroupKey group, List<LabEntry> entries, Optional<String> drone, String reason)
      implements Decision {
    public StartMain {
      entries = List.copyOf(entries);
    }
  }

  /// The autoserv of a group has ended.
  record EndMain(GroupKey group, List<LabEntry> entries, Outcome outcome, String reason)
      implements Decision {
    public EndMain {
      entries = List.copyOf(entries);
    }
  }

  /// The autoserv of a group never began to work: lets it start once more, in a new directory.
  record Relaunch(GroupKey group, List<LabEntry> entries, String reason) implements Decision {
    public Relaunch {
      entries = List.copyOf(entries);
    }
  }

  /// Starts collecting what a killed run left.
  ///
  /// @param drone the dispatcher on whose machine; empty: wherever the planner starts things
  record StartGather(GroupKey group, List<LabEntry> entries, Optional<String> drone, String reason)
      implements Decision {
    public StartGather {
      entries = List.copyOf(entries);
    }
  }

  /// Lets go of the hosts of a group, whose results are then parsed.
  ///
  /// @param cleanup whether each host is cleaned up first
  record Release(
      GroupKey group, List<LabEntry> entries, String owner, boolean cleanup, String reason)
      implements Decision {
    public Release {
      entries = List.copyOf(entries);
    }
  }

  /// Reads the results of a group into the results database, for good.
  record Parse(GroupKey group, String reason) implements Decision {}

  /// The results of a group are in the database and are archived next.
  ///
  /// @param failure why the run, or the reading of its results, failed
  record ToArchive(GroupKey group, List<LabEntry> entries, Optional<Failure> failure, String reason)
      implements Decision {
    public ToArchive {
      entries = List.copyOf(entries);
    }
  }

  /// Hands the results of a group over to the lab's archive.
  record HandOver(GroupKey group, String reason) implements Decision {}

  /// Ends a group.
  ///
  /// @param event one of the three `FINISHED_…`
  /// @param archivedTo where its results are archived
  record Finish(
      GroupKey group,
      List<LabEntry> entries,
      EntryEvent event,
      Optional<Failure> failure,
      Optional<String> archivedTo,
      String reason)
      implements Decision {
    public Finish {
      entries = List.copyOf(entries);
    }
  }

  /// Ends an entry that was aborted before its autoserv ran.
  ///
  /// @param host the host it lets go
  /// @param cancel queued tasks that prepared the host for it
  /// @param cleanup whether the host was touched and is cleaned up
  record Abort(
      LabEntry entry,
      Optional<LabHost> host,
      List<SpecialTask> cancel,
      boolean cleanup,
      String owner,
      String reason)
      implements Decision {
    public Abort {
      cancel = List.copyOf(cancel);
    }
  }

  /// Stops a process; it may still collect for a while. May be decided again and again.
  ///
  /// @param entries whose abort it is, for the note in their results; empty for a task
  record StopExecution(ExecutionId execution, List<LabEntry> entries, String reason)
      implements Decision {
    public StopExecution {
      entries = List.copyOf(entries);
    }
  }

  /// Ends the entries of a job that has too few hosts left.
  record StopShort(JobId job, List<LabEntry> entries, int missing, String reason)
      implements Decision {
    public StopShort {
      entries = List.copyOf(entries);
    }
  }

  /// Lets hosts that are ready wait for more of their atomic group.
  record WaitForMore(JobId job, List<LabEntry> entries, Instant until, String reason)
      implements Decision {
    public WaitForMore {
      entries = List.copyOf(entries);
    }
  }

  /// Notes which free hosts are kept for a job that wants several at once; none any more, if there
  /// are none.
  record KeepHosts(JobId job, Set<HostId> hosts, String reason) implements Decision {
    public KeepHosts {
      hosts = Set.copyOf(hosts);
    }
  }

  /// Ends entries of a job that has started on other hosts of its atomic group.
  record LeaveOut(JobId job, List<LabEntry> entries, String reason) implements Decision {
    public LeaveOut {
      entries = List.copyOf(entries);
    }
  }

  /// Asks for the abort of an entry that is past a time limit or can never run.
  record AskAbort(LabEntry entry, String reason) implements Decision {}

  /// An entry cannot be thought about: a bug, or rows that contradict each other. The others go on.
  record SetAside(EntryId entry, Failure failure, String reason) implements Decision {}

  /// A host cannot be thought about: a bug, or rows that contradict each other. The others go on.
  record SetHostAside(HostId host, Failure failure, String reason) implements Decision {}

  /// What follows the end of a special task.
  sealed interface AfterTask {
    /// Nothing: the entry it was for is gone, and what the host needs is queued already.
    record Nothing() implements AfterTask {}

    /// The host is ready for work.
    record HostReady() implements AfterTask {}

    /// The host is clean and shall be verified for the entry.
    record VerifyNext(LabEntry entry, String owner) implements AfterTask {}

    /// The entry has its host.
    record EntryPending(LabEntry entry) implements AfterTask {}

    /// The host shall be repaired; the entry, if any, goes back to the queue.
    ///
    /// @param requestedBy login
    record RepairNext(Optional<LabEntry> entry, String requestedBy) implements AfterTask {}

    /// The host is given up. An entry that named it fails; another goes back to the queue.
    ///
    /// @param parse whether what the task left is read as the entry's results
    record GiveUp(Optional<LabEntry> entry, boolean parse) implements AfterTask {}
  }
}
