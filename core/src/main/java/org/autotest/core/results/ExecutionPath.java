package org.autotest.core.results;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.autotest.core.host.Hostname;
import org.autotest.core.job.JobId;
import org.autotest.core.job.TaskId;
import org.autotest.core.job.TaskType;

/// Where the results of one execution are, below the root of the results repository:
/// `17-alice/host1`, `17-alice/group0`, `17-alice/hostless`, `hosts/host1/93-verify`.
///
/// @param value components joined by `/`; none can leave the root
public record ExecutionPath(String value) {
  private static final Pattern COMPONENT =
      Pattern.compile("[A-Za-z0-9@_+][A-Za-z0-9@._:+-]{0,254}");

  /// The directory of a job without machines.
  public static final String HOSTLESS = "hostless";

  public ExecutionPath {
    for (String component : value.split("/", -1)) {
      if (!COMPONENT.matcher(component).matches()) {
        throw new IllegalArgumentException(
            "'%s' is no results path: '%s' is no safe directory name".formatted(value, component));
      }
    }
  }

  /// Results of a job.
  ///
  /// @param owner login
  /// @param subdir a host name, `group0`, or [#HOSTLESS]
  public static ExecutionPath ofJob(JobId job, String owner, String subdir) {
    return new ExecutionPath("%s-%s/%s".formatted(job, owner, subdir));
  }

  /// Results of a special task.
  public static ExecutionPath ofTask(Hostname host, TaskId task, TaskType type) {
    return new ExecutionPath("hosts/%s/%s-%s".formatted(host, task, type.pathWord()));
  }

  /// The directory itself.
  public Path below(Path root) {
    return root.resolve(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
