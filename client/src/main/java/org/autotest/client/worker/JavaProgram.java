package org.autotest.client.worker;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Starts workers for Java tests: the very runtime and class path of the harness, but a virtual
/// machine of their own.
///
/// @param javaHome of the runtime
/// @param classPath of the harness
/// @param flags for the virtual machine, for example where its ahead-of-time cache is
public record JavaProgram(Path javaHome, String classPath, List<String> flags)
    implements WorkerProgram {
  public JavaProgram {
    flags = List.copyOf(flags);
  }

  @Override
  public List<String> command(String role) {
    return Stream.of(
            Stream.of(javaHome.resolve("bin/java").toString()),
            flags.stream(),
            Stream.of("-cp", classPath, "org.autotest.client.worker.JavaWorkerMain", role))
        .flatMap(part -> part)
        .toList();
  }

  @Override
  public Map<String, String> environment() {
    return Map.of();
  }
}
