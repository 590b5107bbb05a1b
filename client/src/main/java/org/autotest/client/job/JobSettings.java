package org.autotest.client.job;

import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import org.autotest.client.harness.Harness;
import org.autotest.client.machine.Machine;

/// What a job is started with.
///
/// @param control the control file, absolute
/// @param args what was given with `--args`, split
/// @param tag names the results directory
/// @param user who runs it
/// @param hostname what this machine is called; empty when nobody said
/// @param resumed the job goes on after a pause, a reboot or a crash
/// @param harness who is told of its course
/// @param paths where everything is
/// @param time where the time comes from
/// @param machine what it runs on
public record JobSettings(
    Path control,
    List<String> args,
    String tag,
    String user,
    String hostname,
    boolean resumed,
    Harness harness,
    JobPaths paths,
    Time time,
    Machine machine) {
  public JobSettings {
    args = List.copyOf(args);
  }

  /// The clock and the zone of local times.
  public record Time(InstantSource clock, ZoneId zone) {}
}
