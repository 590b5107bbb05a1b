package org.autotest.dispatcher.run;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;
import org.autotest.core.host.HostId;
import org.autotest.core.host.Hostname;
import org.autotest.core.job.ExecutionId;
import org.autotest.core.job.JobId;
import org.autotest.core.job.SpecialTask;
import org.autotest.core.results.ExecutionPath;
import org.autotest.dispatcher.launch.Launcher.Launch;
import org.autotest.dispatcher.results.AutoservCommand;
import org.autotest.dispatcher.results.HostFacts;
import org.autotest.dispatcher.results.ResultsFiles;
import org.autotest.store.lab.JobText;
import org.autotest.store.lab.LabHost;
import org.autotest.store.lab.LaunchReader.Texts;

/// Writes what autoserv is given and makes its command line. Runs beside the loop.
final class Preparations {
  /// The job cannot be started, now or later.
  static final class Unstartable extends AutotestException {
    private static final long serialVersionUID = 1L;

    Unstartable(JobId job, String observation) {
      super(Blame.SUBMITTER, "starting job %s: %s".formatted(job, observation));
    }
  }

  private final ResultsFiles files;
  private final AutoservCommand autoserv;

  Preparations(ResultsFiles files, AutoservCommand autoserv) {
    this.files = files;
    this.autoserv = autoserv;
  }

  /// What is started.
  sealed interface Subject {
    /// A job on the hosts of a group.
    ///
    /// @param hosts by name; empty for a job without machines
    /// @param groupName of the atomic group that they are of
    /// @param beside machines that it may work on besides
    record Main(
        JobId job,
        String owner,
        List<LabHost> hosts,
        Optional<String> groupName,
        List<String> beside)
        implements Subject {}

    /// A verify, cleanup or repair.
    ///
    /// @param job the job that waits for it
    record Task(SpecialTask task, LabHost host, Optional<JobId> job) implements Subject {}

    /// Collecting what a killed run left.
    record Gather(List<LabHost> hosts) implements Subject {}

    /// Jobs whose texts are wanted.
    default List<JobId> jobs() {
      return switch (this) {
        case Main main -> List.of(main.job());
        case Task task -> task.job().stream().toList();
        case Gather _ -> List.of();
      };
    }

    /// Hosts whose labels are wanted.
    default List<HostId> labelled() {
      return switch (this) {
        case Main main -> main.hosts().stream().map(LabHost::id).toList();
        case Task task -> List.of(task.host().id());
        case Gather _ -> List.of();
      };
    }
  }

  /// Prepares one start.
  Launch prepare(ExecutionId execution, ExecutionPath path, Subject subject, Texts texts) {
    return switch (subject) {
      case Subject.Main main -> main(execution, path, main, texts);
      case Subject.Task task -> task(execution, path, task, texts);
      case Subject.Gather(var hosts) -> gather(execution, path, hosts);
    };
  }

  private Launch main(
      ExecutionId execution, ExecutionPath path, Subject.Main subject, Texts texts) {
    JobId job = subject.job();
    List<LabHost> hosts = subject.hosts();
    JobText text =
        texts.job(job).orElseThrow(() -> new Unstartable(job, "there is no such job any more"));
    if (text.control().isBlank()) {
      throw new Unstartable(job, "it has no control file");
    }
    Map<Hostname, HostFacts> facts = new LinkedHashMap<>();
    hosts.forEach(host -> facts.put(host.hostname(), facts(host, texts)));
    Path control = files.prepareMain(path, text, facts, subject.groupName());
    if (hosts.size() == 1) {
      files.addMachine(path, hosts.getFirst().hostname());
    }
    List<Hostname> names = hosts.stream().map(LabHost::hostname).toList();
    Path directory = files.directory(path);
    return launch(
        execution,
        path,
        autoserv
            .allowing(subject.beside())
            .main(directory, names, subject.owner(), text.name(), path, text.type(), control));
  }

  private static HostFacts facts(LabHost host, Texts texts) {
    return new HostFacts(texts.labels(host.id()), host.protection());
  }

  private Launch task(
      ExecutionId execution, ExecutionPath path, Subject.Task subject, Texts texts) {
    SpecialTask task = subject.task();
    LabHost host = subject.host();
    files.prepareTask(path, host.hostname(), facts(host, texts));
    String label = subject.job().flatMap(texts::job).map(JobText::name).orElse("");
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

  private Launch gather(ExecutionId execution, ExecutionPath path, List<LabHost> hosts) {
    List<Hostname> names = hosts.stream().map(LabHost::hostname).toList();
    return launch(execution, path, autoserv.gather(files.directory(path), names));
  }

  private Launch launch(ExecutionId execution, ExecutionPath path, List<String> argv) {
    Path directory = files.directory(path);
    return new Launch(execution, directory, argv, directory.resolve(ResultsFiles.OUTPUT));
  }
}
