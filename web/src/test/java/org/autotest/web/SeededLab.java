package org.autotest.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.autotest.core.host.HostId;
import org.autotest.core.host.HostStatus;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.JobId;
import org.autotest.core.job.Priority;
import org.autotest.core.job.TaskId;
import org.autotest.core.job.TaskType;
import org.autotest.store.Database;
import org.autotest.testkit.LabBuilder;
import org.autotest.web.access.Passwords;

/// A lab that shows every status and every blame, with hostile names in it, for tests and pictures.
final class SeededLab {
  static final String PASSWORD = "correct horse battery";
  static final String HOSTILE = "<script>alert(1)</script> & \"quotes\" \u202edrawkcab\u202c";

  private final LabBuilder lab;
  private final Path results;
  private final Instant now;
  private final SeedRows rows;
  private final SeededRounds rounds;

  SeededLab(Database database, Path results) {
    this.lab = new LabBuilder(database);
    this.results = results;
    this.now = database.now();
    this.rows = new SeedRows(database);
    this.rounds = new SeededRounds(database);
  }

  /// What tests refer to.
  record Ids(
      JobId passed,
      JobId failed,
      JobId infrastructure,
      JobId running,
      JobId waiting,
      JobId hostile,
      HostId alpha,
      HostId broken,
      long failedTest,
      EntryId runningEntry) {}

  Ids fill() {
    account("admin", 100);
    account("alice", 0);
    account("bob", 0);
    catalogue();
    lab.platform("x86_64");
    HostId alpha = lab.host("alpha.lab", "x86_64", "kvm", "bigmem");
    HostId beta = lab.host("beta.lab", "x86_64", "kvm");
    HostId gamma = lab.host("gamma.lab", "x86_64");
    HostId delta = lab.host("delta.lab", "x86_64", "laptop");
    HostId broken = lab.host("epsilon.lab", "laptop");
    HostId locked = lab.host("zeta.lab", "kvm");
    rows.gaveUp(broken.value(), ago(Duration.ofHours(3)));
    rows.update(
        "UPDATE afe_hosts SET status = 'Repair Failed', status_changed_at = ?, failure_blame = 'HOST',"
            + " failure_problem = 'connecting to epsilon.lab: no answer in 60 s' WHERE id = ?",
        ago(Duration.ofHours(3)),
        broken.value());
    rows.update(
        "UPDATE afe_hosts SET locked = 1, locked_by_id = (SELECT id FROM afe_users WHERE login ="
            + " 'alice'), lock_time = ?, lock_reason = 'new memory being fitted' WHERE id = ?",
        ago(Duration.ofHours(20)),
        locked.value());
    rows.update(
        "INSERT INTO afe_host_attributes (host_id, attribute, value) VALUES (?, 'serial', 'tty/alpha'),"
            + " (?, 'rack', '3 <b>north</b>')",
        alpha.value(),
        alpha.value());
    lab.atomicGroup("rack", 3);
    dispatcher();
    JobId passed = passed(alpha, beta);
    Failed failed = failed(alpha, beta, gamma);
    JobId infrastructure = infrastructure(delta, broken);
    JobId aborted = aborted(gamma);
    JobId hostile = hostile(delta);
    Running running = running(alpha, beta, gamma);
    JobId waiting = waiting(broken, locked);
    SeededWishes wishes = new SeededWishes(rows, now);
    wishes.recurring(passed);
    wishes.reserved(gamma);
    if (aborted.equals(passed)) {
      throw new IllegalStateException("ids repeat");
    }
    return new Ids(
        passed,
        failed.job,
        infrastructure,
        running.job,
        waiting,
        hostile,
        alpha,
        broken,
        failed.test,
        running.entry);
  }

  void account(String login, int level) {
    long id = lab.user(login, level);
    rows.update(
        "INSERT INTO afe_credentials (user_id, password_hash, changed_at) VALUES (?, ?, ?)",
        id,
        Passwords.hash(PASSWORD),
        now);
  }

  private void catalogue() {
    for (List<String> test :
        List.of(
            List.of("sleeptest", "Sleeps, to prove that the harness works.", "Kernel"),
            List.of("dbench", "Runs dbench, a load of file system calls.", "Kernel"),
            List.of("hackbench", "Measures the scheduler with many talking processes.", "Kernel"),
            List.of("kvm_boot", "Boots a guest and waits for its login prompt.", "Virtualization"),
            List.of("memtester", "Writes patterns to memory and reads them back.", "Hardware"))) {
      rows.update(
          "INSERT INTO afe_autotests (name, description, test_class, test_category, path, author,"
              + " experimental) VALUES (?, ?, ?, 'Functional', ?, 'Lab', 0)",
          test.get(0),
          test.get(1),
          test.get(2),
          test.get(0) + "/control");
    }
  }

  void dispatcher() {
    rows.update(
        "INSERT INTO afe_dispatchers (name, hostname, pid, started_at, seen_at) VALUES ('main',"
            + " 'localhost', 1, ?, ?)",
        ago(Duration.ofDays(2)),
        now);
    rows.update(
        "INSERT INTO afe_leases (name, dispatcher_id, generation, expires_at) SELECT 'planner', id, 1,"
            + " ? FROM afe_dispatchers ON DUPLICATE KEY UPDATE dispatcher_id = VALUES(dispatcher_id),"
            + " expires_at = VALUES(expires_at)",
        now.plus(Duration.ofDays(3650)));
    new SeededDrones(rows).fill(ago(Duration.ofHours(3)));
    rounds.fill();
  }

  private JobId passed(HostId alpha, HostId beta) {
    JobId job = job("alice", "nightly kernel 6.12.4", Duration.ofHours(5));
    ran(job, "alice", alpha, "alpha.lab", EntryStatus.COMPLETED, Duration.ofHours(5));
    ran(job, "alice", beta, "beta.lab", EntryStatus.COMPLETED, Duration.ofHours(5));
    for (String host : List.of("alpha.lab", "beta.lab")) {
      long execution = results(job, "alice", host, "nightly kernel 6.12.4");
      test(execution, host, "sleeptest", "GOOD", "", "completed successfully", Duration.ofHours(5));
      test(execution, host, "dbench", "GOOD", "", "completed successfully", Duration.ofHours(5));
      test(execution, host, "hackbench", "GOOD", "", "completed successfully", Duration.ofHours(5));
    }
    return job;
  }

  private record Failed(JobId job, long test) {}

  private Failed failed(HostId alpha, HostId beta, HostId gamma) {
    JobId job = job("bob", "regression hunt: scheduler", Duration.ofMinutes(50));
    ran(job, "bob", alpha, "alpha.lab", EntryStatus.COMPLETED, Duration.ofMinutes(48));
    ran(job, "bob", beta, "beta.lab", EntryStatus.COMPLETED, Duration.ofMinutes(48));
    ran(job, "bob", gamma, "gamma.lab", EntryStatus.COMPLETED, Duration.ofMinutes(48));
    long failedTest = 0;
    for (String host : List.of("alpha.lab", "beta.lab", "gamma.lab")) {
      long execution = results(job, "bob", host, "regression hunt: scheduler");
      Duration then = Duration.ofMinutes(40);
      test(execution, host, "sleeptest", "GOOD", "", "completed successfully", then);
      boolean bad = host.equals("beta.lab");
      long id =
          test(
              execution,
              host,
              "hackbench",
              bad ? "FAIL" : "GOOD",
              bad ? "TEST" : "",
              bad
                  ? "throughput fell to 812 MB/s, of at least 1,200 expected"
                  : "completed successfully",
              then);
      failedTest = bad ? id : failedTest;
      test(execution, host, "memtester", "WARN", "", "3 corrected ECC errors", then);
      test(execution, host, "kvm_boot", "TEST_NA", "", "no /dev/kvm on this host", then);
      rows.update(
          "INSERT INTO tko_iteration_result (test_idx, iteration, attribute, value) VALUES (?, 1,"
              + " 'throughput', 812.5), (?, 2, 'throughput', 809.25), (?, 1, 'threads', 64)",
          id,
          id,
          id);
      rows.update(
          "INSERT INTO tko_test_attributes (test_idx, attribute, value) VALUES (?, 'version', '1'),"
              + " (?, 'param-threads', '64'), (?, 'sysinfo-uname', 'Linux 6.12.4 #1 SMP'),"
              + " (?, 'checks', ?)",
          id,
          id,
          id,
          id,
          host.equals("alpha.lab") ? "0" : "3");
      log(job, "bob", host, "hackbench");
    }
    return new Failed(job, failedTest);
  }

  private JobId infrastructure(HostId delta, HostId broken) {
    JobId job = job("alice", "laptop suspend", Duration.ofHours(2));
    ran(job, "alice", delta, "delta.lab", EntryStatus.COMPLETED, Duration.ofHours(2));
    EntryId lost =
        ran(job, "alice", broken, "epsilon.lab", EntryStatus.FAILED, Duration.ofHours(2));
    rows.update(
        "UPDATE afe_host_queue_entries SET failure_blame = 'HOST', failure_problem = 'starting the"
            + " client on epsilon.lab: connection lost, no answer in 60 s' WHERE id = ?",
        lost.value());
    long execution = results(job, "alice", "delta.lab", "laptop suspend");
    test(execution, "delta.lab", "sleeptest", "GOOD", "", "completed", Duration.ofHours(2));
    long other = results(job, "alice", "epsilon.lab", "laptop suspend");
    test(
        other,
        "epsilon.lab",
        "sleeptest",
        "ABORT",
        "HOST",
        "the host stopped answering",
        Duration.ofHours(2));
    return job;
  }

  private JobId aborted(HostId gamma) {
    JobId job = job("bob", "soak test, wrong kernel", Duration.ofHours(7));
    EntryId entry = ran(job, "bob", gamma, "gamma.lab", EntryStatus.ABORTED, Duration.ofHours(7));
    rows.update(
        "INSERT INTO afe_aborted_host_queue_entries (queue_entry_id, aborted_by_id, aborted_on) SELECT"
            + " ?, id, ? FROM afe_users WHERE login = 'bob'",
        entry.value(),
        ago(Duration.ofHours(6)));
    rows.update("UPDATE afe_host_queue_entries SET aborted = 1 WHERE id = ?", entry.value());
    return job;
  }

  private JobId hostile(HostId delta) {
    JobId job = job("alice", HOSTILE + " " + "x".repeat(180), Duration.ofHours(9));
    ran(job, "alice", delta, "delta.lab", EntryStatus.COMPLETED, Duration.ofHours(9));
    long execution = results(job, "alice", "delta.lab", HOSTILE);
    test(
        execution,
        "delta.lab",
        HOSTILE,
        "ERROR",
        "TEST",
        "<img src=x onerror=alert(2)> " + "long reason ".repeat(60),
        Duration.ofHours(9));
    return job;
  }

  private record Running(JobId job, EntryId entry) {}

  private Running running(HostId alpha, HostId beta, HostId gamma) {
    JobId job = lab.job("alice", "bisect step 7", Priority.HIGH, 1);
    EntryId first = lab.entry(job, alpha);
    begin(job, "alice", first, "alpha.lab", EntryStatus.RUNNING, Duration.ofSeconds(95));
    lab.status(alpha, HostStatus.RUNNING);
    long execution = results(job, "alice", "alpha.lab", "bisect step 7");
    test(execution, "alpha.lab", "sleeptest", "GOOD", "", "completed", Duration.ofSeconds(80));
    test(execution, "alpha.lab", "dbench", "RUNNING", "", "", Duration.ofSeconds(60));
    EntryId second = lab.entry(job, beta);
    lab.status(second, EntryStatus.VERIFYING);
    lab.status(beta, HostStatus.VERIFYING);
    TaskId task = lab.task(TaskType.VERIFY, beta, Optional.of(second));
    rows.update(
        "UPDATE afe_special_tasks SET is_active = 1, time_started = ? WHERE id = ?",
        ago(Duration.ofSeconds(12)),
        task.value());
    EntryId third = lab.entry(job, gamma);
    lab.status(third, EntryStatus.STARTING);
    lab.status(gamma, HostStatus.PENDING);
    rows.update(
        "INSERT INTO afe_event_log (happened_at, kind, subject_id, job_id, host_id, old_status,"
            + " new_status, reason) VALUES (?, 'entry', ?, ?, ?, 'Starting', 'Running', 'autoserv runs')",
        ago(Duration.ofSeconds(95)),
        first.value(),
        job.value(),
        alpha.value());
    return new Running(job, first);
  }

  private JobId waiting(HostId broken, HostId locked) {
    JobId job = lab.job("bob", "memory burn-in", Priority.LOW, 1);
    lab.entry(job, broken);
    lab.entry(job, locked);
    return job;
  }

  private JobId job(String owner, String name, Duration ago) {
    JobId job = lab.job(owner, name);
    rows.update("UPDATE afe_jobs SET created_on = ? WHERE id = ?", ago(ago), job.value());
    return job;
  }

  private EntryId ran(
      JobId job, String owner, HostId host, String hostname, EntryStatus end, Duration ago) {
    EntryId entry = lab.entry(job, host);
    begin(job, owner, entry, hostname, end, ago);
    rows.update(
        "UPDATE afe_host_queue_entries SET finished_on = ?, status_changed_at = ? WHERE id = ?",
        ago(ago.minus(Duration.ofMinutes(7))),
        ago(ago.minus(Duration.ofMinutes(7))),
        entry.value());
    return entry;
  }

  private void begin(
      JobId job, String owner, EntryId entry, String hostname, EntryStatus status, Duration ago) {
    lab.status(entry, status);
    rows.update(
        "UPDATE afe_host_queue_entries SET started_on = ?, status_changed_at = ?, execution_subdir = ?"
            + " WHERE id = ?",
        ago(ago),
        ago(ago),
        hostname,
        entry.value());
    log(job, owner, hostname, "sleeptest");
  }

  /// Rows of an execution in the results database; returns its `job_idx`.
  private long results(JobId job, String owner, String host, String label) {
    rows.update(
        "INSERT IGNORE INTO tko_machines (hostname, machine_group) VALUES (?, 'x86_64')", host);
    rows.update(
        "INSERT IGNORE INTO tko_kernels (kernel_hash, base, printable) VALUES ('k1', '6.12.4',"
            + " '6.12.4')");
    return rows.insert(
        "INSERT INTO tko_jobs (tag, label, username, machine_idx, afe_job_id) SELECT ?, ?, ?,"
            + " machine_idx, ? FROM tko_machines WHERE hostname = ?",
        "%s-%s/%s".formatted(job, owner, host),
        label,
        owner,
        job.value(),
        host);
  }

  private long test(
      long execution,
      String host,
      String name,
      String status,
      String blame,
      String reason,
      Duration ago) {
    boolean runs = status.equals("RUNNING");
    return rows.insert(
        "INSERT INTO tko_tests (job_idx, test, subdir, kernel_idx, status, reason, machine_idx,"
            + " started_time, finished_time, failure_blame) SELECT ?, ?, ?, k.kernel_idx, s.status_idx,"
            + " ?, m.machine_idx, ?, ?, ? FROM tko_kernels k, tko_status s, tko_machines m WHERE"
            + " k.kernel_hash = 'k1' AND s.word = ? AND m.hostname = ?",
        execution,
        name,
        name.startsWith("<") ? "" : name,
        reason,
        ago(ago),
        runs ? Optional.empty() : Optional.of(ago(ago.minus(Duration.ofMillis(73_400)))),
        blame.isEmpty() ? Optional.empty() : Optional.of(blame),
        status,
        host);
  }

  private void log(JobId job, String owner, String host, String test) {
    try {
      Path directory = results.resolve("%s-%s/%s/%s/debug".formatted(job, owner, host, test));
      Files.createDirectories(directory);
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 60; i++) {
        text.append(
            "11/24 14:%02d:07 INFO |      test:%04d| step %d of 60: measured %d MB/s%n"
                .formatted(i, i * 7, i + 1, 1200 - i * 7));
      }
      text.append("11/24 15:00:09 ERROR|      test:0212| [1m[31mthroughput fell to 812 MB/s[0m\n");
      Files.writeString(directory.resolve(test + ".DEBUG"), text.toString());
      Files.writeString(directory.resolve(test + ".ERROR"), "throughput fell\n");
      Files.writeString(directory.resolveSibling("keyval"), "version=1\nparam-threads=64\n");
      Files.writeString(
          results.resolve("%s-%s/%s/status.log".formatted(job, owner, host)),
          "START\t----\t----\ttimestamp=1\n");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private Instant ago(Duration duration) {
    return now.minus(duration);
  }
}
