package org.autotest.dispatcher.results;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.autotest.core.host.Hostname;
import org.autotest.core.host.Protection;
import org.autotest.core.job.ControlType;
import org.autotest.core.job.TaskType;
import org.autotest.core.results.ExecutionPath;

/// Command lines of autoserv.
///
/// @param program the program and what stands before all options: an absolute path, as a rule alone
/// @param options of the lab, such as `--ssh-config FILE`, given on every command line
/// @param beside names of machines that jobs may work on beside theirs, unless they are hosts of
///   the lab
public record AutoservCommand(List<String> program, List<String> options, List<String> beside) {
  public AutoservCommand {
    program = List.copyOf(program);
    options = List.copyOf(options);
    beside = List.copyOf(beside);
    if (program.isEmpty()) {
      throw new IllegalArgumentException("autoserv has no program");
    }
  }

  /// For jobs that work on their own machines alone.
  public AutoservCommand(List<String> program, List<String> options) {
    this(program, options, List.of());
  }

  /// The same for a job that may work on some machines beside its own.
  public AutoservCommand allowing(List<String> machines) {
    List<String> more = new ArrayList<>(options);
    machines.forEach(machine -> more.addAll(List.of("--beside", machine)));
    return new AutoservCommand(program, more, beside);
  }

  /// A job on the hosts of a group.
  ///
  /// @param hosts empty for a job without machines
  public List<String> main(
      Path directory,
      List<Hostname> hosts,
      String owner,
      String name,
      ExecutionPath path,
      ControlType type,
      Path control) {
    List<String> argv = start(directory, hosts);
    argv.addAll(List.of("-u", owner, "-l", name, "-P", path.value(), "-n"));
    argv.addAll(options);
    if (type == ControlType.CLIENT) {
      argv.add("-c");
    }
    argv.add(control.toString());
    return argv;
  }

  /// A verify, cleanup or repair.
  ///
  /// @param label the name of the job that waits for it; empty text when none does
  public List<String> task(
      TaskType type,
      Path directory,
      Hostname host,
      Protection protection,
      String owner,
      String label) {
    List<String> argv = start(directory, List.of(host));
    argv.addAll(List.of("-u", owner, "-l", label, "-n"));
    switch (type) {
      case VERIFY -> argv.add("-v");
      case CLEANUP -> argv.add("-C");
      case REPAIR -> argv.addAll(List.of("-R", "--host-protection", protection.name()));
    }
    argv.addAll(options);
    return argv;
  }

  /// Collects what a killed run left on its hosts.
  public List<String> gather(Path directory, List<Hostname> hosts) {
    List<String> argv = start(directory, hosts);
    argv.addAll(
        List.of(
            "-n",
            "--collect-crashinfo",
            "--use-existing-results",
            "--pidfile-label",
            "collect_crashinfo"));
    argv.addAll(options);
    return argv;
  }

  private List<String> start(Path directory, List<Hostname> hosts) {
    List<String> argv = new ArrayList<>(program);
    argv.addAll(List.of("-p", "-r", directory.toString()));
    if (!hosts.isEmpty()) {
      argv.addAll(
          List.of("-m", hosts.stream().map(Hostname::value).collect(Collectors.joining(","))));
    }
    return argv;
  }
}
