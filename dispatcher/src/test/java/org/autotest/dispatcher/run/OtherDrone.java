package org.autotest.dispatcher.run;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.autotest.core.job.ExecutionId;
import org.autotest.core.results.Pidfile;
import org.autotest.store.Database;
import org.autotest.store.lab.DroneDuties;
import org.autotest.store.lab.DroneDuties.Duty;
import org.autotest.store.lab.LabExecution.ProcessRef;
import org.autotest.store.lab.Leases;

/// A drone on another machine, whose part the test plays: it answers when the test says so.
final class OtherDrone {
  private static final Duration LOST_AFTER = Duration.ofMinutes(30);

  private final Database database;
  private final String name;
  private final DroneDuties duties;
  private long nextPid = 5_000;

  OtherDrone(Database database, String name, int processesMax) {
    this.database = database;
    this.name = name;
    if (Leases.registered(database, name).isEmpty()) {
      Leases.register(database, name, name, new ProcessRef(1, 1, "boot-" + name), processesMax);
    }
    this.duties =
        new DroneDuties(
            database, new DroneDuties.Self(name, processesMax, "boot-" + name, LOST_AFTER));
  }

  /// Says that it lives.
  OtherDrone beat() {
    duties.beat();
    return this;
  }

  /// Was not heard of for so long.
  void silentFor(Duration time) {
    update("seen_at = UTC_TIMESTAMP(3) - INTERVAL %d SECOND".formatted(time.toSeconds()));
  }

  /// Changes its row; it has just been heard of.
  OtherDrone set(String assignments) {
    update("seen_at = UTC_TIMESTAMP(3), " + assignments);
    return this;
  }

  private void update(String assignments) {
    database.transactVoid(
        handle ->
            handle.execute("UPDATE afe_drones SET " + assignments + " WHERE hostname = ?", name));
  }

  /// Takes work of these owners alone.
  OtherDrone onlyFor(Set<String> logins) {
    database.transactVoid(
        handle ->
            logins.forEach(
                login ->
                    handle.execute(
                        """
                        INSERT INTO afe_drone_users (drone_id, login)
                        SELECT id, ? FROM afe_drones WHERE hostname = ?
                        """,
                        login,
                        name)));
    return this;
  }

  /// What it looks after.
  List<Duty> duties() {
    return duties.all();
  }

  /// Paths of what it is to start.
  List<String> wanted() {
    return duties().stream()
        .filter(duty -> duty.process().isEmpty())
        .map(duty -> duty.path().value())
        .toList();
  }

  /// The one thing that it looks after.
  Duty only() {
    List<Duty> all = duties();
    if (all.size() != 1) {
      throw new IllegalStateException("%s looks after %s".formatted(name, all));
    }
    return all.getFirst();
  }

  /// Starts what it is asked for, as autoserv does.
  void startAll(Path root) throws IOException {
    for (Duty duty : duties()) {
      if (duty.process().isEmpty() && duties.take(duty.execution())) {
        ProcessRef process = new ProcessRef(nextPid++, 1, "boot-" + name);
        write(root, duty, new Pidfile.Running(process.pid()));
        duties.runs(duty.execution(), process);
      }
    }
  }

  /// Lets the process of one say how it ended, and be gone.
  void end(Path root, Duty duty, int waitStatus) throws IOException {
    writeEnd(root, duty, waitStatus);
    duties.gone(duty.execution());
  }

  /// Lets the process of one say how it ended, and nobody tell.
  void writeEnd(Path root, Duty duty, int waitStatus) throws IOException {
    write(root, duty, new Pidfile.Ended(duty.process().orElseThrow().pid(), waitStatus, 0));
  }

  void tellGone(ExecutionId execution) {
    duties.gone(execution);
  }

  private static void write(Path root, Duty duty, Pidfile pidfile) throws IOException {
    boolean isGather = duty.argv().contains("--collect-crashinfo");
    Pidfile.write(
        root.resolve(duty.path().value())
            .resolve(isGather ? Pidfile.COLLECT_CRASHINFO : Pidfile.AUTOSERV),
        pidfile);
  }
}
