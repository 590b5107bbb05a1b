package org.autotest.client.worker;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.autotest.client.process.JavaSession;
import org.autotest.client.process.ProcessGroup;

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
  public ProcessGroup start(
      String role,
      Path directory,
      Map<String, String> environment,
      Runnable whenHeard,
      Consumer<String> outLines,
      Consumer<String> errLines) {
    List<String> command =
        Stream.of(
                Stream.of(javaHome.resolve("bin/java").toString()),
                flags.stream(),
                Stream.of("-cp", classPath, "org.autotest.client.worker.JavaWorkerMain", role))
            .flatMap(part -> part)
            .toList();
    return JavaSession.start(command, directory, environment, whenHeard, outLines, errLines);
  }

  /// Nothing: what takes long is the worker itself.
  @Override
  public void prepare() {}

  @Override
  public void close() {}
}
