package org.autotest.client.job;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.autotest.client.api.TestError;
import org.autotest.client.machine.Programs;

/// What tests depend on: `deps/NAME/NAME.sh`, which builds it in its directory. Those in Python are
/// for control files in Python.
final class Dependencies {
  private final JobParts parts;
  private final Programs programs;

  /// Of a job.
  ///
  /// @param programs runs what builds them, for whoever asks
  Dependencies(JobParts parts, Programs programs) {
    this.parts = parts;
    this.programs = programs;
  }

  /// Looks for a C compiler.
  ///
  /// @throws TestError when there is none
  void requireGcc() {
    if (!parts.settings().machine().has("gcc")) {
      throw new TestError("gcc is required by this job and is not available on the system");
    }
  }

  /// Builds some, one after the other. One that is not here comes from a repository, if there is
  /// any.
  ///
  /// @throws TestError when one is not there
  /// @throws org.autotest.client.api.CommandFailed when one fails
  void build(List<String> names) {
    for (String name : names) {
      Path script =
          find(name)
              .or(() -> fetched(name))
              .orElseThrow(() -> new TestError("Dependency %s does not exist".formatted(name)));
      programs.require(List.of("sh", script.toString()), script.resolveSibling(""), Programs.LONG);
    }
  }

  private Optional<Path> find(String name) {
    JobPaths paths = parts.settings().paths();
    Stream<Path> above =
        paths.testRoots().stream().flatMap(root -> Stream.of(root, root.resolve("..")));
    return Stream.concat(Stream.of(paths.client()), above)
        .map(parent -> parent.resolve("deps").resolve(name).normalize())
        .map(home -> home.resolve(name + ".sh"))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private Optional<Path> fetched(String name) {
    Path deps = parts.settings().paths().client().resolve("deps");
    parts.repositories().bring(name, "dep", deps, () -> find(name).isPresent());
    return find(name);
  }
}
