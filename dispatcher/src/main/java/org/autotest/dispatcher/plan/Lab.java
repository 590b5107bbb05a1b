package org.autotest.dispatcher.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.autotest.core.host.HostId;
import org.autotest.core.host.HostStatus;
import org.autotest.core.host.LabelId;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.JobId;
import org.autotest.core.job.SpecialTask;
import org.autotest.core.job.TaskId;
import org.autotest.core.job.TaskType;
import org.autotest.store.lab.LabEntry;
import org.autotest.store.lab.LabExecution;
import org.autotest.store.lab.LabExecution.Work;
import org.autotest.store.lab.LabHost;
import org.autotest.store.lab.LabJob;
import org.autotest.store.lab.LabPicture;
import org.jspecify.annotations.Nullable;

/// The lab in memory: hosts, unfinished entries with their jobs, open special tasks and executions,
/// indexed for the questions that planning asks. Every change also notes what it touched, so that
/// the next round looks at that and at nothing else.
///
/// Holds about 20,000 hosts and 100,000 entries in 200 MB. For one thread.
public final class Lab {
  private final KnownHosts hosts = new KnownHosts();
  private final Map<JobId, LabJob> jobs = new HashMap<>();
  private final NavigableMap<EntryId, LabEntry> entries = new TreeMap<>();
  private final OpenTasks tasks = new OpenTasks();
  private final Catalogue catalogue = new Catalogue();
  private final Rights rights = new Rights();

  private final Index<JobId, EntryId> entriesOfJob = new Index<>();
  private final Index<GroupKey, EntryId> entriesOfGroup = new Index<>();
  private final Index<HostId, EntryId> activeOnHost = new Index<>();
  private final Index<EntryId, HostId> repairsOfEntry = new Index<>();
  private final Map<JobId, Set<HostId>> blocks = new HashMap<>();
  private final Executions executions = new Executions();
  private final Queue queue;
  private final KeptHosts kept = new KeptHosts();
  private final FreeHosts free = new FreeHosts();
  private final Deadlines deadlines = new Deadlines();
  private final Timers waits = new Timers();
  private Touched touched = new Touched();

  /// An empty lab.
  ///
  /// @param ageStep how long an entry waits until it counts as one priority more
  public Lab(Duration ageStep) {
    this.queue = new Queue(ageStep);
  }

  /// The host, when it is in the inventory.
  public Optional<LabHost> host(HostId id) {
    return hosts.get(id);
  }

  /// All hosts, oldest first.
  public NavigableMap<HostId, LabHost> hosts() {
    return hosts.all();
  }

  /// The job, while it has unfinished entries.
  public Optional<LabJob> job(JobId id) {
    return Optional.ofNullable(jobs.get(id));
  }

  /// The entry, while it is unfinished.
  public Optional<LabEntry> entry(EntryId id) {
    return Optional.ofNullable(entries.get(id));
  }

  /// All unfinished entries, oldest first.
  public NavigableMap<EntryId, LabEntry> entries() {
    return Collections.unmodifiableNavigableMap(entries);
  }

  /// The job's unfinished entries, oldest first.
  public List<LabEntry> entriesOf(JobId job) {
    return entriesOfJob.of(job).stream().map(this::known).toList();
  }

  /// The unfinished entries of a group, by host name.
  public List<LabEntry> entriesOf(GroupKey group) {
    return entriesOfGroup.of(group).stream().map(this::known).sorted(byHostname()).toList();
  }

  /// Orders entries by the names of their hosts, those without a host last.
  public Comparator<LabEntry> byHostname() {
    return new ByHostname(this);
  }

  /// Entries that hold the host; more than one only when somebody meddled.
  public Set<EntryId> activeOn(HostId host) {
    return Set.copyOf(activeOnHost.of(host));
  }

  /// The special task, while it is open.
  public Optional<SpecialTask> task(TaskId id) {
    return tasks.get(id);
  }

  /// All open tasks, oldest first.
  public NavigableMap<TaskId, SpecialTask> openTasks() {
    return tasks.all();
  }

  /// Open tasks of a host, in the order in which they start.
  public List<SpecialTask> openTasks(HostId host) {
    return tasks.on(host);
  }

  /// Whether a repair of the host was already asked for because of the entry.
  public boolean wasRepairedFor(EntryId entry, HostId host) {
    return repairsOfEntry.of(entry).contains(host);
  }

  /// Whether an entry of the job that takes any host must not take this one.
  public boolean isBlocked(JobId job, HostId host) {
    return blocks.getOrDefault(job, Set.of()).contains(host);
  }

  /// Whether there are any such hosts: some entry of the job names a host, or was given one.
  boolean hasBlocks(JobId job) {
    return blocks.containsKey(job);
  }

  /// Labels and atomic groups.
  public Catalogue catalogue() {
    return catalogue;
  }

  /// Names of the access groups a user is in.
  public Set<String> groupsOf(String login) {
    return rights.groupsOf(login);
  }

  /// Executions and what they work on.
  public Executions executions() {
    return executions;
  }

  /// Entries that want a host.
  Queue queue() {
    return queue;
  }

  /// Free hosts that are kept for jobs which want several at once.
  public KeptHosts kept() {
    return kept;
  }

  /// Hosts that carry the label, busy ones too.
  Set<HostId> hostsOf(LabelId label) {
    return hosts.carrying(label);
  }

  /// Hosts that may be taken.
  FreeHosts free() {
    return free;
  }

  /// Entries past a time limit at `now` for which no abort was asked, by the limit they passed.
  List<Deadlines.Due> due(Instant now) {
    return deadlines.due(now, id -> entry(id).filter(entry -> !entry.abortRequested()));
  }

  /// Entries whose wait for more hosts is over at `now`; each is told once.
  List<EntryId> takeWaitsOver(Instant now) {
    return waits.take(now);
  }

  /// Hands out what was touched, and begins anew.
  public Touched takeTouched() {
    Touched taken = touched;
    touched = new Touched();
    return taken;
  }

  /// Looks at the entry again in the next round.
  public void touch(EntryId entry) {
    touched.entries().add(entry);
  }

  /// Looks at the host again in the next round.
  public void touch(HostId host) {
    touched.hosts().add(host);
  }

  /// Looks at the task again in the next round.
  public void touch(TaskId task) {
    touched.tasks().add(task);
  }

  /// Looks at everything in the next round.
  public void touchAll() {
    touched.entries().addAll(entries.keySet());
    touched.hosts().addAll(hosts.all().keySet());
    touched.tasks().addAll(tasks.all().keySet());
  }

  /// Takes labels, atomic groups and users' groups as they are now. Whom it concerns is looked at
  /// again: free hosts with a label that means something else, entries of users whose groups have
  /// changed, and of jobs that asked for an atomic group that has.
  public void setCommon(LabPicture.Common now) {
    for (LabelId label : catalogue.setLabels(now.labels())) {
      free.ofLabel(label).values().forEach(its -> its.forEach(this::touch));
    }
    Set<Long> changed = catalogue.setAtomicGroups(now.atomicGroups());
    jobs.values().stream()
        .filter(job -> job.atomicGroup().filter(changed::contains).isPresent())
        .forEach(job -> entriesOfJob.of(job.id()).forEach(this::touch));
    for (JobId job : rights.setGroups(now.groupsOfUser())) {
      for (LabEntry entry : entriesOf(job)) {
        requeue(entry);
        touch(entry.id());
      }
    }
  }

  /// A host was created or changed.
  public void put(LabHost host) {
    hosts.put(host);
    hostChanged(host.id());
    activeOn(host.id()).forEach(this::touch);
  }

  /// A host is no more.
  public void removeHost(HostId id) {
    hosts.remove(id);
    hostChanged(id);
  }

  /// Forgets deleted hosts that nothing unfinished refers to. Looks at all entries.
  public void forgetDeletedHosts() {
    Set<HostId> used = new HashSet<>();
    entries.values().forEach(entry -> entry.host().ifPresent(used::add));
    hosts.deleted().stream()
        .filter(id -> !used.contains(id) && !tasks.hasAny(id))
        .forEach(this::removeHost);
  }

  /// A job has unfinished entries. Put it before them.
  public void put(LabJob job) {
    jobs.put(job.id(), job);
    rights.add(job);
  }

  /// Hosts that no entry of the job may take as any host.
  public void setBlocks(JobId job, Set<HostId> blocked) {
    if (blocked.isEmpty()) {
      blocks.remove(job);
    } else {
      blocks.put(job, Set.copyOf(blocked));
    }
  }

  /// An unfinished entry was created or changed. Its job must be known.
  public void put(LabEntry entry) {
    forget(entries.get(entry.id()));
    entries.put(entry.id(), entry);
    entriesOfJob.add(entry.job(), entry.id());
    groupOf(entry).ifPresent(group -> entriesOfGroup.add(group, entry.id()));
    if (entry.status().isActive()) {
      entry.host().ifPresent(host -> activeOnHost.add(host, entry.id()));
    }
    requeue(entry);
    job(entry.job()).ifPresent(job -> deadlines.put(entry, job));
    entry.waitUntil().ifPresent(until -> waits.put(entry.id(), until));
    touch(entry.id());
    entry.host().ifPresent(this::hostChanged);
  }

  /// An entry has ended, or is gone.
  public void removeEntry(EntryId id) {
    LabEntry gone = entries.remove(id);
    if (gone == null) {
      return;
    }
    forget(gone);
    repairsOfEntry.removeAll(id);
    gone.host().ifPresent(this::hostChanged);
    touch(id);
    if (!entriesOfJob.has(gone.job())) {
      Optional.ofNullable(jobs.remove(gone.job())).ifPresent(rights::remove);
      blocks.remove(gone.job());
      executions.forget(gone.job());
    } else if (job(gone.job()).filter(LabJob::isGang).isPresent()) {
      entriesOf(gone.job()).forEach(sibling -> touch(sibling.id()));
    }
  }

  /// A special task was created or changed.
  public void put(SpecialTask task) {
    removeTask(task.id());
    if (task.type() == TaskType.REPAIR) {
      task.onBehalfOf()
          .filter(entries::containsKey)
          .ifPresent(entry -> repairsOfEntry.add(entry, task.host()));
    }
    if (isOpen(task)) {
      tasks.put(task);
    } else {
      executions.forget(task.id());
    }
    touch(task.id());
    task.onBehalfOf().ifPresent(this::touch);
    hostChanged(task.host());
  }

  /// A special task is no more.
  public void removeTask(TaskId id) {
    tasks.remove(id).ifPresent(gone -> hostChanged(gone.host()));
  }

  /// An execution was created or changed.
  public void put(LabExecution execution) {
    executions.put(execution);
    switch (execution.work()) {
      case Work.Main(var job, var subdir) -> touchGroup(new GroupKey(job, subdir));
      case Work.Gather(var job, var subdir) -> touchGroup(new GroupKey(job, subdir));
      case Work.Task(var task) -> {
        touch(task);
        task(task).map(SpecialTask::host).ifPresent(this::touch);
      }
    }
  }

  private void touchGroup(GroupKey group) {
    entriesOfGroup.of(group).forEach(this::touch);
  }

  /// The group of an entry that has one.
  public static Optional<GroupKey> groupOf(LabEntry entry) {
    return entry.subdir().isEmpty()
        ? Optional.empty()
        : Optional.of(new GroupKey(entry.job(), entry.subdir()));
  }

  private void forget(@Nullable LabEntry old) {
    if (old == null) {
      return;
    }
    queue.remove(old.id());
    deadlines.remove(old.id());
    waits.remove(old.id());
    entriesOfJob.remove(old.job(), old.id());
    groupOf(old).ifPresent(group -> entriesOfGroup.remove(group, old.id()));
    old.host()
        .ifPresent(
            host -> {
              activeOnHost.remove(host, old.id());
              hostChanged(host);
            });
  }

  private void requeue(LabEntry entry) {
    queue.remove(entry.id());
    if (entry.status() == EntryStatus.QUEUED && !entry.abortRequested() && !entry.isHostless()) {
      job(entry.job()).ifPresent(job -> queue.put(entry, job, groupsOf(job.owner())));
    }
  }

  private void hostChanged(HostId id) {
    touch(id);
    hosts
        .get(id)
        .filter(this::isFree)
        .ifPresentOrElse(host -> free.add(id, host.offer()), () -> free.remove(id));
  }

  private boolean isFree(LabHost host) {
    return host.status() == HostStatus.READY
        && !host.locked()
        && !activeOnHost.has(host.id())
        && !tasks.hasAny(host.id());
  }

  /// Whether a task is queued or running.
  public static boolean isOpen(SpecialTask task) {
    return task.status() == SpecialTask.Status.QUEUED
        || task.status() == SpecialTask.Status.RUNNING;
  }

  private LabEntry known(EntryId id) {
    return entry(id).orElseThrow(() -> new IllegalStateException("only indexed: entry " + id));
  }
}
