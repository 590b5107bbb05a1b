package org.autotest.dispatcher.run;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;
import org.autotest.core.host.Hostname;
import org.autotest.core.job.ExecutionId;
import org.autotest.core.job.JobId;
import org.autotest.core.job.SpecialTask;
import org.autotest.core.results.ExecutionPath;
import org.autotest.dispatcher.launch.Launcher.Launch;
import org.autotest.dispatcher.results.AutoservCommand;
import org.autotest.dispatcher.results.ResultsFiles;
import org.autotest.store.lab.JobText;
import org.autotest.store.lab.LabHost;
import org.autotest.store.lab.LaunchReader;
import org.autotest.store.lab.LaunchReader.HostLabels;

/// Writes what autoserv is given and makes its command line. Reads the database; runs beside the
/// loop.
final class Preparations {
  /// The job cannot be started, now or later.
  static final class Unstartable extends AutotestException {
    private static final long serialVersionUID = 1L;

    Unstartable(JobId job, String observation) {
      super(Blame.SUBMITTER, "starting job %s: %s".formatted(job, observation));
    }
  }

  private final LaunchReader reader;
  private final ResultsFiles files;
  private final AutoservCommand autoserv;

  Preparations(LaunchReader reader, ResultsFiles files, AutoservCommand autoserv) {
    this.reader = reader;
    this.files = files;
    this.autoserv = autoserv;
  }

  /// A job on the hosts of a group.
  ///
  /// @param hosts by name; empty for a job without machines
  Launch main(
      ExecutionId execution, ExecutionPath path, JobId job, String owner, List<LabHost> hosts) {
    JobText text =
        reader.job(job).orElseThrow(() -> new Unstartable(job, "there is no such job any more"));
    if (text.control().isBlank()) {
      throw new Unstartable(job, "it has no control file");
    }
    Map<Hostname, HostLabels> labels = new LinkedHashMap<>();
    hosts.forEach(host -> labels.put(host.hostname(), reader.labels(host.id())));
    Path control = files.prepareMain(path, text, labels);
    if (hosts.size() == 1) {
      files.addMachine(path, hosts.getFirst().hostname());
    }
    List<Hostname> names = hosts.stream().map(LabHost::hostname).toList();
    Path directory = files.directory(path);
    return launch(
        execution,
        path,
        autoserv.main(directory, names, owner, text.name(), path, text.type(), control));
  }

  /// A verify, cleanup or repair.
  ///
  /// @param job the job that waits for it
  Launch task(
      ExecutionId execution,
      ExecutionPath path,
      SpecialTask task,
      LabHost host,
      Optional<JobId> job) {
    files.prepareTask(path, host.hostname(), reader.labels(host.id()));
    String label = job.flatMap(reader::job).map(JobText::name).orElse("");
    return launch(
        execution,
        path,
        autoserv.task(
            task.type(),
            files.directory(path),
            host.hostname(),
            host.protection(),
            task.requestedBy(),
            label));
  }

  /// Collecting what a killed run left.
  Launch gather(ExecutionId execution, ExecutionPath path, List<LabHost> hosts) {
    List<Hostname> names = hosts.stream().map(LabHost::hostname).toList();
    return launch(execution, path, autoserv.gather(files.directory(path), names));
  }

  private Launch launch(ExecutionId execution, ExecutionPath path, List<String> argv) {
    Path directory = files.directory(path);
    return new Launch(execution, directory, argv, directory.resolve(ResultsFiles.OUTPUT));
  }
}
