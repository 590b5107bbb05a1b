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
import org.autotest.store.Database;
import org.autotest.store.LabChange.Kind;
import org.autotest.store.lab.LabExecution.Outcome;
import org.autotest.store.lab.LabExecution.ProcessRef;
import org.jdbi.v3.core.Handle;

/// The changes of one or more decisions, on one connection: collected, and made together by
/// [#finish], so that a hundred decisions cost as many statements as one.
final class JdbiLabTransaction implements LabTransaction {
  private final Handle handle;
  private final News news;
  private final EntrySql entries;
  private final HostSql hosts;
  private final TaskSql tasks;
  private final ExecutionSql executions;

  JdbiLabTransaction(Handle handle, News news, long dispatcher) {
    this.handle = handle;
    this.news = news;
    this.entries = new EntrySql(handle, news);
    this.hosts = new HostSql(handle, news);
    this.tasks = new TaskSql(handle, news);
    this.executions = new ExecutionSql(handle, news, dispatcher);
  }

  /// Makes the changes, and writes the event log and the outbox; the last thing before the commit.
  void finish() {
    executions.create();
    hosts.write();
    entries.write();
    tasks.write();
    executions.write();
    news.write(handle);
  }

  @Override
  public Instant now() {
    return Database.now(handle);
  }

  @Override
  public EntryStatus moveEntry(EntryId entry, EntryStatus from, EntryEvent event, String reason) {
    return entries.move(entry, from, event, reason);
  }

  @Override
  public void assignHost(EntryId entry, JobId job, HostId host) {
    entries.assign(entry, job, host);
  }

  @Override
  public EntryId addEntry(EntryId like, JobId job, HostId host) {
    return entries.add(like, job, host);
  }

  @Override
  public void unassignHost(EntryId entry, JobId job, HostId host) {
    entries.unassign(entry, job, host);
  }

  @Override
  public void setSubdir(EntryId entry, String subdir) {
    entries.setSubdir(entry, subdir);
  }

  @Override
  public void setStarted(EntryId entry, Optional<Instant> at) {
    entries.setStarted(entry, at);
  }

  @Override
  public void setWaitUntil(EntryId entry, Instant until) {
    entries.setWaitUntil(entry, until);
  }

  @Override
  public void setArchive(EntryId entry, String place) {
    entries.setArchive(entry, place);
  }

  @Override
  public void setProblem(EntryId entry, Optional<Failure> problem) {
    entries.setProblem(entry, problem);
  }

  @Override
  public void requestAbort(EntryId entry, String reason) {
    entries.requestAbort(entry, reason);
  }

  @Override
  public Set<String> subdirsOf(JobId job) {
    return entries.subdirsOf(job);
  }

  @Override
  public List<Blame> lostBeforeStart(JobId job) {
    return entries.lostBeforeStart(job);
  }

  @Override
  public void requireReady(HostId host) {
    hosts.requireReady(host);
  }

  @Override
  public HostStatus moveHost(HostId host, HostStatus from, HostEvent event, String reason) {
    return hosts.move(host, from, event, reason);
  }

  @Override
  public void setHostProblem(HostId host, Failure problem) {
    hosts.setProblem(host, problem);
  }

  @Override
  public void setDirty(HostId host, boolean dirty) {
    hosts.setDirty(host, dirty);
  }

  @Override
  public void keepHosts(JobId job, Set<HostId> kept) {
    KeptHostSql.keep(handle, job, kept);
  }

  @Override
  public void keepNoHosts() {
    KeptHostSql.forgetAll(handle);
  }

  @Override
  public void reserveFor(JobId job, HostId host, Instant until) {
    ReservationSql.reserve(handle, job, host, until);
    news.changed(Kind.HOST, host.value());
  }

  @Override
  public void reservedUntil(JobId job, HostId host, Instant until) {
    ReservationSql.end(handle, job, host, until);
    news.changed(Kind.HOST, host.value());
  }

  @Override
  public void createTask(
      HostId host, TaskType type, Optional<EntryId> entry, String requestedBy, String reason) {
    tasks.create(host, type, entry, requestedBy, reason);
  }

  @Override
  public void startTask(TaskId task, String reason) {
    tasks.start(task, reason);
  }

  @Override
  public void finishTask(TaskId task, Optional<Failure> failure, String reason) {
    tasks.finish(task, failure, reason);
  }

  @Override
  public void deleteTasks(List<TaskId> superseded) {
    tasks.delete(superseded);
  }

  @Override
  public NewExecution createMain(
      JobId job, ExecutionPath path, List<EntryId> group, EntryStatus status, int weight) {
    NewExecution execution =
        executions.add(ExecutionSql.RUN, Optional.of(job), Optional.empty(), path, weight);
    entries.point(group, status, execution);
    return execution;
  }

  @Override
  public NewExecution createGather(JobId job, ExecutionPath path, List<EntryId> group, int weight) {
    entries.requireAll(group, EntryStatus.GATHERING);
    return executions.add(ExecutionSql.GATHER, Optional.of(job), Optional.empty(), path, weight);
  }

  @Override
  public NewExecution createTaskExecution(TaskId task, TaskType type, ExecutionPath path) {
    NewExecution execution =
        executions.add(type.pathWord(), Optional.empty(), Optional.of(task), path, 1);
    tasks.point(task, execution);
    return execution;
  }

  @Override
  public void executionRuns(ExecutionId execution, ProcessRef process) {
    executions.runs(execution, process);
  }

  @Override
  public void executionEnded(ExecutionId execution, Outcome outcome) {
    executions.end(execution, LabExecution.Status.ENDED, Optional.of(outcome));
  }

  @Override
  public void executionAbandoned(ExecutionId execution, Optional<Outcome> outcome) {
    executions.end(execution, LabExecution.Status.ABANDONED, outcome);
  }
}
