package org.autotest.client.job;

import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.autotest.client.config.ClientConfig;
import org.autotest.client.fetch.Web;
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
/// @param config what the configuration files say
/// @param reporting what is told besides the results directory
/// @param time where the time comes from
/// @param machine what it runs on
/// @param web how servers are reached from there
public record JobSettings(
    Path control,
    List<String> args,
    String tag,
    String user,
    String hostname,
    boolean resumed,
    Harness harness,
    JobPaths paths,
    ClientConfig config,
    Reporting reporting,
    Time time,
    Machine machine,
    Web web) {
  public JobSettings {
    args = List.copyOf(args);
  }

  /// Whether core dumps are collected; empty when the configuration does not say.
  public Optional<Boolean> wantsCoreDumps() {
    return config
        .text(ClientConfig.COMMON, "crash_handling_enabled")
        .map(_ -> config.truth(ClientConfig.COMMON, "crash_handling_enabled", false));
  }

  /// The same job with further arguments behind the others.
  public JobSettings withMoreArgs(List<String> more) {
    List<String> all = Stream.concat(args.stream(), more.stream()).toList();
    return new JobSettings(
        control, all, tag, user, hostname, resumed, harness, paths, config, reporting, time,
        machine, web);
  }

  /// The same job with another results directory.
  public JobSettings withPaths(JobPaths other) {
    return new JobSettings(
        control, args, tag, user, hostname, resumed, harness, other, config, reporting, time,
        machine, web);
  }

  /// What a run tells besides its results directory.
  ///
  /// @param tap TAP files
  /// @param junit where a JUnit XML file goes; empty for none
  /// @param systemLog the job's log goes to the machine's system log too
  public record Reporting(boolean tap, Optional<Path> junit, boolean systemLog) {}

  /// The clock and the zone of local times.
  public record Time(InstantSource clock, ZoneId zone) {}
}
