package org.autotest.dispatcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.autotest.core.host.HostId;
import org.autotest.core.job.JobId;
import org.autotest.dispatcher.results.AutoservCommand;
import org.autotest.store.Database;
import org.autotest.store.DatabaseAddress;
import org.autotest.testkit.LabBuilder;

/// A script in the place of autoserv that notes each run of a job and takes a second, or hangs on
/// some hosts, and jobs for it.
public final class ScriptedRuns {
  private static final String AUTOSERV =
      """
      #!/bin/sh
      main=
      while [ $# -gt 0 ]; do
        case $1 in
          -r) dir=$2; shift;;
          -P) main=yes; shift;;
          -m) host=$2; shift;;
          -u|-l) shift;;
        esac
        shift
      done
      pidfile=$dir/.autoserv_execute
      [ -z "$main" ] || echo "$dir" >> "ROOT/ran"
      echo $$ > "$pidfile.new"; mv "$pidfile.new" "$pidfile"
      [ -z "$host" ] || [ ! -e "ROOT/hang-$host" ] || exec sleep 3600
      sleep 1
      printf '%s\\n0\\n0\\n' $$ > "$pidfile.new"; mv "$pidfile.new" "$pidfile"
      """;

  private final Path root;
  private final Path script;

  /// Writes the script.
  ///
  /// @param root of the results, too
  public ScriptedRuns(Path root) throws IOException {
    this.root = root;
    this.script = root.resolve("autoserv");
    Files.writeString(script, AUTOSERV.replace("ROOT", root.toString()));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /// The usual limits, with the script in the place of autoserv.
  public DispatcherConfig config(String dispatcher) {
    return DispatcherConfig.of(
        dispatcher, root, new AutoservCommand(List.of(script.toString()), List.of()));
  }

  /// Every run on the host hangs from now on, or no longer does.
  void hang(String host, boolean hangs) throws IOException {
    Path sign = root.resolve("hang-" + host);
    if (hangs) {
      Files.writeString(sign, "");
    } else {
      Files.deleteIfExists(sign);
    }
  }

  /// Makes hosts, and jobs on them in turn.
  public static void fill(DatabaseAddress address, int hosts, int jobs) {
    try (Database database = Database.open(address, InstantSource.system())) {
      LabBuilder build = new LabBuilder(database);
      build.user("alice");
      List<HostId> made = new ArrayList<>();
      for (int i = 0; i < hosts; i++) {
        made.add(build.host("host" + i));
      }
      for (int i = 0; i < jobs; i++) {
        JobId job = build.job("alice", "job " + i);
        build.entry(job, made.get(i % hosts));
      }
    }
  }

  /// Result directories of the runs so far.
  public List<String> ran() throws IOException {
    Path file = root.resolve("ran");
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  /// Entries for which a condition holds.
  public static long count(Database database, String condition) {
    return database.read(
        handle ->
            handle
                .createQuery("SELECT COUNT(*) FROM afe_host_queue_entries WHERE " + condition)
                .mapTo(Long.class)
                .one());
  }
}
