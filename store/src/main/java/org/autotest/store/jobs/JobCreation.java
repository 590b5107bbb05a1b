package org.autotest.store.jobs;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.job.Filing;
import org.autotest.core.job.JobId;
import org.autotest.core.job.NewJob;
import org.autotest.store.Database;
import org.autotest.store.SqlFailure;
import org.autotest.store.access.Caller;
import org.autotest.store.access.Problems;
import org.autotest.store.jobs.TargetResolver.TargetLabel;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

/// Creates jobs.
public final class JobCreation {
  private static final String FIND_REQUEST =
      """
      SELECT job.id, job.name, job.name = :name AND job.control_file = :control AS same
      FROM afe_job_requests request
      JOIN afe_jobs job ON job.id = request.job_id
      WHERE request.user_id = :user AND request.request_key = :key
      """;

  private static final String INSERT_REQUEST =
      """
      INSERT INTO afe_job_requests (user_id, request_key, job_id, requested_at)
      VALUES (:user, :key, :job, :now)
      """;

  /// Hosts in Repair Failed are verified again at once.
  private static final Optional<Duration> AT_ONCE = Optional.of(Duration.ZERO);

  private final Database database;
  private final Optional<Duration> looksAgainAfter;

  /// Of a lab where hosts in Repair Failed are verified again at once.
  public JobCreation(Database database) {
    this(database, AT_ONCE);
  }

  /// @param looksAgainAfter how long after a host was given up it is verified without being asked,
  ///   so that jobs that live longer may wait for it; empty: never
  public JobCreation(Database database, Optional<Duration> looksAgainAfter) {
    this.database = database;
    this.looksAgainAfter = looksAgainAfter;
  }

  /// Checks a request and makes the job with its entries, all Queued, in one transaction.
  ///
  /// Hosts that are named must be in the inventory, carry the labels that the job depends on, and
  /// share an ACL group with the caller; hosts behind a label are chosen when the job is scheduled.
  /// A named host in Repair Failed that nobody uses goes back to Ready. What no waiting would
  /// bring, as the lab is now, is refused unless it is forced: labels that no fit host carries,
  /// more hosts than there are or than the lab runs at once, hosts that are locked, or reserved for
  /// others, until after the job is given up.
  ///
  /// @param login of the caller, who becomes the owner
  /// @return the job; for a request key that the caller has used before, the job of that time
  /// @throws BadRequest with all that is wrong, by wire names of arguments; nothing is written
  public JobId create(String login, NewJob job) {
    return create(login, job, Filing.NEW);
  }

  /// Does the same for a template, whose entries are all Template, or for a job made from another.
  public JobId create(String login, NewJob job, Filing filing) {
    try {
      return database.transact(
          handle -> new JobId(createOnce(handle, login, job, filing, looksAgainAfter)));
    } catch (JdbiException failure) {
      if (SqlFailure.of(failure) != SqlFailure.DUPLICATE) {
        throw failure;
      }
      // Somebody was faster with the same request key, or with the same one-time host.
      return database.transact(
          handle -> new JobId(createOnce(handle, login, job, filing, looksAgainAfter)));
    }
  }

  /// Makes a job that is taken whatever hosts there are, in a transaction of the caller's.
  ///
  /// @param filing with force
  public static JobId createIn(Handle handle, String login, NewJob job, Filing filing) {
    return new JobId(createOnce(handle, login, job, filing, AT_ONCE));
  }

  private static long createOnce(
      Handle handle, String login, NewJob job, Filing filing, Optional<Duration> looksAgainAfter) {
    Caller caller = Caller.require(handle, login);
    Optional<Long> before = job.requestKey().flatMap(key -> earlier(handle, caller, job, key));
    if (before.isPresent()) {
      return before.get();
    }
    long id = insertChecked(handle, caller, job, filing, looksAgainAfter);
    job.requestKey()
        .ifPresent(
            key ->
                handle
                    .createUpdate(INSERT_REQUEST)
                    .bind("user", caller.id())
                    .bind("key", key)
                    .bind("job", id)
                    .bind("now", Database.now(handle))
                    .execute());
    return id;
  }

  /// The job that was made by an earlier request with the key, if any.
  ///
  /// @throws BadRequest when that request was for another job: it was not the same one sent twice
  private static Optional<Long> earlier(Handle handle, Caller caller, NewJob job, String key) {
    return handle
        .createQuery(FIND_REQUEST)
        .bind("user", caller.id())
        .bind("key", key)
        .bind("name", job.name().strip())
        .bind("control", job.control().text())
        .map(
            (row, _) -> {
              if (!row.getBoolean("same")) {
                throw BadRequest.of(
                    BadRequest.Kind.CONFLICT,
                    "idempotency_key",
                    "was used for job %d, %s; another job needs a key of its own"
                        .formatted(row.getLong("id"), row.getString("name")));
              }
              return row.getLong("id");
            })
        .findOne();
  }

  /// Checks a request as [#create] does, and makes nothing.
  ///
  /// @throws BadRequest with all that is wrong, by wire names of arguments
  public void check(String login, NewJob job, Filing filing) {
    database.transactVoid(
        handle -> resolve(handle, Caller.require(handle, login), job, filing, looksAgainAfter));
  }

  /// What a request names, found and checked.
  private record Resolved(
      List<TargetHost> hosts,
      List<TargetLabel> metaHosts,
      Map<String, TargetHost> oneTime,
      List<TargetLabel> dependencies,
      Optional<Long> atomicGroup) {}

  private static Resolved resolve(
      Handle handle, Caller caller, NewJob job, Filing filing, Optional<Duration> looksAgainAfter) {
    Problems problems = new Problems();
    AtomicTargets atomic = new AtomicTargets(handle, problems);
    AtomicTargets.Asked asked = atomic.find(job.targets());
    NewJob.Targets targets = asked.targets();
    JobChecks.check(job.on(targets, asked.group().map(AtomicTargets.Group::name)), problems);
    TargetResolver resolver = new TargetResolver(handle, problems, asked.group().isPresent());
    List<TargetHost> hosts = resolver.hosts(targets.hosts());
    List<TargetLabel> metaHosts = resolver.metaHosts(targets.metaHosts());
    Map<String, TargetHost> oneTime =
        resolver.oneTimeHosts(targets.oneTimeHosts(), targets.hosts());
    List<TargetLabel> dependencies = resolver.dependencies(job.dependencies());
    resolver.requireDependencies(hosts, dependencies);
    asked
        .group()
        .ifPresent(
            group ->
                atomic.check(group, job.wishes().synchCount(), hosts, metaHosts, dependencies));
    problems.throwIfAny();
    resolver.requireRights(caller, hosts);
    if (!filing.template() && !filing.force()) {
      new Feasibility(handle, caller, job, looksAgainAfter, problems)
          .check(new Feasibility.Wanted(hosts, metaHosts, dependencies, asked.group()));
      problems.throwIfAny();
    }
    return new Resolved(hosts, metaHosts, oneTime, dependencies, asked.id());
  }

  private static long insertChecked(
      Handle handle, Caller caller, NewJob job, Filing filing, Optional<Duration> looksAgainAfter) {
    Resolved found = resolve(handle, caller, job, filing, looksAgainAfter);
    JobRows rows = new JobRows(handle, caller, filing, found.atomicGroup());
    List<TargetHost> all = new java.util.ArrayList<>(found.hosts());
    all.addAll(rows.oneTimeHosts(job.targets().oneTimeHosts(), found.oneTime()));
    long id = rows.insertJob(job);
    rows.insertDependencies(id, found.dependencies());
    rows.insertKeyvals(id, job.keyvals());
    rows.insertEntries(id, job, all, found.metaHosts());
    if (!filing.template()) {
      rows.revive(all);
    }
    return id;
  }
}
